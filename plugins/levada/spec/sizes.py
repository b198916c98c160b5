"""Engines chosen by the size of what a step reads."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from levada.names import SIZES
from levada.spec.environment import Performer, Sized, Verb
from levada.spec.source import Mistake, Path

CHOOSING = ("spark", "sql")
"""Verbs whose rows are the same whoever computes them, and whose tables are nobody's own."""


def size(said: str) -> int:
    """Bytes: `2GiB`."""
    return int(said[:-3]) * SIZES[said[-3:]]


def unordered(verbs: Mapping[Verb, Performer]) -> Iterator[Mistake]:
    """Lists of engines that leave open which one is meant."""
    for verb, said in verbs.items():
        if isinstance(said, tuple):
            yield from _list(("verbs", verb), verb, said)


def _list(path: Path, verb: str, said: tuple[Sized, ...]) -> Iterator[Mistake]:
    if verb not in CHOOSING:
        message = f"`{verb}` has one engine, whatever the size: only {' and '.join(CHOOSING)} choose by it"
        yield Mistake(path, message, f"write `{verb}: ` and the engine's name")
    elif not said:
        yield Mistake(path, "no engine is named", "name one, or leave the verb out")
    else:
        yield from _last((*path, len(said) - 1, "up_to"), said[-1])
        for number, (one, other) in enumerate(pairwise(said)):
            yield from _pair(path, number, one, other)


def _last(path: Path, said: Sized) -> Iterator[Mistake]:
    if said.up_to is not None:
        message = f"the last engine is for all that is larger, and has an `up_to`, {said.up_to}"
        yield Mistake(path, message, "take it out, or name another engine after it", key=True)


def _pair(path: Path, number: int, one: Sized, other: Sized) -> Iterator[Mistake]:
    if one.up_to is None:
        message = f"says no `up_to`: nothing would be left for {other.engine}"
        yield Mistake((*path, number), message, "write up_to: 2GiB, say; only the last has none")
    elif other.up_to and size(other.up_to) <= size(one.up_to):
        message = f"{other.up_to} is no more than {one.up_to} of the engine before it"
        yield Mistake((*path, number + 1, "up_to"), message, "write them from small to large")
