"""What can be measured of a dataset's rows. A null is a fault only where nulls themselves are counted."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class NullValues:
    """Rows in which a column is null."""

    column: str
    kind: Literal["nullValues"] = "nullValues"


@dataclass(frozen=True, slots=True)
class MissingValues:
    """Rows whose value is one of those that stand for none. `null`: null itself is one of them."""

    column: str
    missing: tuple[str, ...]
    null: bool = False
    kind: Literal["missingValues"] = "missingValues"


@dataclass(frozen=True, slots=True)
class InvalidValues:
    """Rows whose value is not one of a list, or does not match a regular expression anywhere (ECMA-262's `test`, of
    the value as text). None: there is no such condition."""

    column: str
    valid: tuple[str, ...] | None = None
    pattern: str | None = None
    kind: Literal["invalidValues"] = "invalidValues"


@dataclass(frozen=True, slots=True)
class WrongFormat:
    """Rows whose text is not written in a format: one of `FORMATS`."""

    column: str
    format: str
    kind: Literal["wrongFormat"] = "wrongFormat"


@dataclass(frozen=True, slots=True)
class WrongLength:
    """Rows whose text has too few or too many characters."""

    column: str
    minimum: int | None = None
    maximum: int | None = None
    kind: Literal["wrongLength"] = "wrongLength"


@dataclass(frozen=True, slots=True)
class OutOfRange:
    """Rows whose value lies outside bounds, written as the contract writes them."""

    column: str
    minimum: str | None = None
    maximum: str | None = None
    exclusive_minimum: str | None = None
    exclusive_maximum: str | None = None
    kind: Literal["outOfRange"] = "outOfRange"


@dataclass(frozen=True, slots=True)
class NotMultiple:
    """Rows whose number is not a multiple of another one, written as the contract writes it."""

    column: str
    of: str
    kind: Literal["notMultiple"] = "notMultiple"


@dataclass(frozen=True, slots=True)
class DuplicateValues:
    """Rows whose values in some columns, taken together and none of them null, were seen in a row before."""

    columns: tuple[str, ...]
    kind: Literal["duplicateValues"] = "duplicateValues"


@dataclass(frozen=True, slots=True)
class OrphanValues:
    """Rows whose values in some columns, none of them null, no row of another dataset has in its `keys`."""

    columns: tuple[str, ...]
    dataset: str
    keys: tuple[str, ...]
    kind: Literal["orphanValues"] = "orphanValues"


@dataclass(frozen=True, slots=True)
class Freshness:
    """Seconds from the newest moment in a column until the end of the run's interval, or, without one, until now. A
    date lasts until its midnight."""

    column: str
    kind: Literal["freshness"] = "freshness"


@dataclass(frozen=True, slots=True)
class Answer:
    """The one number, or truth (1 or 0), that a query gives of the rows written. `{object}` in it stands for them,
    `{property}` for the column."""

    query: str
    dialect: str = "trino"
    column: str | None = None
    kind: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True)
class RowCount:
    """All rows."""

    kind: Literal["rowCount"] = "rowCount"


OfRows = NullValues | MissingValues | InvalidValues | WrongFormat | WrongLength | OutOfRange | NotMultiple | RowCount
"""Measures that look at one row at a time: all of them together take one scan."""

Measure = OfRows | DuplicateValues | OrphanValues | Freshness | Answer
