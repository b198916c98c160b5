"""A lake of its own for every test: in files, and in a real catalogue on a real object store."""

from pathlib import Path

import pytest

from levada.lake.catalogue import Lake
from levada.plan import codec
from tests.lake.bench import ELSEWHERE, lake_in

BOTH = ("files", pytest.param("servers", marks=pytest.mark.lakehouse))


@pytest.fixture(params=BOTH)
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Lake:
    place(request, tmp_path)
    return lake_in(tmp_path)


def place(request: pytest.FixtureRequest, root: Path) -> None:
    """Let the lake of a folder be where the test's parameter says, without any table."""
    root.mkdir(parents=True, exist_ok=True)
    if request.param == "servers":
        there = request.getfixturevalue("warehouse")
        there.empty()
        (root / ELSEWHERE).write_text(codec.encode_environment(there.environment()))
