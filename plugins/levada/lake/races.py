"""Races between processes that commit at the same time: whoever loses looks again and tries again. And short
outages of what they commit to."""

import random
from collections.abc import Callable
from time import sleep
from typing import TypeVar

from pyiceberg.exceptions import CommitFailedException
from sqlalchemy.exc import IntegrityError, OperationalError

from levada.errors import Retryable
from levada.lake.outages import passing, told

TRIES = 60
LONGEST = 0.5
OUTAGES = 3
"""How often a catalogue is asked again that does not answer, within a few seconds: longer ones are the scheduler's."""

T = TypeVar("T")


def retried(what: str, attempt: Callable[[], T]) -> T:
    """What an attempt returns, which looks at the table anew each time: so it finds out, too, that the one before it
    has succeeded, and nobody was told. `what`: whose race it is, for the message.

    Raises:
        Retryable: the race was lost too often, or the catalogue does not answer.
        Permanent: it refuses.
    """
    with told():
        return _retried(what, attempt)


def _retried(what: str, attempt: Callable[[], T]) -> T:
    races = outages = 0
    while True:
        try:
            return attempt()
        except Exception as error:
            if lost(error):
                races += 1
                if races == TRIES:
                    message = f"{what}: others kept committing, {TRIES} attempts were lost; try again ({error})"
                    raise Retryable(message) from error
                sleep(random.uniform(0, min(LONGEST, 0.01 * 2**races)))
            elif passing(error) and outages < OUTAGES:
                outages += 1
                sleep(random.uniform(0.5, 1) * 2 ** (outages - 1))
            else:
                raise


def lost(error: Exception) -> bool:
    """Whether an error says that another process was faster, and nothing else.

    A commit to one branch is built on a sequence number that a commit to another may take: pyiceberg says so with a
    bare ValueError, from which its own retries do not recover; a catalogue, that the request is bad. And with another
    bare one that the table is another one by now: some catalogues let two create it at once, and keep the later."""
    match error:
        case CommitFailedException():
            return True
        case OperationalError():
            return "locked" in str(error) or "already exists" in str(error)
        case IntegrityError():
            return "UNIQUE" in str(error)
    return any(words in str(error) for words in ("last sequence number", "Table UUID does not match"))
