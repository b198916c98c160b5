"""Where the values of a table come from: which columns of which datasets, and in what way.

Nothing heavy stands behind it: evidence is spoken of where no table is touched."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

log = logging.getLogger(__name__)

How = Literal[
    "identity", "transformation", "aggregation", "conditional", "window", "join", "filter", "group_by", "sort"
]  # fmt: skip
"""In what way a column matters. The first three: its values go into the result; the others: they only decide it."""
DIRECT: tuple[How, ...] = ("identity", "transformation", "aggregation")
"""Weak to strong: what was aggregated once is so for good."""

Column = tuple[str, str]
"""A dataset and one of its columns."""
Trace = Mapping[Column, frozenset[How]]
"""The columns that something comes from. Never changed once it is made."""
NOWHERE: Trace = MappingProxyType({})


class Untold(Exception):
    """Where values come from cannot be told for certain; so nothing is said."""


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column that another one comes from."""

    dataset: str
    column: str
    how: tuple[How, ...]


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a table comes from. `columns`: each with those it comes from, none if it is computed from no column; one
    that is missing could not be told. `rows`: what decides which rows there are, and in what order."""

    columns: tuple[tuple[str, tuple[SourceColumn, ...]], ...] = ()
    rows: tuple[SourceColumn, ...] = ()


NOTHING_TOLD = Lineage()


@dataclass(frozen=True, slots=True)
class Traced:
    """A relation on the way: columns by their names in small letters, in their order, and what decides its rows."""

    columns: Mapping[str, Trace]
    rows: Trace = field(default_factory=dict)

    def lineage(self, names: Iterable[str]) -> Lineage:
        """Of the columns of these names."""
        there = [(name, self.columns[name.lower()]) for name in names if name.lower() in self.columns]
        return Lineage(tuple((name, source_columns(trace)) for name, trace in there), source_columns(self.rows))


@contextmanager
def told_or_not(name: str) -> Iterator[None]:
    """Inside it, what cannot be told is no failure."""
    try:
        yield
    except Untold as why:
        log.debug("%s: where its columns come from cannot be told: %s", name, why)


def dataset(name: str, columns: Iterable[str]) -> Traced:
    """A dataset that is read: every column comes from itself."""
    return Traced({column.lower(): {(name, column): frozenset({"identity"})} for column in columns})


def merged(*traces: Trace) -> Trace:
    """What comes from any of these."""
    found: dict[Column, frozenset[How]] = {}
    for trace in traces:
        for column, how in trace.items():
            found[column] = found.get(column, frozenset()) | how
    return found


def used(trace: Trace, how: How) -> Trace:
    """What a use of a value makes of the columns it comes from."""
    return {column: frozenset(use_of_part(before, how) for before in there) for column, there in trace.items()}


def use_of_part(part: How, whole: How) -> How:
    """What becomes of something that is used in one way, in a whole that is used in another."""
    if whole not in DIRECT:
        return whole
    return max(part, whole, key=DIRECT.index) if part in DIRECT else part


def source_columns(trace: Trace) -> tuple[SourceColumn, ...]:
    """In an order that is always the same."""
    return tuple(SourceColumn(*column, tuple(sorted(how))) for column, how in sorted(trace.items()))
