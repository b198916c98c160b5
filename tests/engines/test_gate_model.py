"""The gate's numbers against a count in plain Python: any measure, operator and unit, over any small table."""

import re
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from levada.plan.checks import Check, Operator, Threshold
from levada.plan.measures import (
    DuplicateValues,
    InvalidValues,
    Measure,
    MissingValues,
    NotMultiple,
    NullValues,
    OutOfRange,
    RowCount,
    WrongLength,
)
from levada.plan.tables import Column, Table
from tests.engines.bench import Bench

Row = dict[str, Any]

WORDS = st.sampled_from(["", "a", "ab", "N/A", "it's", "é", "1", "%"])
NUMBERS = st.integers(-4, 4)
ROWS = st.lists(st.fixed_dictionaries({"n": st.none() | NUMBERS, "s": st.none() | WORDS}), max_size=8)
SOME = st.lists(WORDS, min_size=1, max_size=3).map(tuple)
BOUND = st.none() | NUMBERS.map(str)
PATTERNS = st.sampled_from(["^a", "b$", "^.$", "[^a]", "'"])

MEASURES = st.one_of(
    st.builds(NullValues, st.sampled_from(["n", "s"])),
    st.builds(MissingValues, st.just("s"), SOME, st.booleans()),
    st.builds(InvalidValues, st.just("s"), SOME, st.none() | PATTERNS),
    st.builds(InvalidValues, st.just("s"), st.none(), PATTERNS),
    st.builds(InvalidValues, st.just("n"), SOME, st.none()),
    st.builds(WrongLength, st.just("s"), st.integers(0, 2), st.none() | st.integers(1, 3)),
    st.builds(OutOfRange, st.just("n"), NUMBERS.map(str), BOUND, BOUND, BOUND),
    st.builds(NotMultiple, st.just("n"), st.sampled_from(["2", "3", "0.5"])),
    st.builds(DuplicateValues, st.sampled_from([("n",), ("s",), ("n", "s")])),
    st.just(RowCount()),
)
THRESHOLDS = st.builds(
    lambda operator, low, more: Threshold(operator, (low, low + more) if operator.endswith("Between") else (low,)),
    st.sampled_from(get_args(Operator)), st.sampled_from([0, 1, 2, 12.5, 50, 100]), st.integers(0, 50),
)  # fmt: skip
CHECKS = st.builds(
    lambda measure, must, unit: Check("it", measure, must, unit="rows" if measure == RowCount() else unit),
    MEASURES, THRESHOLDS, st.sampled_from(["rows", "percent"]),
)  # fmt: skip


def faulty(measure: Measure, row: Row) -> bool:
    """Whether a measure counts a row."""
    value = row[measure.column] if hasattr(measure, "column") else None
    match measure:
        case RowCount():
            return True
        case NullValues():
            return value is None
        case MissingValues(_, missing, null):
            return null if value is None else value in missing
    if value is None:
        return False
    match measure:
        case InvalidValues(_, valid, pattern):
            return (valid is not None and str(value) not in valid) or not re.search(pattern or "", str(value))
        case WrongLength(_, least, most):
            return len(value) < (least or 0) or (most is not None and len(value) > most)
        case NotMultiple(_, of):
            return value % float(of) != 0
        case OutOfRange(_, least, most, above, below):
            low, high = float(least or "-inf"), float(most or "inf")
            return not (low <= value <= high and float(above or "-inf") < value < float(below or "inf"))
    raise TypeError(measure)


def count(measure: Measure, rows: list[Row]) -> int:
    if isinstance(measure, DuplicateValues):
        keys = [tuple(row[column] for column in measure.columns) for row in rows]
        return sum(times - 1 for times in Counter(key for key in keys if None not in key).values())
    return sum(faulty(measure, row) for row in rows)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(CHECKS, min_size=1, max_size=12), ROWS)
def test_the_gate_counts_as_plain_python_does(checks: list[Check], rows: list[Row]) -> None:
    named = tuple(Check(f"c{n}", c.measure, c.must, unit=c.unit) for n, c in enumerate(checks))
    table = Table("raw.a", (Column("n", "long"), Column("s", "string")), checks=named, strategy="replace")
    data = pa.Table.from_pylist(rows, pa.schema([("n", pa.int64()), ("s", pa.string())]))
    with TemporaryDirectory() as folder:
        found = Bench(Path(folder)).check(table, data)
    for check, result in zip(named, found, strict=True):
        counted = count(check.measure, rows)
        number = counted if check.unit == "rows" else counted * 100 / max(len(rows), 1)
        assert (result.count, result.rows, result.passed) == (counted, len(rows), check.must.holds(number)), check
