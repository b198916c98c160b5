"""Quality items that the standard's schema lets through and that still mean nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from levada.names import nearest
from levada.spec.odcs_items import COLUMN, OPERATORS, PLACEHOLDER, TABLE, Item, arguments
from levada.spec.patterns import pattern_mistakes
from levada.spec.source import Mistake, Path


@dataclass(frozen=True, slots=True)
class _Metric:
    """`level`: what it is about. `takes`: its arguments, of which it needs one."""

    level: str
    takes: tuple[str, ...] = ()


METRICS: Mapping[tuple[str, bool], _Metric] = {
    ("nullValues", True): _Metric("column"),
    ("missingValues", True): _Metric("column", ("missingValues",)),
    ("invalidValues", True): _Metric("column", ("validValues", "pattern")),
    ("duplicateValues", True): _Metric("column"),
    ("duplicateValues", False): _Metric("table", ("properties",)),
    ("rowCount", False): _Metric("table"),
}
"""Metric, and whether it stands with a column -> what the standard has for it."""


@dataclass(frozen=True, slots=True)
class About:
    """What a quality item speaks of: a table or, if `column` is one, a column of it. `columns`: those the table has;
    None: they are not known."""

    table: str
    columns: Sequence[str] | None = None
    column: str | None = None


def item_mistakes(item: Item, path: Path, about: About) -> Iterator[Mistake]:
    """Mistakes of one item that has passed the standard's schema."""
    if item.get("type", "library") in ("library", "sql"):
        yield from _operands(item, path)
    if item.get("type") == "sql":
        yield from _placeholders(str(item["query"]), (*path, "query"), about)
    if isinstance(item.get("metric"), str):
        yield from _metric(item, path, about)


def _placeholders(query: str, path: Path, about: About) -> Iterator[Mistake]:
    """Names in braces that nothing stands for."""
    known = (*TABLE, *COLUMN) if about.column else TABLE
    for found in PLACEHOLDER.finditer(query):
        if found[1] in COLUMN and not about.column:
            yield Mistake(path, f"{found[0]} stands for a column, and this is about the table", "name the column")
        elif found[1] not in known:
            hint = nearest(found[1], list(known)) or f"known: {', '.join(f'{{{word}}}' for word in known)}"
            yield Mistake(path, f"{found[0]} stands for nothing", hint)


def _metric(item: Item, path: Path, about: About) -> Iterator[Mistake]:
    name = str(item["metric"])
    metric = METRICS.get((name, about.column is not None))
    if metric is None:
        what = "the table, not a column" if about.column else "a column, not the table"
        yield Mistake((*path, "metric"), f"{name} is about {what}", "see ODCS: what each metric is about")
        return
    if name == "rowCount" and item.get("unit") == "percent":
        yield Mistake((*path, "unit"), "rowCount is all rows: there is nothing they are percent of", "take `unit` out")
    said = arguments(item)
    yield from _unknown(metric, name, said, (*path, "arguments"))
    yield from _missing(metric, name, said, path)
    yield from (mistake for word in said for mistake in _shape(word, said[word], (*path, "arguments", word)))
    if "properties" in metric.takes and about.columns is not None:
        yield from _strangers(said.get("properties"), (*path, "arguments", "properties"), about.table, about.columns)


def _unknown(metric: _Metric, name: str, said: Item, path: Path) -> Iterator[Mistake]:
    for word in said:
        if word not in metric.takes:
            taken = f"it takes {' or '.join(metric.takes)}" if metric.takes else "it takes none"
            hint = nearest(word, list(metric.takes)) or f"of a {metric.level}, {taken}"
            yield Mistake((*path, word), f"{name} has no argument `{word}`", hint, key=True)


def _missing(metric: _Metric, name: str, said: Item, path: Path) -> Iterator[Mistake]:
    if metric.takes and not said:
        words = " or ".join(f"`{word}`" for word in metric.takes)
        yield Mistake(
            (*path, "metric"), f"{name} needs an argument: {words}", f"add arguments: {{{metric.takes[0]}: …}}"
        )


def _shape(word: str, value: JsonValue, path: Path) -> Iterator[Mistake]:
    if word == "pattern" and not isinstance(value, str):
        yield Mistake(path, "must be text", "quote the regular expression")
    elif word == "pattern":
        yield from pattern_mistakes(str(value), path)
    scalars = isinstance(value, list) and value and not any(isinstance(entry, list | dict) for entry in value)
    if word in ("missingValues", "validValues", "properties") and not scalars:
        yield Mistake(path, "must be a list of values", "write a list: [a, b]")


def _strangers(names: JsonValue, path: Path, table: str, columns: Sequence[str]) -> Iterator[Mistake]:
    for position, name in enumerate(names if isinstance(names, list) else ()):
        if not isinstance(name, list | dict) and name not in columns:
            hint = nearest(str(name), list(columns)) or f"columns: {', '.join(columns)}"
            yield Mistake((*path, position), f"{table} has no column {name}", hint)


def _operands(item: Item, path: Path) -> Iterator[Mistake]:
    """What a number is held against: a number, true or false, or two numbers in their order."""
    for word in OPERATORS:
        value = item.get(word)
        if isinstance(value, list) and word.endswith("Between"):
            low, high = value
            if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
                yield Mistake((*path, word), f"nothing lies between {low} and {high}", "write the smaller number first")
        elif word in item and not isinstance(value, int | float):
            yield Mistake((*path, word), "must be a number", "what is measured is a number; write one")
