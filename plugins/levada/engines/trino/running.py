"""What is running of a step on the cluster: whose it is, and whether anybody is left who waits for it."""

import os
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass

from levada.engines.base import Work
from levada.engines.trino.failures import ANEW
from levada.engines.trino.machine import here
from levada.engines.trino.session import Session, comment, of_run, of_step
from levada.errors import LevadaError
from levada.lake.sql import literal

SILENT = 20
"""Seconds after which a process is gone that was not heard of: one that waits for a query asks again and again."""
PATIENCE = 30
"""Seconds for what is left to fall silent, and to end."""
HEARD = "coalesce(last_heartbeat, created)"
"""When the client of a query was last heard of."""


@dataclass(frozen=True, slots=True)
class Running:
    """A query. `text`: how it begins; `silent`: seconds since its client was heard of; `runs`: whether it has not
    ended."""

    id: str
    text: str
    silent: float
    runs: bool

    @property
    def whose(self) -> str:
        """What it says of itself."""
        return self.text.removeprefix("/* ").partition(" ")[0]

    @property
    def is_left(self) -> bool:
        """Whether nobody waits for it."""
        return self.silent > SILENT or gone(self.whose)


def gone(whose: str) -> bool:
    """Whether a process is known to have ended, because it was one of this machine's."""
    *_, host, process = whose.split(":")
    if host != here():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def running(there: Session, work: Work) -> list[Running]:
    """The step's queries that have not ended, those of all runs."""
    return seen(there, work, 0)


def seen(there: Session, work: Work, seconds: int) -> list[Running]:
    """The same, and those that have ended and whose client was heard of in so many seconds."""
    silent = f"date_diff('second', {HEARD}, now())"
    found = there.rows(
        f"SELECT query_id, substr(query, 1, 400), {silent}, state NOT IN ('FINISHED', 'FAILED') "
        f"FROM system.runtime.queries WHERE starts_with(query, {literal('/* ' + of_step(work))}) "
        f"AND (state NOT IN ('FINISHED', 'FAILED') OR {silent} < {seconds})"
    )
    return [Running(*one) for one in found]


def end_left(there: Session, work: Work) -> None:
    """End what a killed attempt of this run has left; what somebody still waits for goes on.

    Without the right to see queries, or to end them: they end by themselves, after the cluster's
    `query.client.timeout`."""
    from trino.exceptions import TrinoQueryError

    limit = time.monotonic() + PATIENCE
    with suppress(TrinoQueryError):
        while found := [one for one in running(there, work) if one.whose.startswith(of_run(work))]:
            end(there, work, (one for one in found if one.is_left))
            if time.monotonic() > limit:
                return
            time.sleep(0.5)


def end(there: Session, work: Work, left: Iterable[Running]) -> None:
    """End queries that nobody waits for."""
    for one in left:
        work.say(f"ending query {one.id}, which a killed attempt has left")
        _end(there, one, ANEW)


def give_up(there: Session, work: Work) -> None:
    """End what we do not wait for any more, as far as the cluster can be reached."""
    from trino.exceptions import TrinoQueryError

    with suppress(LevadaError, TrinoQueryError):
        for one in running(there, work):
            if one.whose == comment(work):
                _end(there, one, "its step was given up")


def _end(there: Session, one: Running, why: str) -> None:
    """End a query; it may have ended by itself meanwhile."""
    from trino.exceptions import TrinoQueryError

    with suppress(TrinoQueryError):
        there.rows(f"CALL system.runtime.kill_query({literal(one.id)}, {literal(why)})")
