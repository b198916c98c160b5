"""`levada lakehouse` where nothing was started, and what it prints for a shell."""

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from levada.cli.main import cli
from levada.lakehouse.home import home
from levada.lakehouse.keys import Keys
from levada.lakehouse.ports import Ports
from levada.lakehouse.state import State, save


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "include").mkdir()
    return tmp_path


def lakehouse(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--root", str(root), "lakehouse", *arguments])


def test_nothing_was_started(root: Path) -> None:
    assert (lakehouse(root, "status").exit_code, lakehouse(root, "status", "--format", "json").stdout) == (1, "[]\n")
    assert lakehouse(root, "down").stdout == "nothing was running\n"
    assert "levada lakehouse up" in lakehouse(root, "env").stderr


def test_a_shell_is_told_every_secret(root: Path) -> None:
    state = State(Ports(), Keys())
    save(state, home(root).state)
    script = lakehouse(root, "env").stdout + 'echo "$LAKEHOUSE_CREDENTIAL $LAKEHOUSE_READER_PASSWORD"'
    told = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout
    assert told == f"{state.keys.variables()['LAKEHOUSE_CREDENTIAL']} {state.keys.reader}\n"


def test_data_are_deleted_only_on_purpose(root: Path) -> None:
    save(State(Ports(), Keys()), home(root).state)
    assert lakehouse(root, "reset").exit_code == 1
    assert home(root).state.exists()
    assert lakehouse(root, "reset", "--yes").exit_code == 0
    assert not home(root).state.exists()


def test_what_is_not_installed_is_said(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert "pip install 'levada[lakehouse]'" in lakehouse(root, "up").stderr
