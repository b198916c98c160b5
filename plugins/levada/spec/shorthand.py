"""Short forms become long ones, and the users' own `x-` keys go: what is left is what the models describe."""

from collections.abc import Callable, Mapping
from typing import Any

VERBATIM = frozenset({"with", "vars", "properties", "catalog", "contract", "params"})
"""Whatever stands below these is passed on word for word, `x-` keys included."""

Value = Any  # JSON; the shapes are what is being found out here


def long_form(document: Mapping[str, Value]) -> dict[str, Value]:
    """A document with every short form written out. What has no known shape is left for the models to refuse."""
    value: dict[str, Value] = _without_own_keys(document)
    _replace(value, "schedule", _schedule)
    _each(value.get("steps"), _step)
    _each(value.get("datasets"), _dataset)
    return value


def _dataset(dataset: dict[str, Value]) -> None:
    _replace(dataset, "write", _principal("strategy"))
    for key in ("unique_key", "order_by"):
        _replace(dataset.get("write"), key, lambda columns: [columns] if isinstance(columns, str) else columns)


def _step(step: dict[str, Value]) -> None:
    _replace(step, "spark", _principal("job"))
    _replace(step, "python", _principal("job"))
    _replace(step, "sql", _principal("query"))
    _replace(step, "dbt", _principal("select"))
    _replace(step.get("ingest"), "files", _principal("path"))
    _replace(step, "into", lambda into: [into] if isinstance(into, str) else into)
    _replace(step, "reads", _reads)


def _reads(reads: Value) -> Value:
    long = _principal("dataset")
    if isinstance(reads, dict):
        return {argument: long(read) for argument, read in reads.items()}
    return [long(read) for read in reads] if isinstance(reads, list) else reads


def _schedule(schedule: Value) -> Value:
    if isinstance(schedule, str):
        schedule = {"cron": schedule}
    if isinstance(schedule, dict) and schedule.get("cron") == "none":
        return {key: value for key, value in schedule.items() if key != "cron"}
    return schedule


def _principal(key: str) -> Callable[[Value], Value]:
    """A text alone is the value of the principal key."""
    return lambda value: {key: value} if isinstance(value, str) else value


def _replace(holder: Value, key: str, change: Callable[[Value], Value]) -> None:
    if isinstance(holder, dict) and key in holder:
        holder[key] = change(holder[key])


def _each(holder: Value, change: Callable[[dict[str, Value]], None]) -> None:
    items = holder.values() if isinstance(holder, dict) else holder if isinstance(holder, list) else ()
    for item in items:
        if isinstance(item, dict):
            change(item)


def _without_own_keys(value: Value) -> Value:
    if isinstance(value, Mapping):
        return {
            key: inner if key in VERBATIM else _without_own_keys(inner)
            for key, inner in value.items()
            if not key.startswith("x-")
        }
    return [_without_own_keys(item) for item in value] if isinstance(value, list) else value
