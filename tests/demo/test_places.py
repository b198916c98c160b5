"""Where a demo happens."""

from pathlib import Path

import pytest

from levada.errors import LevadaError
from tests.demo import places
from tests.demo.places import MADE, place


def test_on_a_laptop_nothing_of_an_earlier_demo_is_left(tmp_path: Path) -> None:
    for name in MADE:
        (tmp_path / ".levada" / name).mkdir(parents=True)
    place("local", tmp_path).empty()
    assert {path.name for path in (tmp_path / ".levada").iterdir()} == {"lineage"}


def test_servers_that_do_not_run_are_told_with_the_cure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(places, "java", lambda: None)
    with pytest.raises(LevadaError, match="make lakehouse"):
        place("lakehouse", tmp_path)


def test_no_demo_begins_without_a_jdk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(LevadaError, match="Spark needs a JDK"):
        place("lakehouse", tmp_path)
