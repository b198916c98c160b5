"""Ports that a project's file names, and somebody else has."""

import re
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from levada.errors import Permanent
from levada.lakehouse import vacancy
from levada.lakehouse.home import Home
from levada.lakehouse.lifecycle import Listener, up
from levada.lakehouse.ports import HOST, free
from levada.lakehouse.vacancy import vacant


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, int]]:
    monkeypatch.setattr(vacancy, "LINGER", 0.0)
    with socket.create_server((HOST, 0)) as one, socket.create_server((HOST, 0)) as other:
        yield {"rest": one.getsockname()[1], "trino": other.getsockname()[1]}


def test_all_are_told_with_free_ones_before_anything_is_fetched(taken: dict[str, int], tmp_path: Path) -> None:
    place = Home(tmp_path / "lakehouse", tmp_path / "programs")
    with pytest.raises(Permanent) as told:
        up(place, Listener(lambda text: None, lambda have, whole: None), taken)
    assert all(f"{port} by process" in str(told.value) for port in taken.values())
    assert all(free(int(other)) for other in re.findall(r"(\d+) for", str(told.value)))
    assert not place.programs.exists()


def test_those_that_are_free_or_nobody_named_are_fine(taken: dict[str, int], tmp_path: Path) -> None:
    vacant(Home(tmp_path, tmp_path), {})
    with socket.create_server((HOST, 0)) as other:
        port = other.getsockname()[1]
    vacant(Home(tmp_path, tmp_path), {"rest": port})
