"""What tests of every layer may need."""

import os
import signal
from collections.abc import Generator, Iterator
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


OPTIONAL = ("pyspark", "trino")
"""Packages that only tests of their engines import, and that not everybody has."""


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Modules of tests that cannot be imported without such a package are skipped as a whole; in CI they fail."""
    report = yield
    call = report.__dict__.get("call")
    lacking = _lacking(call.excinfo.value if call and call.excinfo else None)
    if lacking and not os.environ.get("CI"):
        report.outcome, report.result = "skipped", []
        report.longrepr = (report.nodeid, 0, f"Skipped: {servers.NEEDS}{lacking}: {servers.CURE}")
    return report


def _lacking(error: BaseException | None) -> str:
    while error is not None:
        if isinstance(error, ModuleNotFoundError) and (error.name or "").partition(".")[0] in OPTIONAL:
            return error.name or ""
        error = error.__cause__
    return ""


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
