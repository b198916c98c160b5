"""The gate: what a step brings to its dataset, measured before anyone can read it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
from pyiceberg.schema import Schema

from levada.engines.base import Inspection
from levada.engines.embedded import answers, foreign_keys, freshness, uniqueness
from levada.engines.embedded.measures import faulty
from levada.engines.embedded.views import query
from levada.lake.connection import connect
from levada.lake.reading import readable
from levada.plan.checks import Check, CheckResult, share
from levada.plan.measures import Answer, DuplicateValues, Freshness, OrphanValues, RowCount
from levada.plan.privacy import masked
from levada.plan.tables import Table

SAMPLE = 5


def check(inspection: Inspection) -> tuple[CheckResult, ...]:
    """What every check of a table found in rows, in the order of the checks.

    One scan of the rows written; one of the key columns of the whole table, as it would be published, for each check of
    uniqueness; and for each foreign key one of its columns on both sides.

    Raises:
        Permanent: a check that cannot be carried out; the message names it.
    """
    table, rows = inspection.table, inspection.rows
    with TemporaryDirectory(prefix="levada-gate-") as scratch, connect(Path(scratch)) as connection:
        connection.execute(f"CREATE VIEW written AS {query(rows)}")
        found = {result.check: result for result in _rows(connection, inspection, rows.schema)}
        for each in table.checks:
            match each.measure:
                case DuplicateValues():
                    found[each.id] = _keys(connection, inspection, each, each.measure)
                case Answer():
                    found[each.id] = _answer(connection, table, each, each.measure)
                case Freshness():
                    found[each.id] = _freshness(connection, inspection, each, each.measure, rows.schema)
                case OrphanValues():
                    found[each.id] = _references(connection, inspection, each, each.measure, rows.schema)
    results = (found[check.id] for check in table.checks)
    return tuple(replace(result, sample=masked(result.sample, table.guards)) for result in results)


def _rows(connection: duckdb.DuckDBPyConnection, inspection: Inspection, schema: Schema) -> Iterator[CheckResult]:
    """Every check about single rows, counted in one scan. Rows that a merge found there already were checked then: they
    count as rows, and as good ones."""
    table, there = inspection.table, inspection.unchanged
    conditions = {
        check: faulty(check, check.measure, schema)
        for check in table.checks
        if not isinstance(check.measure, DuplicateValues | OrphanValues | Freshness | Answer)
    }
    if not conditions:
        return
    counts = ", ".join(f"count(*) FILTER ({condition})" for condition in conditions.values())
    total, *measured = _one(connection, f"SELECT count(*), {counts} FROM written", table, conditions)
    for (check, condition), count in zip(conditions.items(), measured, strict=True):
        counted = count + there if isinstance(check.measure, RowCount) else count
        result = _result(table, check, counted, total + there)
        shown = not result.passed and not isinstance(check.measure, RowCount)
        yield replace(result, sample=_sample(connection, condition) if shown else ())


def _keys(
    connection: duckdb.DuckDBPyConnection, inspection: Inspection, check: Check, measure: DuplicateValues
) -> CheckResult:
    """One check of uniqueness."""
    asked = check, measure.columns, inspection.whole.schema, query(inspection.whole)
    total, count = _one(connection, uniqueness.counted(*asked), inspection.table, {check: "true"})
    result = _result(inspection.table, check, count, total)
    return result if result.passed else replace(result, sample=_json(connection, uniqueness.repeated(*asked)))


def _references(
    connection: duckdb.DuckDBPyConnection, inspection: Inspection, check: Check, measure: OrphanValues, schema: Schema
) -> CheckResult:
    """One foreign key."""
    there = readable(inspection.lake, measure.dataset, inspection.snapshots[measure.dataset])
    orphans = foreign_keys.orphans(check, measure, schema, there)
    text = f"SELECT (SELECT count(*) FROM written), count(*) FROM ({orphans})"
    total, count = _one(connection, text, inspection.table, {check: "true"})
    result = _result(inspection.table, check, count, total)
    return result if result.passed else replace(result, sample=_json(connection, orphans))


def _freshness(
    connection: duckdb.DuckDBPyConnection, inspection: Inspection, check: Check, measure: Freshness, schema: Schema
) -> CheckResult:
    """How old the rows written are; if they are too old or there are none, the table as it would be published."""

    def age(rows: str) -> float | None:
        return freshness.age(connection, check, measure, schema, rows, inspection.until)

    value = age("FROM written")
    if value is None or not check.must.holds(value):
        value = age(query(inspection.whole))
    ((total,),) = connection.execute("SELECT count(*) FROM written").fetchall()
    passed = value is not None and check.must.holds(value)
    return replace(_result(inspection.table, check, 0, total), passed=passed, value=value)


def _answer(connection: duckdb.DuckDBPyConnection, table: Table, check: Check, measure: Answer) -> CheckResult:
    """One query of an author's own. Nothing is not what it must be, whatever that is."""
    value = answers.answer(connection, check, measure, table)
    ((total,),) = connection.execute("SELECT count(*) FROM written").fetchall()
    passed = value is not None and check.must.holds(value)
    rows = None if passed else answers.counted(measure, table.name)
    sample = _json(connection, rows) if rows else ()
    return replace(_result(table, check, 0, total), passed=passed, value=value, sample=sample)


def _result(table: Table, check: Check, count: int, rows: int) -> CheckResult:
    value = share(count, rows) if check.unit == "percent" else None
    return CheckResult(
        dataset=table.name, check=check.id, severity=check.severity, rows=rows, must=check.limit, count=count,
        passed=check.must.holds(count if value is None else value), column=check.column, value=value, unit=check.unit,
        dimension=check.dimension,
    )  # fmt: skip


def _one(
    connection: duckdb.DuckDBPyConnection, text: str, table: Table, conditions: Mapping[Check, str]
) -> tuple[int, ...]:
    """The only row of a query; if it fails, the first check that fails alone is to blame."""
    try:
        (row,) = connection.execute(text).fetchall()
        return tuple(row)
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.BinderException) as error:
        raise answers.impossible(_culprit(connection, conditions), table, error) from None


def _culprit(connection: duckdb.DuckDBPyConnection, conditions: Mapping[Check, str]) -> str:
    for check, condition in conditions.items():
        try:
            connection.execute(f"SELECT count(*) FILTER ({condition}) FROM written").fetchall()
        except duckdb.Error:
            return check.id
    return ", ".join(check.id for check in conditions)


def _sample(connection: duckdb.DuckDBPyConnection, condition: str) -> tuple[str, ...]:
    return _json(connection, f"SELECT * FROM written WHERE {condition}")


def _json(connection: duckdb.DuckDBPyConnection, text: str) -> tuple[str, ...]:
    rows = connection.execute(f"SELECT to_json(found) FROM ({text} LIMIT {SAMPLE}) AS found").fetchall()
    return tuple(row for (row,) in rows)
