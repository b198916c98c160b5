"""Tables for people: in a pipe, and in terminals of several widths."""

import pytest

from levada.cli import terminal
from levada.cli.grid import cell, table

WHY = "its files have changed, and a row that it reads"


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setattr(terminal, "columns", lambda stream: request.param)


def lines(capsys: pytest.CaptureFixture[str], why: str = WHY) -> list[str]:
    table(("step", "rows", "why"), [("shop.orders", 12, why), ("shop.totals", None, "")], right=("rows",))
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize("room", [None, 80], indirect=True)
def test_a_line_a_row(room: None, capsys: pytest.CaptureFixture[str]) -> None:
    head, rule, first, second = lines(capsys)
    assert (head, first) == ("step         rows  why", f"shop.orders    12  {WHY}")
    assert (second, set(rule)) == ("shop.totals     ·", {"─", " "})


@pytest.mark.parametrize("room", [40], indirect=True)
def test_the_last_column_is_folded_between_words(room: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(capsys)[2:5] == [
        "shop.orders    12  its files have",
        "                   changed, and a row",
        "                   that it reads",
    ]


@pytest.mark.parametrize("room", [40], indirect=True)
def test_what_cannot_be_folded_becomes_paragraphs(room: None, capsys: pytest.CaptureFixture[str]) -> None:
    whole = "manual__2026-11-21T17:17:35.041516"
    assert lines(capsys, whole)[:4] == ["step  shop.orders", "rows  12", f"why   {whole}", ""]


@pytest.mark.parametrize("room", [None], indirect=True)
def test_wide_signs_take_two_columns(room: None, capsys: pytest.CaptureFixture[str]) -> None:
    table(("city", "n"), [("東京", 1), ("Évora", 2)])
    assert capsys.readouterr().out.splitlines()[2:] == ["東京   1", "Évora  2"]


def test_values_cannot_move_the_cursor() -> None:
    assert cell("a\x1b[2Jb\r\n\tc") == "a␛[2Jb␍⏎␉c"
