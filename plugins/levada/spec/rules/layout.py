"""How a dataset is laid out: its columns, partitions and order, held against what its contract promises."""

from collections.abc import Iterator, Mapping

from pydantic import JsonValue

from levada.names import nearest
from levada.spec.dataset import Dataset
from levada.spec.layout import PARTITION, SORT
from levada.spec.odcs_types import type_of
from levada.spec.rules.case import Case
from levada.spec.source import Mistake, Path

SIZED = ("bucket", "truncate")
MOMENTS = frozenset({"date", "timestamp"})
TAKES: Mapping[str, frozenset[str]] = {
    "year": MOMENTS,
    "month": MOMENTS,
    "day": MOMENTS,
    "hour": frozenset({"timestamp"}),
    "bucket": frozenset({"string", "integer", "decimal", "date", "timestamp", "uuid", "binary"}),
    "truncate": frozenset({"string", "integer", "decimal"}),
    "identity": frozenset({"string", "integer", "decimal", "boolean", "date", "time", "timestamp", "binary"}),
}
"""Transform -> the kinds of columns it can be made of. Of numbers only decimals lie in partitions."""
SORTED = TAKES["identity"] | {"number"}
KINDS = {"int": "integer", "long": "integer", "float": "number", "double": "number", "timestamptz": "timestamp"}
"""Iceberg's types -> what they are called here, where that is another word."""
LARGEST = 1_000_000


def partitions(case: Case) -> Iterator[Mistake]:
    """Partitions that are none, or of columns that cannot be partitioned so."""
    for dataset, spec in case.pipeline.datasets.items():
        path: Path = ("datasets", dataset, "partitioning")
        columns: set[str] = set()
        for number, text in enumerate(spec.partitioning):
            if wrong := tuple(_partition(case, dataset, (*path, number), text)):
                yield from wrong
            elif found := PARTITION.fullmatch(text.strip()):
                if (column := found["of"] or found["column"]) in columns:
                    message = f"{text!r}: {column} makes a partition already"
                    yield Mistake((*path, number), message, "keep one of the two")
                columns.add(column)


def _partition(case: Case, dataset: str, path: Path, text: str) -> Iterator[Mistake]:
    found = PARTITION.fullmatch(text.strip())
    transform = (found["transform"] or "identity") if found else ""
    known = found is not None and transform in TAKES and (transform in SIZED) == bool(found["size"])
    if found is None or not known or _two_words(case, dataset, found["column"] or ""):
        hint = "write a column, year(c), month(c), day(c), hour(c), bucket(16, c) or truncate(4, c)"
        yield Mistake(path, f"{text!r} is not a partition", hint)
    elif found["size"] and not 0 < int(found["size"][:9]) <= LARGEST:
        yield Mistake(path, f"{text!r}: a size lies between 1 and {LARGEST}", "write a smaller number")
    else:
        yield from _column(case, dataset, path, found["of"] or found["column"], TAKES[transform], text)


def orders(case: Case) -> Iterator[Mistake]:
    """A sort order that is none, or of columns the contract does not have."""
    for dataset, spec in case.pipeline.datasets.items():
        for number, text in enumerate(spec.sort_order):
            path = ("datasets", dataset, "sort_order", number)
            if name := sorted_by(case, dataset, text):
                yield from _column(case, dataset, path, name, SORTED, text)
            else:
                yield Mistake(path, f"{text!r} is not an order", "write a column, or: time_hour desc")


def sorted_by(case: Case, dataset: str, text: str) -> str | None:
    """The column of an order; None if it is none: `a descending`, and no column is called so."""
    found = SORT.fullmatch(text.strip())
    return found["column"] if found and not _two_words(case, dataset, found["column"]) else None


def _two_words(case: Case, dataset: str, name: str) -> bool:
    """Whether it is no column's name, but a column and something else."""
    promised = case.properties(dataset) is not None
    return len(name.split()) > 1 and promised and case.column(dataset, name) is None


def event_times(case: Case) -> Iterator[Mistake]:
    """An event time the contract does not have, or that is no moment."""
    for dataset, spec in case.pipeline.datasets.items():
        if spec.event_time is not None:
            path = ("datasets", dataset, "event_time")
            yield from _column(case, dataset, path, spec.event_time, MOMENTS, spec.event_time)


def column(case: Case, dataset: str, path: Path, name: str) -> Iterator[Mistake]:
    """A column that the contract, if there is one, does not have."""
    properties = case.properties(dataset)
    if properties is not None and case.column(dataset, name) is None:
        known = [str(item.get("name")) for item in properties]
        hint = nearest(name, known) or f"columns: {', '.join(known)}"
        yield Mistake(path, f"the contract of {dataset} has no column {name}", hint)


def _column(case: Case, dataset: str, path: Path, name: str, takes: frozenset[str], text: str) -> Iterator[Mistake]:
    """A column that does not exist, or is of a type that will not do."""
    yield from column(case, dataset, path, name)
    item = case.column(dataset, name)
    if item is not None and (kind := _kind(item)) not in takes:
        hint = f"take a column of type {' or '.join(sorted(takes))}"
        if kind == "number":
            hint += ", or say `physicalType: decimal(12, 2)` beside it"
        yield Mistake(path, f"{text!r}: the column {name} is of type {kind}", hint)


def _kind(item: Mapping[str, JsonValue]) -> str:
    found = type_of(item).partition("(")[0]
    return KINDS.get(found, found)


def layout_of_dbt(case: Case) -> Iterator[Mistake]:
    """What dbt says about its models is not said again here."""
    writers = case.writers
    for dataset, spec in case.pipeline.datasets.items():
        if (writer := writers.get(dataset)) and writer.dbt:
            for key in _owned_by_dbt(spec):
                message = f"dbt fills {dataset}: `{key}` is the model's"
                yield Mistake(("datasets", dataset, key), message, "say it in the model's config", key=True)


def _owned_by_dbt(spec: Dataset) -> Iterator[str]:
    yield from (key for key in ("write", "partitioning", "event_time") if getattr(spec, key))


RULES = (partitions, orders, event_times, layout_of_dbt)
