"""A lake of its own for every test."""

from pathlib import Path

import pytest

from levada.lake.catalogue import Lake
from tests.lake.bench import lake_in


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return lake_in(tmp_path)
