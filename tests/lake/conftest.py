"""A lake of its own for every test: in files, and in a real catalogue on a real object store."""

from pathlib import Path

import pytest

from levada.lake.catalogue import Lake
from levada.plan import codec
from tests.lake.bench import ELSEWHERE, lake_in

BOTH = ("files", pytest.param("servers", marks=pytest.mark.lakehouse))


@pytest.fixture(params=BOTH)
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Lake:
    if request.param == "servers":
        environment = request.getfixturevalue("lakehouse").environment()
        (tmp_path / ELSEWHERE).write_text(codec.encode_environment(environment))
    return lake_in(tmp_path)
