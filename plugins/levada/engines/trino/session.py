"""Asking a cluster: every query leaves its evidence, and none goes on when nobody waits for it any more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from levada.engines.base import Query, Work
from levada.engines.trino.connection import connect
from levada.engines.trino.failures import classified

if TYPE_CHECKING:
    from trino.dbapi import Connection, Cursor


@dataclass(frozen=True, slots=True)
class Session:
    """A connection whose queries are told to `asked` when they have ended, however that was."""

    connection: "Connection"
    asked: Callable[[Query], None] = lambda query: None

    @contextmanager
    def query(self, text: str) -> Iterator["Cursor"]:
        """A query being answered: what it returns, row by row. It is cancelled if whoever asks does not end well.

        Raises:
            Permanent, Retryable: as `failures` has them.
        """
        cursor, state = self.connection.cursor(), ""
        with classified(cursor):
            try:
                cursor.execute(text)
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
        yield Session(connection, work.asked)
    finally:
        connection.close()  # type: ignore[no-untyped-call]


def tags(work: Work) -> tuple[str, ...]:
    """Client tags that say for whom a query is asked."""
    words = {"pipeline": work.task.pipeline, "step": work.task.step, "run": work.run.id}
    return tuple(f"{word}:{quote(value, safe=':+')}" for word, value in words.items())


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
