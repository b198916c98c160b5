"""Races between processes that commit at the same time: whoever loses looks again and tries again."""

import random
import time
from collections.abc import Callable
from typing import TypeVar

from pyiceberg.exceptions import BadRequestError, CommitFailedException
from sqlalchemy.exc import IntegrityError, OperationalError

from levada.errors import Retryable

TRIES = 60
LONGEST = 0.5

T = TypeVar("T")


def retried(what: str, attempt: Callable[[], T]) -> T:
    """What an attempt returns, which looks at the table anew each time. `what`: whose race it is, for the message.

    Raises:
        Retryable: the race was lost too often.
    """
    for number in range(TRIES):
        try:
            return attempt()
        except (CommitFailedException, BadRequestError, OperationalError, IntegrityError, ValueError) as error:
            if not lost(error):
                raise
            last = error
            time.sleep(random.uniform(0, min(LONGEST, 0.01 * 2**number)))
    raise Retryable(f"{what}: others kept committing, {TRIES} attempts were lost; try again ({last})") from last


def lost(error: Exception) -> bool:
    """Whether an error says that another process was faster, and nothing else.

    A commit to one branch is built on a sequence number that a commit to another may take: pyiceberg says so with a
    bare ValueError, from which its own retries do not recover; a catalogue, that the request is bad."""
    match error:
        case CommitFailedException():
            return True
        case OperationalError():
            return "locked" in str(error) or "already exists" in str(error)
        case IntegrityError():
            return "UNIQUE" in str(error)
    return "last sequence number" in str(error)
