"""Where a demo happens."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from levada.errors import LevadaError
from tests.demo import places
from tests.demo.places import MADE, place

ROOT = Path(__file__).resolve().parents[2]


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


@pytest.mark.parametrize("what", ["demo", "ui"])
def test_a_missing_jdk_is_told_before_anything_is_fetched(tmp_path: Path, what: str) -> None:
    for name in (".ci", "plugins"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    without = {**os.environ, "JAVA_HOME": str(tmp_path)}
    told = subprocess.run(
        ["make", what, "ENV=lakehouse"], cwd=tmp_path, env=without, capture_output=True, text=True, check=False
    )
    assert told.returncode
    assert told.stderr.splitlines()[0].startswith(f"levada: Spark needs a JDK, and JAVA_HOME is {tmp_path}, and there")
    assert not (tmp_path / ".venv").exists()
