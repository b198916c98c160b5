"""The gate: each measure counts its rows, and shows a few."""

import json
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest

from levada.errors import Permanent
from levada.plan.checks import Check, CheckResult, Threshold
from levada.plan.measures import (
    DuplicateValues,
    Freshness,
    InvalidValues,
    Measure,
    MissingValues,
    NotMultiple,
    NullValues,
    OrphanValues,
    OutOfRange,
    RowCount,
    WrongFormat,
    WrongLength,
)
from levada.plan.tables import Column, Strategy, Table
from tests.engines.bench import Bench


def checked(kind: str, *checks: Check, strategy: Strategy = "replace") -> Table:
    return Table("raw.a", (Column("id", "long"), Column("v", kind)), checks=checks, strategy=strategy)


def found(bench: Bench, measure: Measure, kind: str, *values: Any) -> int:
    """What a measure counts among some values of one type."""
    rows = pa.table({"id": pa.array(range(len(values)), pa.int64()), "v": pa.array(values)})
    (result,) = bench.check(checked(kind, Check("it", measure)), rows)
    assert (result.rows, result.passed) == (len(values), result.count == 0)
    return result.count


@pytest.mark.parametrize(
    ("measure", "kind", "values", "count"),
    [
        (NullValues("v"), "string", ["x", None, ""], 1),
        (MissingValues("v", ("", "N/A"), null=True), "string", ["x", None, "", "N/A"], 3),
        (MissingValues("v", ("-1", "?")), "long", [-1, 1, None], 1),
        (InvalidValues("v", ("a", "it's")), "string", ["a", "it's", "A", None], 1),
        (InvalidValues("v", ("1", "2", "x")), "long", [1, 2, 3, None], 1),
        (InvalidValues("v", ("1.5",)), "long", [1, 2], 2),
        (InvalidValues("v", ("1.2", "1.214")), "decimal(9, 2)", [Decimal("1.20"), Decimal("1.21")], 1),
        (InvalidValues("v", ("true",)), "boolean", [True, False, None], 1),
        (InvalidValues("v", ("ab", "cd", "b"), "^.b"), "string", ["ab", "cd", "b", "eb", None], 3),
        (InvalidValues("v", pattern=r"^N\d+$"), "string", ["N1", "N", "N1\n", None], 2),
        (InvalidValues("v", pattern=r"\u00e9"), "string", ["café", "cafe"], 1),
        (InvalidValues("v", pattern="(?<year>2013)"), "date", [date(2013, 1, 1), date(2014, 1, 1)], 1),
        (WrongLength("v", 2, 4), "string", ["é", "éé", "abcde", None], 2),
        (WrongFormat("v", "uuid"), "string", ["53581432-6c55-4ba2-a65f-72344a91553a", "53581432", None], 1),
        (WrongFormat("v", "email"), "string", ["a@b.pt", "a@b", "a b@c.pt", "x@a@b.pt"], 3),
        (WrongFormat("v", "uri"), "string", ["https://a.pt/b?c", "urn:x", "a.pt", "http://a b"], 2),
        (WrongFormat("v", "hostname"), "string", ["a.pt", "-a.pt", "a_b"], 2),
        (WrongFormat("v", "byte"), "string", ["", "YQ==", "YWJj", "YQ="], 1),
        (OutOfRange("v", minimum="1", maximum="3"), "long", [0, 1, 3, 4, None], 2),
        (OutOfRange("v", exclusive_minimum="1", exclusive_maximum="3"), "double", [1.0, 1.5, 3.0], 2),
        (OutOfRange("v", minimum="1.5"), "long", [1, 2], 1),
        (OutOfRange("v", maximum="1" + "0" * 30), "long", [1, 2**62], 0),
        (OutOfRange("v", maximum="0.125"), "decimal(9, 2)", [Decimal("0.12"), Decimal("0.13")], 1),
        (OutOfRange("v", minimum="2013-01-01"), "date", [date(2012, 12, 31), date(2013, 1, 1)], 1),
        (OutOfRange("v", minimum="2013-01-01T06:00:00"), "date", [date(2013, 1, 1), date(2013, 1, 2)], 1),
        (OutOfRange("v", exclusive_maximum="2013-01-01T00:00:00+01:00"), "timestamptz",
         [datetime(2012, 12, 31, 23, tzinfo=UTC), datetime(2012, 12, 31, 22, tzinfo=UTC)], 1),
        (OutOfRange("v", maximum="12:00"), "time", [time(12), time(12, 0, 1)], 1),
        (NotMultiple("v", "5"), "long", [0, 5, -5, 7, None], 1),
        (NotMultiple("v", "0.5"), "long", [1, 2], 0),
        (NotMultiple("v", "0.05"), "decimal(9, 2)", [Decimal("0.15"), Decimal("0.16")], 1),
        (NotMultiple("v", "0.1"), "double", [0.3, 0.35, -0.7], 1),
        (DuplicateValues(("v",)), "string", ["x", "x", "x", "y", None, None], 2),
        (DuplicateValues(("id", "v")), "string", ["x", "x"], 0),
    ],
)  # fmt: skip
def test_a_measure_counts_its_rows(bench: Bench, measure: Measure, kind: str, values: list[Any], count: int) -> None:
    assert found(bench, measure, kind, *values) == count


