"""Ports and secrets are kept in a file that nobody else can read."""

import stat
from pathlib import Path

import pytest

from levada.errors import Permanent
from levada.lakehouse.keys import Keys
from levada.lakehouse.ports import Ports
from levada.lakehouse.state import State, load, save


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    state = State(Ports(s3=9000), Keys())
    save(state, tmp_path / "deep" / "servers.json")
    assert load(tmp_path / "deep" / "servers.json") == state


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    (tmp_path / "servers.json").touch(mode=0o644)
    save(State(Ports(), Keys()), tmp_path / "servers.json")
    assert stat.S_IMODE((tmp_path / "servers.json").stat().st_mode) == 0o600


def test_every_secret_is_another() -> None:
    values = [*Keys().variables().values(), *Keys().variables().values()]
    assert len(set(values)) == len(values)
    assert min(map(len, values)) >= 20


@pytest.mark.parametrize("text", ["", "{}", '{"ports": {}, "keys": {"other": 1}}'])
def test_a_file_that_is_broken_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "servers.json").write_text(text)
    with pytest.raises(Permanent, match="levada lakehouse reset"):
        load(tmp_path / "servers.json")


def test_nothing_was_started() -> None:
    assert load(Path("/nowhere")) is None
