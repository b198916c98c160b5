"""Where a project's servers keep what is theirs."""

import stat
import threading
from pathlib import Path

import pytest

from levada.lakehouse.home import alone, home, write_private


def test_programs_lie_with_the_project_and_in_ci_with_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/cache")
    monkeypatch.delenv("CI", raising=False)
    assert home(tmp_path).programs == tmp_path.resolve() / ".levada/lakehouse/programs"
    monkeypatch.setenv("CI", "true")
    assert home(tmp_path).programs == Path("/cache/levada")


def test_who_comes_second_says_so_and_waits(tmp_path: Path) -> None:
    said: list[str] = []
    with alone(tmp_path):
        second = threading.Thread(target=lambda: _enter(tmp_path, said))
        second.start()
        while not said:
            pass
    second.join()
    assert said == ["another command is at work here: waiting for it", "in"]


def _enter(folder: Path, said: list[str]) -> None:
    with alone(folder, said.append):
        said.append("in")


def test_what_was_open_before_is_private_after(tmp_path: Path) -> None:
    (tmp_path / "key").touch(mode=0o644)
    write_private(tmp_path / "key", "secret")
    assert (stat.S_IMODE((tmp_path / "key").stat().st_mode), (tmp_path / "key").read_text()) == (0o600, "secret")
