"""How a file writes numbers and days is told from all of its texts, or left open."""

from pathlib import Path

import pytest

from levada.engines.embedded.notations import Columns
from levada.engines.files.casting import Notation
from levada.lake.connection import connect


def read(folder: Path, *columns: list[str | None]) -> tuple[list[str], Notation]:
    """The types of columns, and the notation of them all."""
    with connect(folder) as connection:
        connection.execute(f"CREATE TABLE seen ({', '.join(f'c{number} VARCHAR' for number in range(len(columns)))})")
        connection.executemany(f"INSERT INTO seen VALUES ({', '.join('?' * len(columns))})", list(zip(*columns)))  # noqa: B905
        guesses, notation = Columns(connection, "seen", len(columns)).guesses()
        return [one.type for one in guesses], notation


@pytest.mark.parametrize(
    ("values", "kind", "notation"),
    [
        (["3,50", "4,25"], "decimal(18, 2)", Notation(decimal=",")),
        (["3,5", "4", None], "double", Notation(decimal=",")),
        (["1.234,50", "17,25"], "decimal(18, 2)", Notation(decimal=",", thousands=".")),
        (["1 234 567", "12,5"], "double", Notation(decimal=",", thousands=" ")),
        (["1'234.50", "7.25"], "decimal(18, 2)", Notation(thousands="'")),
        (["1,234.50", "7.25"], "decimal(18, 2)", Notation(thousands=",")),
        (["1,234,567", "7"], "long", Notation(thousands=",")),
        (["1,234", "7,500"], "string", Notation()),  # seven and a half, or seven thousand five hundred
        (["1.234", "7.500"], "string", Notation()),
        (["1.234", "0.500"], "decimal(18, 3)", Notation()),  # no thousands begin with a nought
        (["01,5", "02,5"], "string", Notation()),
        (["31.12.2026", "1.2.2026"], "date", Notation(date_format="%d.%m.%Y")),
        (["31/12/2026", "01/02/2026"], "date", Notation(date_format="%d/%m/%Y")),
        (["12/31/2026", "01/02/2026"], "date", Notation(date_format="%m/%d/%Y")),
        (["11/10/2026", "01/02/2026"], "string", Notation()),  # the first of February, or the second of January
        (["31.02.2026", "01.02.2026"], "string", Notation()),
        (["01.11.2026 00:15", "1.11.2026 23:45"], "timestamp", Notation(timestamp_format="%d.%m.%Y %H:%M")),
        (["01.11.2026", "01.11.2026 00:15"], "string", Notation()),
    ],
)
def test_one_column(tmp_path: Path, values: list[str | None], kind: str, notation: Notation) -> None:
    assert read(tmp_path, values) == ([kind], notation)


def test_one_column_decides_for_the_others(tmp_path: Path) -> None:
    kinds, notation = read(
        tmp_path, ["1,234", "7,500"], ["1.000,5", "2"], ["31/12/2026", "1/1/2026"], ["01/02/2026"] * 2
    )
    assert kinds == ["decimal(18, 3)", "double", "date", "date"]
    assert notation == Notation(",", ".", "%d/%m/%Y")


def test_what_a_point_meant_may_change(tmp_path: Path) -> None:
    assert read(tmp_path, ["1.234", "2.500"], ["1.000,5", "2"]) == (["long", "double"], Notation(",", "."))


def test_two_ways_of_writing_in_one_file_stay_texts(tmp_path: Path) -> None:
    assert read(tmp_path, ["1.5", "2.25"], ["1,5", "2,25"]) == (["double", "string"], Notation())
    assert read(tmp_path, ["2026-12-31"], ["31.12.2026"]) == (["date", "string"], Notation())
