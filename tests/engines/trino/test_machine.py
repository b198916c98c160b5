"""Two machines of one name are told from each other: else one would take the other's processes for dead."""

from pathlib import Path

import pytest

from levada.engines.trino import machine


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine whose name of its processes' numbers, and whose boot, are said in a folder."""
    monkeypatch.setattr(machine, "PROCESSES", tmp_path / "pid")
    monkeypatch.setattr(machine, "BOOT", tmp_path / "boot_id")
    (tmp_path / "pid").symlink_to("pid:[1]")
    (tmp_path / "boot_id").write_text("one\n")
    return tmp_path


def name() -> str:
    return machine.here.__wrapped__()


def test_a_container_of_the_same_name_is_another_machine(elsewhere: Path) -> None:
    first = name()
    assert first == name()
    (elsewhere / "pid").unlink()
    (elsewhere / "pid").symlink_to("pid:[2]")
    assert name() != first


def test_so_is_one_that_was_started_anew(elsewhere: Path) -> None:
    first = name()
    (elsewhere / "boot_id").write_text("other\n")
    assert name() != first


def test_where_there_is_no_linux_the_host_s_name_has_to_do(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (elsewhere / "pid").unlink()
    monkeypatch.setattr(machine, "gethostname", lambda: "one")
    first = name()
    monkeypatch.setattr(machine, "gethostname", lambda: "other")
    assert name() != first
    assert ":" not in first
