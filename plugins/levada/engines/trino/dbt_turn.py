"""One build of the same tables at a time. Whoever builds says so to the cluster, again and again, and who said it first
goes first. Who is not heard of any more is not waited for: a process that is killed leaves nothing to unlock."""

import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from threading import Event, Thread

from levada.engines.base import Work
from levada.engines.trino.running import SILENT, Running, end, gone, seen
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
        own = _say(there, f"{comment(work)} turn")
        places, asked = _look(there, work)
        # A process that has a place already, for a batch before, keeps it.
        place = min([own, *(place for place, whose in places.items() if whose == comment(work))])
        beating = Thread(target=_beat, args=(work, place, over), daemon=True)
        beating.start()
        try:
            _wait(there, work, place, places, asked)
            yield
        finally:
            over.set()
            beating.join(BEAT)
            with suppress(LevadaError, TrinoQueryError):
                _say(there, f"{comment(work)} over")


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


def _look(there: Session, work: Work) -> tuple[dict[str, str], list[Running]]:
    """Place -> whose it is, of those who are there; and what is running of the step, words left out. One query tells
    both: the cluster goes through all that it remembers for each."""
    found = seen(there, work, SILENT)
    words = [(one.id, *said.groups()) for one in found if one.silent < SILENT and (said := WORD.match(one.text))]
    over = {whose: query for query, whose, word, _ in sorted(words) if word == "over"}
    kept = {place or query: whose for query, whose, word, place in words if word == "turn"}
    places = {place: whose for place, whose in kept.items() if place > over.get(whose, "") and not gone(whose)}
    return places, [one for one in found if one.runs and not WORD.match(one.text)]


def _wait(there: Session, work: Work, place: str, places: Mapping[str, str], asked: list[Running]) -> None:
    limit, told = time.monotonic() + PATIENCE, False
    while True:
        ahead = {whose for at, whose in places.items() if at < place}
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
        places, asked = _look(there, work)


def _why(ahead: set[str], asked: list[Running], left: list[Running]) -> str:
    if ahead or asked != left:
        return "another run is building the same tables: try again"
    return f"a query of a killed attempt does not end: {', '.join(one.id for one in left)}"
