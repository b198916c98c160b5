"""What tests of every layer may need."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests import lakehouse as lakehouses
from tests.lakehouse import Lakehouse


@pytest.fixture(scope="module")
def memory() -> Iterator[Path]:
    """A folder in memory, where there is such a thing: deaths and races need not wait for a disk."""
    shared = Path("/dev/shm")
    with TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def warehouse() -> Iterator[Lakehouse]:
    """A real catalogue and a real object store, with a warehouse that is ours alone."""
    if (places := lakehouses.places()) is None:
        pytest.skip(f"no catalogue and no object store: {lakehouses.PLACES} names a file that says where they are")
    with lakehouses.lakehouse(places) as made, pytest.MonkeyPatch.context() as patch:
        for name, value in made.secrets.items():
            patch.setenv(name, value)
        yield made


@pytest.fixture
def lakehouse(warehouse: Lakehouse) -> Lakehouse:
    """The same without any table."""
    warehouse.empty()
    return warehouse
