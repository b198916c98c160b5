"""What tests are told of the real servers of this machine."""

import pytest

from tests import servers


def test_what_is_missing_is_told_once_with_its_cure() -> None:
    reasons = ["Skipped: needs a JDK 17: apt install x", "Skipped: needs a JDK 17: apt install x", "Skipped: too old"]
    assert servers.told(reasons) == ["   2 not run here: needs a JDK 17: apt install x", "   1 not run here: too old"]


def test_in_ci_nothing_that_is_missing_is_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    @servers._once
    def nothing() -> None:
        raise servers.Missing("nothing")

    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception):
        servers._here(nothing)
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception):
        servers._here(nothing)


def test_what_is_not_there_is_looked_for_once() -> None:
    asked = []

    @servers._once
    def nothing() -> None:
        asked.append("nothing")
        raise servers.Missing("nothing")

    assert (nothing(), nothing()) == ((None, "needs nothing"), (None, "needs nothing"))
    assert asked == ["nothing"]
