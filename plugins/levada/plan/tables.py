"""A dataset as it shall be kept: columns, layout, how it is written, what must be true of it."""

from dataclasses import dataclass
from typing import Literal

from levada.plan.checks import Check

Strategy = Literal["append", "replace", "insert_overwrite", "delete+insert", "merge"]
BY_KEY: tuple[Strategy, ...] = ("delete+insert", "merge")
"""Strategies by which rows replace those with their key."""


SchemaChange = Literal["fail", "ignore", "append_new_columns", "sync_all_columns"]
CHANGING: tuple[SchemaChange, ...] = ("append_new_columns", "sync_all_columns")
"""Words by which columns of a table may change their types, and rows may bring columns beyond its contract."""


@dataclass(frozen=True, slots=True)
class Column:
    """`type` is a primitive Iceberg type in its textual form: `long`, `timestamptz`, `decimal(12, 2)`. Every column may
    be null as far as the table is concerned: that none is, is a check, so that it can change without the schema.
    `guarded`: only some may see its values."""

    name: str
    type: str
    description: str = ""
    guarded: bool = False


@dataclass(frozen=True, slots=True)
class PartitionField:
    """`transform` in Iceberg's words: identity, year, month, day, hour, bucket[16], truncate[4]."""

    column: str
    transform: str


@dataclass(frozen=True, slots=True)
class SortField:
    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`columns` None: no contract, the schema is that of the typed source. `key`: the contract's primary key.

    `unique_key`: by what rows are merged. `order_by`: of rows that arrive with one key, the last by this stays."""

    name: str
    columns: tuple[Column, ...] | None = None
    key: tuple[str, ...] = ()
    event_time: str | None = None
    partitioning: tuple[PartitionField, ...] = ()
    sort_order: tuple[SortField, ...] = ()
    strategy: Strategy = "replace"
    unique_key: tuple[str, ...] = ()
    order_by: tuple[SortField, ...] = ()
    on_schema_change: SchemaChange | None = None
    properties: tuple[tuple[str, str], ...] = ()
    checks: tuple[Check, ...] = ()
    on_failure: Literal["block", "warn"] = "block"
    description: str = ""

    def guards(self, column: str) -> bool:
        """Whether only some may see the values of a column."""
        return any(each.guarded and each.name == column for each in self.columns or ())