def test_all_checks_are_answered_in_their_order(bench: Bench) -> None:
    checks = (
        Check("unique", DuplicateValues(("id",))),
        Check("enough", RowCount(), Threshold("mustBeGreaterThan", (3,))),
        Check("there", NullValues("v"), Threshold("mustBeLessThan", (2,)), "warning"),
    )
    results = bench.check(checked("string", *checks), pa.table({"id": [1, 2], "v": ["x", None]}))
    assert [(result.check, result.passed, result.count, result.severity) for result in results] == [
        ("unique", True, 0, "error"),
        ("enough", False, 2, "error"),
        ("there", True, 1, "warning"),
    ]
    assert list(results[1].told) == ["raw.a: check enough FAILED: 2 rows (mustBeGreaterThan 3)"]


def test_a_failing_check_shows_a_few_rows(bench: Bench) -> None:
    rows = pa.table({"id": range(9), "v": pa.array([None] * 9, pa.string())})
    (result,) = bench.check(checked("string", Check("there", NullValues("v"))), rows)
    assert (result.count, result.rows, result.column) == (9, 9, "v")
    assert [json.loads(row) for row in result.sample] == [{"id": number, "v": None} for number in range(5)]


def test_rows_that_a_merge_found_there_already_count_as_good_ones(bench: Bench) -> None:
    share = Check("share", NullValues("v"), Threshold("mustBeLessThan", (50,)), unit="percent")
    table = replace(checked("string", Check("some", RowCount()), share, strategy="merge"), unique_key=("id",))
    bench.fill(table, pa.table({"id": [1, 2, 3], "v": ["a", "b", "c"]}))
    some, nulls = bench.check(table, pa.table({"id": [1, 2, 3], "v": ["a", "b", None]}))
    assert (some.count, nulls.count, nulls.rows, nulls.passed) == (3, 1, 3, True)


def test_a_share_of_rows_is_held_against_the_threshold(bench: Bench) -> None:
    half = Check("half", NullValues("v"), Threshold("mustBeLessOrEqualTo", (50,)), unit="percent", dimension="accuracy")
    less = replace(half, id="less", must=Threshold("mustBeLessThan", (50,)))
    fine, wrong = bench.check(checked("string", half, less), pa.table({"id": [1, 2], "v": ["x", None]}))
    assert (fine.passed, fine.count, fine.value, fine.unit, fine.dimension) == (True, 1, 50.0, "percent", "accuracy")
    assert (wrong.passed, wrong.found) == (False, "50 percent (1 of 2 rows)")


def test_of_no_rows_nothing_is_wrong(bench: Bench) -> None:
    rows = pa.table({"id": pa.array([], pa.int64()), "v": pa.array([], pa.string())})
    (result,) = bench.check(checked("string", Check("there", NullValues("v"), unit="percent")), rows)
    assert (result.passed, result.value) == (True, 0.0)


