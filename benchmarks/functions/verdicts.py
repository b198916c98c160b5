"""What the embedded engine makes of a call, held against what Spark does."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pyarrow as pa

from benchmarks.functions import rows
from benchmarks.functions.answers import Answer, plain
from benchmarks.functions.corpus import Call
from levada.engines.embedded.differences import ABSENT, DIFFERS, SAME, TYPED

GRADES = (SAME, TYPED, DIFFERS, ABSENT)
NUMBER = re.compile(r"int|long|float|double|decimal\(\d+, \d+\)")
ARGUMENT = re.compile(r"'(\w)'")


@dataclass(frozen=True, slots=True)
class Verdict:
    """`grade`: one of `GRADES`; `how`: what is different, by an example."""

    grade: str
    how: str = ""


def verdicts(found: Iterable[tuple[Call, Answer, Answer]]) -> dict[str, Verdict]:
    """Of each name the worst that is found of its calls; absent where not one of them works. Spark's answers first."""
    each: dict[str, list[Verdict]] = {}
    for call, spark, laptop in found:
        each.setdefault(call.name, []).append(verdict(call, spark, laptop))
    return {name: _worst(said) for name, said in each.items()}


def _worst(said: Sequence[Verdict]) -> Verdict:
    worst = max(said, key=lambda each: GRADES.index(each.grade))
    if worst.grade == ABSENT and any(each.grade != ABSENT for each in said):
        return Verdict(DIFFERS, worst.how)
    return worst


def verdict(call: Call, spark: Answer, laptop: Answer) -> Verdict:
    """Of one call."""
    if laptop.error:
        return Verdict(SAME) if spark.error else Verdict(ABSENT, f"{call.text}: {laptop.error}")
    if spark.error:
        return Verdict(DIFFERS, f"{call.text}: Spark refuses it ({_reason(spark.error)}), DuckDB does not")
    if not alike(spark.rows, laptop.rows):
        return Verdict(DIFFERS, _example(call, spark, laptop))
    if spark.kinds == laptop.kinds:
        return Verdict(SAME)
    one, other = ("; ".join(kinds) for kinds in _unlike(spark.kinds, laptop.kinds))
    grade = TYPED if family(one) == family(other) else DIFFERS
    return Verdict(grade, f"{call.text} is {one} in Spark, {other} here")


def _reason(error: str) -> str:
    found = re.search(r"\[([A-Z_.]+)\]", error)
    return found[1] if found else error


def _unlike(one: Sequence[str], other: Sequence[str]) -> tuple[list[str], list[str]]:
    if len(one) != len(other):
        return list(one), list(other)
    pairs = [pair for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def family(kind: str) -> str:
    """A type, whatever its numbers are."""
    return NUMBER.sub("number", kind)


def alike(one: Any, other: Any) -> bool:
    match one, other:
        case Mapping(), Mapping():
            return list(one) == list(other) and all(alike(one[key], other[key]) for key in one)
        case ((list() | tuple()), (list() | tuple())):
            return len(one) == len(other) and all(map(alike, one, other))
        case (bool(), _) | (_, bool()):
            return one is other
        case ((int() | float() | Decimal()), (int() | float() | Decimal())):
            return _close(one, other)
    return bool(one == other)


def _close(one: int | float | Decimal, other: int | float | Decimal) -> bool:
    """Floats may be off by what the order of a sum decides."""
    if not (isinstance(one, float) or isinstance(other, float)):
        return one == other
    return (math.isnan(one) and math.isnan(other)) or math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def _example(call: Call, spark: Answer, laptop: Answer) -> str:
    """The first row that is not alike, with what went in."""
    if len(spark.rows) != len(laptop.rows):
        return f"{call.text}: {len(spark.rows)} rows in Spark, {len(laptop.rows)} here"
    row, other = next(pair for pair in zip(spark.rows, laptop.rows, strict=True) if not alike(*pair))
    if call.shape == "frame":
        return f"{call.text}: {shown(row)} in Spark, {shown(other)} here"
    given = _given(call, row[0])
    return f"{call.text}{given} is {shown(row[1])} in Spark, {shown(other[1])} here"


def _given(call: Call, key: Any) -> str:
    if call.shape != "column":
        return f" of group {key}"
    table: pa.Table = rows.table()
    names = [name for name in dict.fromkeys(ARGUMENT.findall(call.text)) if name in table.column_names]
    values = table.slice(key - 1, 1).to_pylist()[0]
    said = ", ".join(f"{name} = {shown(plain(values[name]))}" for name in names)
    return f", {said}," if said else ""


def shown(value: Any) -> str:
    match value:
        case None:
            return "null"
        case str():
            return repr(value if len(value) <= 40 else value[:39] + "…")
        case dict():
            return "{" + ", ".join(f"{key}: {shown(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(shown, value)) + "]"
    return str(value)
