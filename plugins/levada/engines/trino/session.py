"""Asking a cluster: every query leaves its evidence, and none goes on when nobody waits for it any more."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from levada.engines.base import Query, Work
from levada.engines.trino.connection import connect
from levada.engines.trino.failures import classified
from levada.engines.trino.machine import here
from levada.lake.marks import branch

if TYPE_CHECKING:
    from trino.dbapi import Connection, Cursor


@dataclass(frozen=True, slots=True)
class Session:
    """A connection whose queries are told to `asked` when they have ended, however that was. `comment`: what each says
    of itself."""

    connection: "Connection"
    asked: Callable[[Query], None] = lambda query: None
    comment: str = ""

    @property
    def aside(self) -> "Session":
        """For what is asked about queries: that is nobody's work, and no evidence."""
        return Session(self.connection)

    @contextmanager
    def query(self, text: str) -> Iterator["Cursor"]:
        """A query being answered: what it returns, row by row. It is cancelled if whoever asks does not end well.

        Raises:
            Permanent, Retryable: as `failures` has them.
        """
        cursor, state = self.connection.cursor(), ""
        with classified(cursor):
            try:
                cursor.execute(f"/* {self.comment} */ {text}" if self.comment else text)
                yield cursor
            except BaseException as error:
                state = _given_up(cursor, error)
                raise
            finally:
                if cursor.query_id:
                    self.asked(evidence(cursor, state))

    def rows(self, text: str) -> list[tuple[Any, ...]]:
        """All rows that a query returns."""
        with self.query(text) as cursor:
            return [tuple(row) for row in cursor.fetchall()]


@contextmanager
def session(work: Work) -> Iterator[Session]:
    """A session for a task; its queries stay in the task's evidence."""
    assert work.environment.trino  # binding lets no task through without
    connection = connect(work.environment.trino, work.root, *tags(work))
    try:
        yield Session(connection, work.asked, comment(work))
    finally:
        connection.close()  # type: ignore[no-untyped-call]


def tags(work: Work) -> tuple[str, ...]:
    """Client tags that say for whom a query is asked."""
    words = {"pipeline": work.task.pipeline, "step": work.task.step, "run": work.run.id}
    return tuple(f"{word}:{quote(value, safe=':+')}" for word, value in words.items())


def comment(work: Work) -> str:
    """What every query of a step says of itself, so that others find it: no query is told client tags."""
    return f"{of_run(work)}{here()}:{os.getpid()}"


def of_run(work: Work) -> str:
    """How that begins, whichever attempt of the run it is."""
    return f"{of_step(work)}{branch(work.run.id, work.task.step, work.run.part)}:"


def of_step(work: Work) -> str:
    """Which step it is, and of which tables: other projects ask the same cluster, and may have steps of this name."""
    names = (work.environment.catalogue, sorted(table.name for table in work.task.tables))
    tables = sha256(repr(names).encode()).hexdigest()[:12]
    return f"levada:{work.task.pipeline}:{work.task.step}:{tables}:"


def _given_up(cursor: "Cursor", error: BaseException) -> str:
    """Cancel a query that did not end well, if it has not ended itself: how it stands then. What went wrong before is
    what matters, not that this may fail too."""
    from trino.exceptions import TrinoQueryError

    if isinstance(error, TrinoQueryError):
        return "FAILED"
    try:
        cursor.cancel()  # type: ignore[no-untyped-call]
    except Exception:
        return "LOST"
    return "CANCELED"


def evidence(cursor: "Cursor", state: str = "") -> Query:
    """What the cluster says of a query. `state`: how it ended, where the cluster was not asked any more."""
    said = cursor.stats or {}
    return Query(
        id=cursor.query_id or "",
        url=cursor.info_uri or "",
        state=state or str(said.get("state", "")),
        rows=int(said.get("processedRows", 0)),
        bytes=int(said.get("processedBytes", 0)),
        seconds=int(said.get("elapsedTimeMillis", 0)) / 1000,
        cpu_seconds=int(said.get("cpuTimeMillis", 0)) / 1000,
        peak_memory=int(said.get("peakMemoryBytes", 0)),
    )
