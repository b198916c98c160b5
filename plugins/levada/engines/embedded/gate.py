"""The gate: what a draft would bring to its dataset, measured before anyone can read it."""

from collections.abc import Iterator
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
from levada.plan.checks import Check, CheckResult, DuplicateValues
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
        local = tuple(check for check in table.checks if not check.whole_table)
        results = _rows(connection, table, local, added(lake, draft)) if local else ()
        found = {result.check: result for result in results}
        for keyed in (check for check in table.checks if check.whole_table):
            whole = readable(lake, draft.dataset, draft.head)
            assert whole is not None
            found[keyed.id] = _keys(connection, table, keyed, whole)
    return tuple(found[check.id] for check in table.checks)


def _rows(
    connection: duckdb.DuckDBPyConnection, table: Table, checks: tuple[Check, ...], rows: Rows
) -> Iterator[CheckResult]:
    """Every check about single rows, counted in one scan."""
    conditions = {check.id: faulty(check, rows.schema) for check in checks}
    connection.execute(f"CREATE VIEW written AS {query(rows)}")
    counts = ", ".join(f"count(*) FILTER ({condition})" for condition in conditions.values())
    total, *measured = _one(connection, f"SELECT count(*), {counts} FROM written", table, conditions)
    for check, count in zip(checks, measured, strict=True):
        passed = check.must.holds(count)
        sample = () if passed or conditions[check.id] == "true" else _sample(connection, conditions[check.id])
        yield _result(table, check, count, total, sample)


def _keys(connection: duckdb.DuckDBPyConnection, table: Table, check: Check, rows: Rows) -> CheckResult:
    """One check of uniqueness."""
    assert isinstance(check.measure, DuplicateValues)
    groups = uniqueness.groups(check, rows.schema, query(rows))
    total, count = _one(connection, uniqueness.counted(groups), table, {check.id: "true"})
    sample = () if check.must.holds(count) else _json(connection, uniqueness.repeated(groups))
    return _result(table, check, count, total, sample)


def _result(table: Table, check: Check, count: int, rows: int, sample: tuple[str, ...]) -> CheckResult:
    return CheckResult(
        dataset=table.name, check=check.id, severity=check.severity, passed=check.must.holds(count), count=count,
        rows=rows, must=str(check.must), sample=sample, column=getattr(check.measure, "column", None),
    )  # fmt: skip


def _one(connection: duckdb.DuckDBPyConnection, text: str, table: Table, conditions: dict[str, str]) -> tuple[int, ...]:
    """The only row of a query; if it fails, the first check that fails alone is to blame."""
    try:
        (row,) = connection.execute(text).fetchall()
        return tuple(row)
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.BinderException) as error:
        culprit = _culprit(connection, conditions)
        raise Permanent(f"check {culprit} of {table.name} cannot be carried out: {error}") from error


def _culprit(connection: duckdb.DuckDBPyConnection, conditions: dict[str, str]) -> str:
    for name, condition in conditions.items():
        try:
            connection.execute(f"SELECT count(*) FILTER ({condition}) FROM written").fetchall()
        except duckdb.Error:
            return name
    return ", ".join(conditions)


def _sample(connection: duckdb.DuckDBPyConnection, condition: str) -> tuple[str, ...]:
    return _json(connection, f"SELECT * FROM written WHERE {condition}")


def _json(connection: duckdb.DuckDBPyConnection, text: str) -> tuple[str, ...]:
    rows = connection.execute(f"SELECT to_json(found) FROM ({text} LIMIT {SAMPLE}) AS found").fetchall()
    return tuple(row for (row,) in rows)
