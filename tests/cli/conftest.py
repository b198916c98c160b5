"""The shop, empty or filled."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.shop import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The shop with both days published; for tests that only look."""
    shop = Shop(tmp_path_factory.mktemp("filled"))
    assert shop("run", "shop", "--from", "2024-01-01").exit_code == 0
    return shop


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Processes of a test hear Ctrl-C, also where the tests themselves were begun deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
