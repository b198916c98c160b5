"""The gate's questions, answered by a cluster: of just the files that a draft has brought, and of whole snapshots."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from levada.engines.base import Inspection
from levada.engines.gate.checking import check as examined
from levada.engines.gate.idioms import TRINO
from levada.engines.gate.session import WRITTEN, Unanswered
from levada.engines.gate.snapshots import selected
from levada.engines.trino.failures import failed
from levada.engines.trino.files import among
from levada.engines.trino.session import Session as Connected
from levada.engines.trino.session import session
from levada.errors import Retryable
from levada.lake.reading import Rows
from levada.lake.sql import identifier
from levada.plan.checks import CheckResult


def check(inspection: Inspection) -> tuple[CheckResult, ...]:
    """The gate, on a cluster."""
    return examined(inspection, opened)


@contextmanager
def opened(inspection: Inspection) -> Iterator["Session"]:
    assert inspection.work.environment.trino  # binding lets no task through without
    with session(inspection.work) as connected:
        yield Session(connected, inspection.work.environment.trino.catalog, inspection.rows)


@dataclass(frozen=True, slots=True)
class Session:
    """A cluster with some rows before it. Views there would be seen by others: each question says what is `WRITTEN`."""

    connected: Connected
    catalog: str
    written: Rows
    idiom = TRINO

    def select(self, rows: Rows) -> str:
        scope = rows.scope
        table = identifier(self.catalog, *scope.table.name())
        at = f"{table} FOR VERSION AS OF BIGINT '{scope.snapshot_id}'" if scope.snapshot_id is not None else table
        return selected(TRINO, scope, at, *_among(rows))

    def ask(self, question: str) -> list[tuple[Any, ...]]:
        from trino.exceptions import TrinoQueryError

        asked = question if question.startswith("SELECT ") else f"SELECT * FROM ({question})"
        try:
            return self.connected.rows(f"WITH {WRITTEN} AS ({self.select(self.written)}) {asked}")
        except TrinoQueryError as error:
            wrong = failed(error, "the gate")
            if isinstance(wrong, Retryable):
                raise wrong from error
            name = error.error_name or "an error"
            raise Unanswered(name, f"Trino: {error.message} ({name}) [{error.query_id}]") from error


def _among(rows: Rows) -> Iterator[str]:
    if rows.scope.some is not None:
        yield among(".".join(rows.scope.table.name()), rows.scope.some)
