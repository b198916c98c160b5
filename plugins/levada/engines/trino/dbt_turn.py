"""One build of the same tables at a time. Whoever builds says so to the cluster, again and again, and who said it first
goes first. Who is not heard of any more is not waited for: a process that is killed leaves nothing to unlock."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

from levada.engines.base import Work
from levada.engines.trino.running import HEARD, SILENT, Running, begins, end, gone, running
from levada.engines.trino.session import Session, comment, session
from levada.errors import LevadaError, Retryable

BEAT = 5
"""Seconds between two words of who is there; who has said none for `SILENT` is not."""
PATIENCE = 300
"""Seconds to wait for those who are."""
WORD = re.compile(r"/\* (\S+) (turn|over)(?: (\S+))? \*/")
"""Whose it is, and which place is kept: that of the query which took it, if not of this one."""


@contextmanager
def turn(work: Work) -> Iterator[None]:
    """Come when no other run builds the step's tables and none of its queries is running, and keep others waiting.

    Raises:
        Retryable: another run takes long, or a query does not end.
    """
    from trino.exceptions import TrinoQueryError

    with session(work) as told:
        there, over = told.aside, Event()
        place = _place(there, work)
        beating = Thread(target=_beat, args=(work, place, over), daemon=True)
        beating.start()
        try:
            _wait(there, work, place)
            yield
        finally:
            over.set()
            beating.join(BEAT)
            with suppress(LevadaError, TrinoQueryError):
                _say(there, f"{comment(work)} over")


def _place(there: Session, work: Work) -> str:
    """A place in the row; a process that has one already, for a batch before, keeps it."""
    own = _say(there, f"{comment(work)} turn")
    first = min((place for place, whose in _places(there, work).items() if whose == comment(work)), default=own)
    return min(first, own)


def _beat(work: Work, place: str, over: Event) -> None:
    """Keep a place."""
    from trino.exceptions import TrinoQueryError

    while not over.wait(BEAT):
        with suppress(LevadaError, TrinoQueryError), session(work) as told:  # a token may be another one by now
            _say(told.aside, f"{comment(work)} turn {place}")


def _say(there: Session, word: str) -> str:
    """Say a word that others find; returns the query's id: of two, the earlier is less."""
    with there.query(f"/* {word} */ SELECT 1") as cursor:
        cursor.fetchall()
        return str(cursor.query_id)


def _places(there: Session, work: Work) -> dict[str, str]:
    """Place -> whose it is, of those who are there."""
    found = there.rows(
        f"SELECT query_id, substr(query, 1, 400) FROM system.runtime.queries WHERE {begins(work)} "
        f"AND {HEARD} > now() - INTERVAL '{SILENT}' SECOND"
    )
    words = [(str(query), *said.groups()) for query, text in found if (said := WORD.match(text))]
    over = {whose: query for query, whose, word, _ in sorted(words) if word == "over"}
    kept = {place or query: whose for query, whose, word, place in words if word == "turn"}
    return {place: whose for place, whose in kept.items() if place > over.get(whose, "") and not gone(whose)}


def _wait(there: Session, work: Work, place: str) -> None:
    limit, told = time.monotonic() + PATIENCE, False
    while True:
        ahead = {whose for at, whose in _places(there, work).items() if at < place}
        asked = [one for one in running(there, work) if not WORD.match(one.text)]
        if not ahead and not asked:
            return
        left = [one for one in asked if one.is_left and one.whose not in ahead]
        end(there, work, left)
        if time.monotonic() > limit:
            raise Retryable(f"step {work.task.step}: {_why(ahead, asked, left)}")
        if not told and (ahead or asked != left):
            work.say("another run is building the same tables: waiting for it")
            told = True
        time.sleep(1)


def _why(ahead: set[str], asked: list[Running], left: list[Running]) -> str:
    if ahead or asked != left:
        return "another run is building the same tables: try again"
    return f"a query of a killed attempt does not end: {', '.join(one.id for one in left)}"