def test_uniqueness_is_the_whole_table_s_and_the_rest_the_new_rows(bench: Bench) -> None:
    checks = (Check("unique", DuplicateValues(("id",))), Check("there", NullValues("v")))
    into = checked("string", *checks, strategy="append")
    bench.fill(into, pa.table({"id": [1, 2], "v": ["x", None]}))
    unique, there = bench.check(into, pa.table({"id": [2, 3], "v": ["y", "z"]}))
    assert (unique.count, unique.rows, json.loads(unique.sample[0])) == (1, 4, {"id": 2, "rows with it": 2})
    assert (there.passed, there.rows) == (True, 2)


def test_no_rows_have_no_faults(bench: Bench) -> None:
    rows = pa.table({"id": pa.array([], pa.int64()), "v": pa.array([], pa.string())})
    checks = (Check("unique", DuplicateValues(("id",))), Check("there", NullValues("v")))
    results = bench.check(checked("string", *checks), rows)
    assert [(result.passed, result.count, result.rows) for result in results] == [(True, 0, 0), (True, 0, 0)]


@pytest.mark.parametrize(
    ("measure", "message"),
    [
        (InvalidValues("v", pattern="(?=x)"), "check odd of raw.a cannot be carried out: .*looks around"),
        (
            InvalidValues("v", pattern="((a{100}){100}){100}"),
            "check odd of raw.a cannot be carried out: .*repetition size",
        ),
        (OutOfRange("id", minimum="many"), "check odd of raw.a cannot be carried out: .*many"),
        (NullValues("w"), "check odd: there is no column w; there are id, v"),
        (DuplicateValues(("w",)), "check odd: there is no column w"),
    ],
)
def test_a_check_that_cannot_be_carried_out_is_named(bench: Bench, measure: Measure, message: str) -> None:
    checks = (Check("fine", NullValues("v")), Check("odd", measure))
    with pytest.raises(Permanent, match=message):
        bench.check(checked("string", *checks), pa.table({"id": [1], "v": ["x"]}))


def test_a_table_without_checks_is_not_looked_at(bench: Bench) -> None:
    results: tuple[CheckResult, ...] = bench.check(checked("string"), pa.table({"id": [1], "v": ["x"]}))
    assert results == ()


def test_values_that_only_some_may_see_are_not_shown(bench: Bench) -> None:
    checks = (Check("once", DuplicateValues(("v",))), Check("short", WrongLength("v", maximum=2)))
    table = Table("raw.a", (Column("id", "long"), Column("v", "string", guarded=True)), checks=checks)
    once, short = bench.check(table, pa.table({"id": [1, 2], "v": ["Ana Sousa", "Ana Sousa"]}))
    assert [json.loads(row) for row in once.sample] == [{"v": "***", "rows with it": 2}]
    assert [json.loads(row) for row in short.sample] == [{"id": 1, "v": "***"}, {"id": 2, "v": "***"}]


SHOPS = Table("raw.shops", (Column("shop", "string"), Column("till", "int")))
KNOWN = Check("known", OrphanValues(("v",), "raw.shops", ("shop",)))


def test_a_foreign_key_is_null_or_there(bench: Bench) -> None:
    bench.fill(SHOPS, pa.table({"shop": ["a", "a", None], "till": pa.array([1, 2, 3], pa.int32())}))
    (result,) = bench.check(checked("string", KNOWN), pa.table({"id": [1, 2, 3], "v": ["a", "b", None]}))
    assert (result.passed, result.count, result.rows) == (False, 1, 3)
    assert [json.loads(row) for row in result.sample] == [{"id": 2, "v": "b"}]


def test_a_foreign_key_of_several_columns_is_there_as_a_whole(bench: Bench) -> None:
    bench.fill(SHOPS, pa.table({"shop": ["a", "b"], "till": pa.array([1, 2], pa.int32())}))
    key = Check("known", OrphanValues(("v", "id"), "raw.shops", ("shop", "till")))
    (result,) = bench.check(checked("string", key), pa.table({"id": [1, 1, 2], "v": ["a", "b", None]}))
    assert [json.loads(row) for row in result.sample] == [{"id": 1, "v": "b"}]


