"""ODCS' quality items become checks: a metric, what it must be, in which unit, and how severe it is."""

from collections.abc import Iterator
from typing import get_args

from pydantic import JsonValue

from levada.plan.checks import Check, Operator, Severity, Threshold, Unchecked, Unit
from levada.plan.measures import Answer, DuplicateValues, InvalidValues, Measure, MissingValues, NullValues, RowCount
from levada.plan.options import text
from levada.plan.patterns import known
from levada.spec.odcs_items import Arguments, Item, arguments, operator

OPERATORS: dict[str, Operator] = {word: word for word in get_args(Operator)}
UNITS: dict[str, Unit] = {"rows": "rows", "percent": "percent"}
LENIENT = ("info", "information", "warning", "warn", "minor", "low")
"""Severities that only warn. The standard leaves the word open: one that is not known blocks."""


def metrics(items: tuple[Item, ...], column: str | None, dialect: str = "trino") -> Iterator[Check | Unchecked]:
    """The checks of a column's items, or of the table's (None); the spec has refused those that mean nothing.
    `dialect`: of their queries."""
    for item in items:
        yield _query(item, column, dialect) if item.get("type") == "sql" else _check(item, column)
        if "schedule" in item:
            yield Unchecked(f"{_place(column)}: {_name(item, column)}: its own schedule (every publication is checked)")


def _check(item: Item, column: str | None) -> Check | Unchecked:
    unit = UNITS.get(str(item.get("unit", "rows")))
    measure = _measure(str(item.get("metric")), arguments(item), column)
    if measure is None or unit is None:
        return Unchecked(f"{_place(column)}: {_name(item, column)} ({_kind(item)})")
    dimension = str(item.get("dimension") or "")
    return Check(_name(item, column), measure, threshold(item), _severity(item), unit, dimension)


def _query(item: Item, column: str | None, dialect: str) -> Check:
    measure = Answer(str(item["query"]), dialect, column)
    dimension = str(item.get("dimension") or "")
    return Check(_name(item, column), measure, threshold(item), _severity(item), "answer", dimension)


def _measure(metric: str, said: Arguments, column: str | None) -> Measure | None:
    """None: a metric, or a pattern, that cannot be measured."""
    if column is None:
        if metric == "duplicateValues":
            return DuplicateValues(tuple(map(text, said["properties"])))
        return RowCount() if metric == "rowCount" else None
    match metric:
        case "nullValues":
            return NullValues(column)
        case "missingValues":
            named = [text(value) for value in said["missingValues"] if value is not None]
            return MissingValues(column, tuple(named), None in said["missingValues"])
        case "invalidValues":
            return _invalid(said, column)
        case "duplicateValues":
            return DuplicateValues((column,))
    return None


def _invalid(said: Arguments, column: str) -> Measure | None:
    valid = tuple(map(text, said["validValues"])) if "validValues" in said else None
    pattern = text(said["pattern"]) if "pattern" in said else None
    return InvalidValues(column, valid, pattern) if pattern is None or known(pattern) else None


def threshold(item: Item) -> Threshold:
    """What the number must be; true and false are 1 and 0."""
    word = operator(item)
    said = item[word]
    operands = said if isinstance(said, list) else [said]
    return Threshold(OPERATORS[word], tuple(map(_number, operands)))


def _number(value: JsonValue) -> float:
    assert isinstance(value, int | float)  # the spec lets nothing else through
    return value


def _severity(item: Item) -> Severity:
    return "warning" if str(item.get("severity")).lower() in LENIENT else "error"


def _name(item: Item, column: str | None) -> str:
    said = item.get("id") or item.get("name")
    return str(said or "_".join(filter(None, (column, str(item.get("metric") or item.get("type") or "rule")))))


def _kind(item: Item) -> str:
    """What sort of item it is, and why nothing looks at it."""
    if item.get("type") == "text":
        return f"text: {item.get('description') or 'without a description'}"
    if item.get("type") == "custom":
        return f"custom, for {item.get('engine')}"
    unit = f", in {item['unit']}" if item.get("unit") not in (None, *UNITS) else ""
    return f"{item.get('type', 'library')}{' ' + str(item['metric']) if 'metric' in item else ''}{unit}"


def _place(column: str | None) -> str:
    return column or "table"
