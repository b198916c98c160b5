"""Every gate finds the same in the same rows: counts, verdicts, ages, and the rows that it shows."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pyarrow as pa
import pytest

from levada.engines.registry import ABILITIES
from levada.errors import Permanent
from levada.plan.actions import CHECK
from levada.plan.checks import Check, CheckResult, Threshold
from levada.plan.environment import Environment
from levada.plan.measures import Answer, DuplicateValues, InvalidValues, NullValues, OutOfRange, RowCount, WrongLength
from levada.plan.tables import Column, Table
from tests.conformance import odd_rows
from tests.conformance.gates import Gate, gate, lakehouse
from tests.conformance.odd_rows import COLUMNS, KNOWN, NOTHING, ODD
from tests.sparks import environment

CHECKS = odd_rows.checks()
OTHERS = [name for name, verbs in ABILITIES.items() if CHECK in verbs and name != "embedded"]
NO_TIMES = ("spark",)
"""Gates that do not read a time of day."""


@pytest.fixture(scope="module")
def other(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    """A gate beside the embedded one, and its lake."""
    if request.param == "trino":
        where, secrets = lakehouse(request.getfixturevalue("places"))
    else:
        where, secrets = request.getfixturevalue("sparks"), {}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in secrets.items():
            patch.setenv(name, value)
        with gate(request.param, tmp_path_factory.mktemp("other"), where) as made:
            yield made


@pytest.fixture(scope="session")
def sparks() -> Iterator[Environment]:
    yield environment()
    from levada.engines.spark.driver import stop

    stop()


@pytest.fixture(scope="module")
def embedded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gate]:
    with gate("embedded", tmp_path_factory.mktemp("embedded")) as made:
        yield made


def of_odd_rows(judge: Gate) -> dict[str, CheckResult]:
    known = judge.draft(Table(KNOWN, COLUMNS), odd_rows.rows().slice(1, 3), "known")
    table = Table(ODD, COLUMNS, checks=CHECKS)
    draft = judge.draft(table, odd_rows.rows())
    snapshots = {KNOWN: known.head, ODD: draft.head, NOTHING: None}
    return {result.check: result for result in judge.judge(judge.inspection(table, draft, snapshots))}


@pytest.fixture(scope="module")
def expected(embedded: Gate) -> dict[str, CheckResult]:
    return of_odd_rows(embedded)


@pytest.fixture(scope="module")
def found(other: Gate) -> dict[str, CheckResult]:
    return of_odd_rows(other)


@pytest.mark.parametrize("other", OTHERS, indirect=True)
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_all_find_the_same(expected: dict[str, CheckResult], found: dict[str, CheckResult], check: Check) -> None:
    assert found[check.id] == expected[check.id]


def test_odd_rows_are_odd(expected: dict[str, CheckResult]) -> None:
    """Of most checks some rows fail and some do not: otherwise it would be easy to agree."""
    telling = [result for result in expected.values() if 0 < result.count < result.rows]
    assert len(telling) > len(CHECKS) * 2 / 3


BOTH = pytest.mark.parametrize("other", OTHERS, indirect=True)


@BOTH
def test_a_time_of_day(embedded: Gate, other: Gate) -> None:
    if other.engine in NO_TIMES:
        return
    table = Table("gates.times", (Column("id", "long"), Column("v", "time")), checks=odd_rows.OF_TIMES)
    assert other.check(table, odd_rows.times()) == embedded.check(table, odd_rows.times())


SIMPLE = (Column("id", "long"), Column("v", "string"))


@BOTH
def test_no_rows(embedded: Gate, other: Gate) -> None:
    checks = (Check("unique", DuplicateValues(("id",))), Check("there", NullValues("v"), unit="percent"),
              Check("some", RowCount(), Threshold("mustBeGreaterThan", (0,))))  # fmt: skip
    table = Table("gates.none", SIMPLE, checks=checks)
    rows = pa.table({"id": pa.array([], pa.int64()), "v": pa.array([], pa.string())})
    assert other.check(table, rows) == embedded.check(table, rows)
    assert [result.passed for result in other.check(table, rows)] == [True, True, False]


@BOTH
def test_guarded_values_are_not_shown(embedded: Gate, other: Gate) -> None:
    columns = (Column("id", "long"), Column("v", "string", guarded=True))
    table = Table("gates.masked", columns, checks=(Check("short", WrongLength("v", maximum=2)),))
    rows = pa.table({"id": [1, 2], "v": ["Ana Sousa", None]})
    (result,) = other.check(table, rows)
    assert [json.loads(row) for row in result.sample] == [{"id": 1, "v": "***"}]
    assert (result,) == embedded.check(table, rows)


@BOTH
def test_nested_values_are_shown(embedded: Gate, other: Gate) -> None:
    deep = pa.struct([("n", pa.int64()), ("s", pa.string()), ("none", pa.string())])
    kinds = {"id": pa.int64(), "v": pa.string(), "list": pa.list_(pa.string()), "deep": deep}
    row = {"id": 1, "v": None, "list": ["é", None], "deep": {"n": 1, "s": 'x"y', "none": None}}
    rows = pa.Table.from_pylist([row], pa.schema(list(kinds.items())))
    table = Table("gates.nested", checks=(Check("there", NullValues("v")),))
    assert other.check(table, rows) == embedded.check(table, rows)


@BOTH
def test_only_the_rows_that_a_draft_brings(other: Gate) -> None:
    """And the whole table for what must be unique in it; a merge's rows that were there already count as good ones."""
    checks = (Check("there", NullValues("v")), Check("unique", DuplicateValues(("v",))))
    table = replace(Table("gates.merged", SIMPLE, checks=checks), strategy="merge", unique_key=("id",))
    named = other.named(table)
    other.bench.fill(named, pa.table({"id": [1, 2, 3], "v": ["a", None, "c"]}), "before")
    there, unique = other.check(table, pa.table({"id": [1, 3, 4], "v": ["a", "x", "x"]}))
    assert (there.rows, there.count) == (3, 0)
    assert (unique.rows, unique.count) == (4, 1)