def test_nothing_is_there_before_it_is_published(bench: Bench) -> None:
    (result,) = bench.check(checked("string", KNOWN), pa.table({"id": [1, 2], "v": ["a", None]}))
    assert (result.count, result.rows) == (1, 2)


def test_a_table_that_refers_to_itself_is_seen_as_it_would_be_published(bench: Bench) -> None:
    into = Table("raw.a", checked("long").columns, checks=(Check("known", OrphanValues(("v",), "raw.a", ("id",))),))
    (result,) = bench.check(into, pa.table({"id": [1, 2, 3], "v": [None, 1, 7]}))
    assert [json.loads(row)["v"] for row in result.sample] == [7]


@pytest.mark.parametrize(
    ("kind", "values"), [("long", [1, 2]), ("string", ["1", "x"]), ("decimal(9, 2)", [Decimal(1)])]
)
def test_keys_of_other_types_are_compared_as_well_as_can_be(bench: Bench, kind: str, values: list[Any]) -> None:
    bench.fill(SHOPS, pa.table({"shop": ["1"], "till": pa.array([1], pa.int32())}))
    for key, there in (("till", 1), ("shop", 1 if kind != "decimal(9, 2)" else 0)):
        (result,) = bench.check(
            checked(kind, Check("known", OrphanValues(("v",), "raw.shops", (key,)))),
            pa.table({"id": range(len(values)), "v": values}),
        )
        assert len(values) - result.count == there


def stale(bench: Bench, kind: str, *values: Any) -> CheckResult:
    """The age of some moments at the end of 1 January 2013 in New York, of which six hours are allowed."""
    fresh = Check("fresh", Freshness("v"), Threshold("mustBeLessOrEqualTo", (6 * 3600,)), unit="seconds")
    rows = pa.table({"id": range(len(values)), "v": pa.array(values, schema_type(kind))})
    (result,) = bench.check(checked(kind, fresh, strategy="append"), rows)
    return result


def schema_type(kind: str) -> pa.DataType:
    return {"date": pa.date32(), "timestamp": pa.timestamp("us"), "timestamptz": pa.timestamp("us", "UTC")}[kind]


@pytest.mark.parametrize(
    ("kind", "values", "hours"),
    [
        ("timestamptz", [datetime(2013, 1, 2, 1, tzinfo=UTC), None], 4),
        ("timestamptz", [datetime(2013, 1, 2, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)], 4),
        ("timestamp", [datetime(2013, 1, 1, 17)], 7),
        ("date", [date(2013, 1, 1)], 0),
        ("date", [date(2012, 12, 31)], 24),
        ("timestamptz", [], None),
    ],
)
def test_freshness(bench: Bench, kind: str, values: list[Any], hours: int | None) -> None:
    result = stale(bench, kind, *values)
    assert result.value == (None if hours is None else hours * 3600)
    assert result.passed == (hours is not None and hours <= 6)


def test_a_table_stays_fresh_when_an_interval_brings_nothing_new(bench: Bench) -> None:
    bench.fill(checked("timestamp", strategy="append"), pa.table({"id": [1], "v": [datetime(2013, 1, 1, 23)]}))
    assert (stale(bench, "timestamp", datetime(2013, 1, 1, 2)).found, stale(bench, "timestamp").passed) == (
        "1h old",
        True,
    )


def test_what_tells_no_time_is_not_fresh(bench: Bench) -> None:
    with pytest.raises(Permanent, match="column id is long, which tells no time"):
        bench.check(checked("string", Check("fresh", Freshness("id"))), pa.table({"id": [1], "v": ["x"]}))


def test_what_the_gate_puts_aside_lies_in_the_folder_of_the_attempt(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine's own folder for such files is often small, and what a killed attempt leaves there stays."""
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    assert found(bench, NullValues("v"), "string", "x", None) == 1
