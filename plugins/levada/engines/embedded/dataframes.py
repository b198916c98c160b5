"""The tables of a `spark` job: DataFrames over views, PySpark's API on DuckDB through SQLFrame."""

import inspect
from collections import Counter
from pathlib import Path
from re import fullmatch
from typing import Any

from sqlglot.expressions import Identifier, to_column

from levada.engines.embedded.results import storable
from levada.engines.embedded.sqlframe_patches import patch
from levada.errors import Permanent
from levada.lake.connection import connect
from levada.lake.sql import identifier, literal
from levada.lake.stores import given

PREFIX = "input_"


def view_of(name: str) -> str:
    """What an input is called in the job's queries."""
    return f"{PREFIX}{name}"


class DataFrames:
    """Made before anything of PySpark is imported: SQLFrame then stands in for it."""

    word = "a DataFrame"

    def __init__(self, scratch: Path) -> None:
        from sqlframe import activate

        self.connection = connect(scratch, given())
        activate("duckdb", conn=self.connection)
        patch()

    def given(self, query: str, name: str, parameter: inspect.Parameter | None) -> Any:
        """One input as a DataFrame over a view."""
        from pyspark.sql import SparkSession

        view, session = view_of(name), SparkSession.builder.getOrCreate()
        self.connection.execute(f"CREATE VIEW {identifier(view)} AS {query}")
        _all_quoted(session.catalog, view)
        return _plainly_named(session.table(view))

    def fits(self, result: Any) -> bool:
        return hasattr(result, "sql")

    def write(self, result: Any, path: Path) -> str:
        """Compute a DataFrame into a file, in types that Iceberg has. Returns its query.

        Raises:
            Permanent: two of its columns differ by capitals alone: SQLFrame would take one for the other.
        """
        if twice := [name for name, count in Counter(map(str.lower, result.columns)).items() if count > 1]:
            raise Permanent(
                f"the job returned the column {twice[0]} twice; capitals make no difference: give one another name"
            )
        *before, query = result.sql(dialect="duckdb", as_list=True)
        for statement in before:  # what `cache()` asked for
            self.connection.execute(statement)
        rows = self.connection.sql(query)
        select = storable(rows.columns, rows.types)
        self.connection.execute(f"COPY (SELECT {select} FROM ({query})) TO {literal(str(path))} (FORMAT parquet)")
        return str(query)


def _all_quoted(catalog: Any, view: str) -> None:
    """SQLFrame quotes only names with odd signs, and trips over a column called `select` or `from`.

    Raises:
        Permanent: it would take a column for a value, as one called `2013` or `true`.
    """
    table = catalog.ensure_table(view)
    for name in catalog.get_columns(table):
        if not isinstance(to_column(name, dialect=catalog.session.input_dialect).this, Identifier):
            raise Permanent(
                f"{view.removeprefix(PREFIX)} has a column called {name}, which PySpark's stand-in takes for a value: "
                "rename it in a `sql` step before, or give the step to Spark, verbs: {spark: spark}"
            )
    catalog.add_table(table)
    catalog._quoted_columns[table] = list(catalog._schema.find(table))


def _plainly_named(frame: Any) -> Any:
    """The columns under the names that a job uses for them.

    To SQLFrame a quoted column is another than the one that `withColumn("n", …)`, `fillna`, `replace` or a join names.
    """
    columns = frame._get_outer_select_columns(frame.expression)
    plain = [fullmatch(r"\w+", column.expression.name) for column in columns]
    return frame.select(*(found[0] if found else column for found, column in zip(plain, columns, strict=True)))
