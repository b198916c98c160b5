"""Promises of a contract become checks: what the gate has to look for before anyone reads a dataset."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from levada.plan.checks import (
    Check,
    DuplicateValues,
    Measure,
    NullValues,
    Operator,
    OutOfRange,
    RowCount,
    Threshold,
    UnacceptedValues,
    UnmatchedValues,
)

Item = Mapping[str, JsonValue]

OPERATORS: dict[str, Operator] = {
    "mustBe": "mustBe",
    "mustNotBe": "mustNotBe",
    "mustBeGreaterThan": "mustBeGreaterThan",
    "mustBeGreaterOrEqualTo": "mustBeGreaterOrEqualTo",
    "mustBeLessThan": "mustBeLessThan",
    "mustBeLessOrEqualTo": "mustBeLessOrEqualTo",
    "mustBeBetween": "mustBeBetween",
    "mustNotBeBetween": "mustNotBeBetween",
}
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
UNCHECKED_OPTIONS = ("minLength", "maxLength", "multipleOf", "format", "minItems", "maxItems", "uniqueItems")
STORED_FORMATS = [f"{sign}{bits}" for sign in "iuf" for bits in (8, 16, 32, 64, 128)]
"""Formats of numbers: the column's type keeps them."""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A promise that this release cannot check, in words: `explain` lists it, nothing ignores it in silence."""

    what: str


def checks(properties: tuple[Item, ...], quality: tuple[Item, ...]) -> tuple[tuple[Check, ...], tuple[str, ...]]:
    """Checks of a table, and in words what its contract promises beyond them. Ids are made unique by counting."""
    found = [*_keys(properties), *(f for item in properties for f in _of_property(item)), *_of_quality(quality, None)]
    named = _unique([item for item in found if isinstance(item, Check)])
    return named, tuple(item.what for item in found if isinstance(item, Unchecked))


def _keys(properties: tuple[Item, ...]) -> Iterator[Check]:
    key = primary_key(properties)
    yield from (Check(f"{column}_required", NullValues(column)) for column in key)
    if key:
        yield Check("_".join((*key, "unique")), DuplicateValues(key))


def primary_key(properties: tuple[Item, ...]) -> tuple[str, ...]:
    """Columns of the contract's primary key, in its order."""
    keyed = [item for item in properties if item.get("primaryKey") is True]
    return tuple(
        str(item["name"]) for item in sorted(keyed, key=lambda item: int(str(item.get("primaryKeyPosition", -1))))
    )


def _of_property(item: Item) -> Iterator[Check | Unchecked]:
    column = str(item["name"])
    if item.get("required") is True and item.get("primaryKey") is not True:
        yield Check(f"{column}_required", NullValues(column))
    if item.get("unique") is True:
        yield Check(f"{column}_unique", DuplicateValues((column,)))
    yield from _of_options(column, item.get("logicalTypeOptions"))
    accepted = item.get("enum")
    if isinstance(accepted, list):
        yield Check(f"{column}_accepted", UnacceptedValues(column, tuple(_text(_value(entry)) for entry in accepted)))
    quality = item.get("quality")
    yield from _of_quality(
        tuple(entry for entry in quality if isinstance(entry, dict)) if isinstance(quality, list) else (), column
    )


def _of_options(column: str, options: JsonValue) -> Iterator[Check | Unchecked]:
    if not isinstance(options, dict):
        return
    low, high, above, below = (_text(options[name]) if name in options else None for name in BOUNDS)
    if (low, high, above, below) != (None, None, None, None):
        yield Check(f"{column}_range", OutOfRange(column, low, high, above, below))
    if "pattern" in options:
        yield Check(f"{column}_pattern", UnmatchedValues(column, str(options["pattern"])))
    for name in UNCHECKED_OPTIONS:
        if name in options and options[name] not in STORED_FORMATS:
            yield Unchecked(f"{column}: {name} {_text(options[name])}")


def _of_quality(items: tuple[Item, ...], column: str | None) -> Iterator[Check | Unchecked]:
    for item in items:
        metric = str(item.get("metric") or item.get("rule") or "")
        measure = _measure(metric, item, column)
        must = _threshold(item)
        name = str(item.get("id") or item.get("name") or "_".join(filter(None, (column, metric or "rule"))))
        if measure is None or must is None or item.get("unit") not in (None, "rows"):
            kind = item.get("type", "library")
            yield Unchecked(f"{column or 'table'}: {name} ({kind}{' ' + metric if metric else ''})")
        else:
            yield Check(
                name, measure, must, "warning" if item.get("severity") in ("warning", "warn", "info") else "error"
            )


def _measure(metric: str, item: Item, column: str | None) -> Measure | None:
    arguments = item.get("arguments")
    arguments = arguments if isinstance(arguments, dict) else {}
    valid, pattern, columns = arguments.get("validValues"), arguments.get("pattern"), arguments.get("properties")
    match metric, column:
        case "rowCount", None:
            return RowCount()
        case "nullValues", str():
            return NullValues(column)
        case "duplicateValues", str():
            return DuplicateValues((column,))
        case "duplicateValues", None if isinstance(columns, list) and columns:
            return DuplicateValues(tuple(_text(name) for name in columns))
        case "invalidValues", str() if isinstance(valid, list) and pattern is None:
            return UnacceptedValues(column, tuple(_text(entry) for entry in valid))
        case "invalidValues", str() if isinstance(pattern, str) and valid is None:
            return UnmatchedValues(column, pattern)
    return None


def _threshold(item: Item) -> Threshold | None:
    said = [(operator, item[key]) for key, operator in OPERATORS.items() if key in item]
    if len(said) != 1:
        return None if said else Threshold()
    operator, value = said[0]
    operands = value if isinstance(value, list) else [value]
    numbers = tuple(float(number) for number in operands if isinstance(number, int | float))
    wanted = 2 if operator.endswith("Between") else 1
    return Threshold(operator, numbers) if len(numbers) == len(operands) == wanted else None


def _unique(found: list[Check]) -> tuple[Check, ...]:
    """Two promises of one name get a number each, in the contract's order; a promise made twice is one."""
    seen: dict[str, int] = {}
    result: list[Check] = []
    for check in dict.fromkeys(found):
        seen[check.id] = seen.get(check.id, 0) + 1
        name = check.id if seen[check.id] == 1 else f"{check.id}_{seen[check.id]}"
        result.append(Check(name, check.measure, check.must, check.severity))
    return tuple(result)


def _value(entry: JsonValue) -> JsonValue:
    return entry["value"] if isinstance(entry, dict) else entry


def _text(value: JsonValue) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
