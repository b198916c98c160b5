"""The gate's questions, answered by DuckDB from the files themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from levada.engines.base import Inspection
from levada.engines.gate.checking import check as examined
from levada.engines.gate.idioms import DUCKDB
from levada.engines.gate.session import WRITTEN, Unanswered
from levada.errors import Retryable
from levada.lake.connection import connect
from levada.lake.outages import meaning
from levada.lake.queries import query
from levada.lake.reading import Rows
from levada.plan.checks import CheckResult


def check(inspection: Inspection) -> tuple[CheckResult, ...]:
    """The gate, in this process."""
    return examined(inspection, opened)


@contextmanager
def opened(inspection: Inspection) -> Iterator["Session"]:
    work = inspection.work
    with TemporaryDirectory(dir=work.scratch) as folder, connect(Path(folder), work.lake.stores) as connection:
        connection.execute(f"CREATE VIEW {WRITTEN} AS {query(inspection.rows)}")
        yield Session(connection)


@dataclass(frozen=True, slots=True)
class Session:
    """DuckDB with some rows before it."""

    connection: duckdb.DuckDBPyConnection
    idiom = DUCKDB

    def select(self, rows: Rows) -> str:
        return query(rows)

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        try:
            return self.connection.execute(question).fetchall()
        except duckdb.OperationalError as error:
            raise Retryable(f"DuckDB: {error}") from error
        except duckdb.Error as error:
            if outage := meaning(error):
                raise outage from error
            raise Unanswered(type(error).__name__, str(error)) from error
