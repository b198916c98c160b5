"""The shop, empty or filled."""

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
