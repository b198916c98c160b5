"""What a task with `for_each` is done for in a run, and what became of it altogether."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, assert_never

from levada.errors import LevadaError, Permanent, Skipped
from levada.lake.catalogue import Lake, open_lake
from levada.lake.connection import connect
from levada.lake.publication import published
from levada.lake.queries import query
from levada.lake.reading import Rows, readable
from levada.lake.sql import identifier
from levada.lake.stores import Stores
from levada.plan.environment import Environment
from levada.plan.graph import Task
from levada.plan.items import ForEach, Listed, Values
from levada.plan.run import Item, Run
from levada.runtime.conditions import admitted
from levada.runtime.evidence import Outcome, TableOutcome, record
from levada.runtime.listener import PRINTED, Listener
from levada.runtime.perform import failed, failures_classified
from levada.runtime.scratch import scratch

MOST = 100_000
"""Items of one step: beyond that, a list is a mistake."""
ITEMS = ("string", "int", "long", "date")
"""Iceberg's types whose values may be items: those with one text for each value."""


def items(task: Task, run: Run, environment: Environment, root: Path, listener: Listener = PRINTED) -> tuple[Item, ...]:
    """What the task is done for; where there is nothing to be done, that is an outcome, recorded and told.

    Raises:
        Skipped: the step is not for this run, or there are no items.
        Permanent, Retryable: the items cannot be listed.
    """
    try:
        with failures_classified(), scratch(root) as folder:
            admitted(task, run, environment, root, listener.say)
            assert task.for_each
            found = listed(task.for_each, lambda: open_lake(environment, root), folder)
            if not found:
                raise Skipped(f"there is nothing to do it for: {_place(task.for_each)} has no values")
            return found
    except LevadaError as error:
        interval = run.interval.as_json() if run.interval else None
        outcome = failed(Outcome(task.pipeline, task.step, run.id, interval, "failed"), error)
        record(root, outcome)
        listener.ended(outcome)
        raise


def each(task: Task) -> Task:
    """What is done for one item: whether at all, has been decided for all of them."""
    return replace(task, for_each=None, when=None)


def listed(what: ForEach, lake: Callable[[], Lake], scratch: Path) -> tuple[Item, ...]:
    """The items: as written, or as they are published now, in order. A dataset that nobody has published has none.

    Raises:
        Permanent: the column is not there, or of a type whose values are no items; there are too many.
    """
    match what:
        case Listed():
            return what.items
        case Values():
            there = lake()
            rows = readable(there, what.dataset, published(there, what.dataset))
            return _values(what, rows, there.stores, scratch) if rows else ()
        case _:
            assert_never(what)


def _values(what: Values, rows: Rows, stores: Stores, scratch: Path) -> tuple[Item, ...]:
    column = _column(what, rows)
    with connect(scratch, stores) as connection:
        found = connection.execute(
            f"SELECT DISTINCT {column} AS item FROM ({query(rows)}) WHERE item IS NOT NULL ORDER BY 1 LIMIT {MOST + 1}"
        ).fetchall()
    if len(found) > MOST:
        raise Permanent(f"{_place(what)} has more than {MOST:,} values: a step is not done for each of so many")
    return tuple(item for (item,) in found)


def _column(what: Values, rows: Rows) -> str:
    """The column in DuckDB's words; dates as their text."""
    types = {field.name: str(field.field_type) for field in rows.schema.fields}
    if what.column not in types:
        raise Permanent(f"{what.dataset} has no column {what.column}; it has: {', '.join(types)}")
    if (kind := types[what.column]) not in ITEMS:
        raise Permanent(f"{_place(what)} is of type {kind}: items are of type {', '.join(ITEMS)}")
    name = identifier(what.column)
    return f"CAST({name} AS VARCHAR)" if kind == "date" else name


def _place(what: ForEach) -> str:
    return f"{what.dataset}.{what.column}" if isinstance(what, Values) else "the list"


def together(dataset: str, snapshot: int | None, outcomes: Iterable[Mapping[str, Any]]) -> TableOutcome:
    """What the items of a step have done to a dataset, by their outcomes as JSON. `snapshot`: what readers see now."""
    tables = [table for one in outcomes for table in one["tables"] if table["dataset"] == dataset]
    new = [table for table in tables if table["status"] == "published"]
    rows, size, files = (sum(table[key] for table in new) for key in ("rows", "bytes", "files"))
    return TableOutcome(dataset, "published" if new else "unchanged", snapshot, rows=rows, bytes=size, files=files)