@BOTH
def test_a_column_that_is_only_staged(other: Gate) -> None:
    table = Table("gates.staged", SIMPLE)
    other.bench.fill(other.named(table), pa.table({"id": [1], "v": ["a"]}), "before")
    wider = replace(table, columns=(*SIMPLE, Column("w", "long")), strategy="append",
                    checks=(Check("there", NullValues("w")), Check("unique", DuplicateValues(("w",)))))  # fmt: skip
    there, unique = other.check(wider, pa.table({"id": [2, 3], "v": ["b", "c"], "w": [7, None]}))
    assert (there.rows, there.count, unique.rows) == (2, 1, 3)
    assert json.loads(there.sample[0]) == {"id": 3, "v": "c", "w": None}


@BOTH
@pytest.mark.parametrize(
    ("measure", "why"),
    [
        (InvalidValues("v", pattern="(?=x)"), "cannot be carried out: .*looks around"),
        (OutOfRange("id", minimum="many"), "cannot be carried out: 'many' is no number"),
        (NullValues("w"), "there is no column w"),
        (Answer("SELECT max(nope) FROM {object}"), "cannot be carried out: .*nope"),
        (Answer("SELECT sum(CAST(v AS BIGINT)) FROM {object}"), "cannot be carried out"),
        (Answer("SELECT id FROM {object}"), "answers with 2 rows"),
    ],
)
def test_what_cannot_be_carried_out(other: Gate, measure: NullValues, why: str) -> None:
    table = Table("gates.odd_ones", SIMPLE, checks=(Check("fine", RowCount()), Check("odd", measure)))
    with pytest.raises(Permanent, match=f"odd.*{why}"):
        other.check(table, pa.table({"id": [1, 2], "v": ["x", "y"]}))


@BOTH
def test_a_failure_does_not_tell_guarded_values(other: Gate) -> None:
    columns = (Column("id", "long"), Column("v", "string", guarded=True))
    check = Check("odd", Answer("SELECT sum(CAST(v AS BIGINT)) FROM {object}"), unit="answer")
    with pytest.raises(Permanent) as raised:
        other.check(Table("gates.hidden", columns, checks=(check,)), pa.table({"id": [1], "v": ["Ana Sousa"]}))
    assert "Ana" not in str(raised.value)
