"""The gate: what a draft would bring to its dataset, measured before anyone can read it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from levada.engines.embedded import uniqueness
from levada.engines.embedded.connection import connect
from levada.engines.embedded.measures import faulty
from levada.engines.embedded.views import query
from levada.errors import Permanent
from levada.lake.catalogue import Lake
from levada.lake.drafts import Draft
from levada.lake.reading import Rows, added, readable
from levada.plan.checks import Check, CheckResult, share
from levada.plan.measures import DuplicateValues, RowCount
from levada.plan.tables import Table

SAMPLE = 5


def check(lake: Lake, table: Table, draft: Draft) -> tuple[CheckResult, ...]:
    """What every check of a table found in a draft, in the order of the checks.

    One scan of the rows written; and one of the key columns of the whole table, as it would be published, for each
    check of uniqueness.

    Raises:
        Permanent: a check that cannot be carried out; the message names it.
    """
    with TemporaryDirectory(prefix="levada-gate-") as scratch, connect(Path(scratch)) as connection:
        found = {result.check: result for result in _rows(connection, table, added(lake, draft))}
        for keyed in table.checks:
            if isinstance(keyed.measure, DuplicateValues):
                whole = readable(lake, draft.dataset, draft.head)
                assert whole is not None
                found[keyed.id] = _keys(connection, table, keyed, keyed.measure, whole)
    return tuple(found[check.id] for check in table.checks)


def _rows(connection: duckdb.DuckDBPyConnection, table: Table, rows: Rows) -> Iterator[CheckResult]:
    """Every check about single rows, counted in one scan."""
    conditions = {
        check: faulty(check, check.measure, rows.schema)
        for check in table.checks
        if not isinstance(check.measure, DuplicateValues)
    }
    if not conditions:
        return
    connection.execute(f"CREATE VIEW written AS {query(rows)}")
    counts = ", ".join(f"count(*) FILTER ({condition})" for condition in conditions.values())
    total, *measured = _one(connection, f"SELECT count(*), {counts} FROM written", table, conditions)
    for (check, condition), count in zip(conditions.items(), measured, strict=True):
        result = _result(table, check, count, total)
        shown = not result.passed and not isinstance(check.measure, RowCount)
        yield replace(result, sample=_sample(connection, condition) if shown else ())


def _keys(
    connection: duckdb.DuckDBPyConnection, table: Table, check: Check, measure: DuplicateValues, rows: Rows
) -> CheckResult:
    """One check of uniqueness."""
    groups = uniqueness.groups(check, measure.columns, rows.schema, query(rows))
    total, count = _one(connection, uniqueness.counted(groups), table, {check: "true"})
    result = _result(table, check, count, total)
    return result if result.passed else replace(result, sample=_json(connection, uniqueness.repeated(groups)))


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
        culprit = _culprit(connection, conditions)
        raise Permanent(f"check {culprit} of {table.name} cannot be carried out: {error}") from error


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
