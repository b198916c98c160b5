"""What tests of every layer may need."""

import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests import servers
from tests import warehouse as warehouses
from tests.warehouse import Lakehouse


@pytest.fixture(scope="module")
def memory() -> Iterator[Path]:
    """A folder in memory, where there is such a thing: deaths and races need not wait for a disk."""
    shared = Path("/dev/shm")
    with TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def places() -> servers.Json:
    """A real object store, REST catalogue and Trino: where they are."""
    return servers.lakehouse()


@pytest.fixture(scope="session")
def warehouse(places: servers.Json) -> Iterator[Lakehouse]:
    """A warehouse that is ours alone."""
    with warehouses.lakehouse(places) as made, pytest.MonkeyPatch.context() as patch:
        for name, value in made.secrets.items():
            patch.setenv(name, value)
        yield made


@pytest.fixture
def lakehouse(warehouse: Lakehouse) -> Lakehouse:
    """The same without any table."""
    warehouse.empty()
    return warehouse


@pytest.fixture(scope="session")
def jdk() -> Path:
    """The folder of the JDK that Spark runs on."""
    return servers.jdk()


@pytest.fixture(scope="session")
def spark_jars() -> Path:
    """A folder with Spark's jars for Iceberg."""
    return servers.spark_jars()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Once and plainly: what was not run here, and which command would enable it."""
    skipped = (report.longrepr for report in terminalreporter.stats.get("skipped", ()))
    for line in servers.told(str(reason[2]) for reason in skipped if isinstance(reason, tuple)):
        terminalreporter.write_line(line, yellow=True)


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Processes of a test hear Ctrl-C, also where the tests themselves were begun deaf to it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def pytest_configure() -> None:
    servers.begin()


def pytest_unconfigure() -> None:
    servers.stop()
