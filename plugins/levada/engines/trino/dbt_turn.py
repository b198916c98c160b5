"""One build of a step at a time: what a killed attempt has left running ends, another run's build is left alone."""

import time
from contextlib import suppress
from hashlib import sha256

from levada.engines.base import Work
from levada.engines.trino.session import Session
from levada.errors import LevadaError, Retryable
from levada.lake.marks import branch
from levada.lake.sql import literal

PATIENCE = 60
"""Seconds in which a query that is killed must have ended."""


def comment(work: Work) -> str:
    """What every query of a build says of itself."""
    return f"{_step(work)}{branch(work.run.id, work.task.step, work.run.part)}"


def _step(work: Work) -> str:
    """Which step it is, and of which tables: other projects ask the same cluster, and may have steps of this name."""
    names = (work.environment.catalogue, sorted(table.name for table in work.task.tables))
    tables = sha256(repr(names).encode()).hexdigest()[:12]
    return f"levada:{work.task.pipeline}:{work.task.step}:{tables}:"


def take_turn(there: Session, work: Work) -> None:
    """Come back when no query of the step is running.

    Raises:
        Retryable: another run is building the same tables, or a query does not end.
    """
    limit = time.monotonic() + PATIENCE
    while running := _running(there, work):
        others = [said for said in running.values() if comment(work) not in said]
        if others:
            raise Retryable(f"step {work.task.step}: another run is building the same tables: try again")
        if time.monotonic() > limit:
            raise Retryable(f"step {work.task.step}: a query of a killed attempt does not end: {', '.join(running)}")
        for query in running:
            work.say(f"ending query {query}, which a killed attempt has left")
            _end(there, query, "its step begins anew")
        time.sleep(0.5)


def give_up(there: Session, work: Work) -> None:
    """End what a build that nobody waits for any more has left running, as far as the cluster can be reached."""
    from trino.exceptions import TrinoQueryError

    with suppress(LevadaError, TrinoQueryError):
        for query, text in _running(there, work).items():
            if comment(work) in text:
                _end(there, query, "its step was given up")


def _end(there: Session, query: str, why: str) -> None:
    """End a query; it may have ended by itself meanwhile."""
    from trino.exceptions import TrinoQueryError

    with suppress(TrinoQueryError):
        there.rows(f"CALL system.runtime.kill_query({literal(query)}, {literal(why)})")


def _running(there: Session, work: Work) -> dict[str, str]:
    """The step's queries that have not ended: id -> how it begins."""
    found = there.rows(
        "SELECT query_id, substr(query, 1, 400) FROM system.runtime.queries "
        f"WHERE state NOT IN ('FINISHED', 'FAILED') AND starts_with(query, {literal('/* ' + _step(work))})"
    )
    return {str(query): str(text) for query, text in found}
