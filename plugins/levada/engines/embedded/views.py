"""A dataset as DuckDB sees it: the Parquet files of one snapshot, columns by field id, as a query."""

from collections.abc import Iterator

from levada.engines.base import Work
from levada.engines.embedded.columns import duckdb_type
from levada.engines.embedded.sql import identifier, literal, literals
from levada.errors import Permanent
from levada.lake.reading import Rows, readable
from levada.lake.window import Window
from levada.plan.graph import Read


def query(rows: Rows) -> str:
    """SELECT of some rows. A column that a file lacks is null there; no file at all is a typed nothing."""
    if not rows.files:
        columns = ", ".join(
            f"CAST(NULL AS {duckdb_type(field.field_type)}) AS {identifier(field.name)}" for field in rows.schema.fields
        )
        return f"SELECT {columns} WHERE false"
    fields = ", ".join(
        f"{field.field_id}: {{name: {literal(field.name)}, type: {literal(duckdb_type(field.field_type))}, "
        "default_value: NULL}"
        for field in rows.schema.fields
    )
    condition = f" WHERE {_inside(rows.filter)}" if rows.filter else ""
    return f"SELECT * FROM read_parquet({literals(rows.files)}, schema = MAP {{{fields}}}){condition}"


def _inside(window: Window) -> str:
    name, kind = identifier(window.column), duckdb_type(window.field.field_type)
    lower, upper = (literal(bound.isoformat()) for bound in (window.lower, window.upper))
    return f"{name} >= CAST({lower} AS {kind}) AND {name} < CAST({upper} AS {kind})"


def inputs(work: Work) -> Iterator[tuple[Read, str]]:
    """Everything a task reads, as queries.

    Raises:
        Permanent: a dataset that nobody has ever filled: not even its columns are known.
    """
    for read in work.task.reads:
        rows = readable(work.lake, read.dataset, work.snapshots.get(read.dataset), read, work.run.interval)
        if rows is None:
            raise Permanent(
                f"{read.dataset} is not published yet, so that its columns are not known: run the pipeline that "
                f"fills it first"
            )
        yield read, query(rows)
