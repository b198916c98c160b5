"""Everything a task reads, as Spark's DataFrames: just the snapshots that the task is to see."""

import warnings
from typing import Any

from pyiceberg.schema import Schema

from levada.engines.base import Work
from levada.engines.inputs import scopes
from levada.engines.spark.sketches import place, sketch
from levada.engines.spark.types import quoted, refuse_times, spark_type
from levada.lake.reading import Scope, written_schema
from levada.lake.sketch import holding, pinned
from levada.lake.snapshots import view
from levada.lake.window import Window
from levada.names import CATALOGUE
from levada.plan.graph import Read


def frames(session: Any, work: Work) -> dict[str, Any]:
    """The DataFrames by the names of a function's arguments.

    Raises:
        Permanent: a dataset that nobody has ever filled, or one that Spark cannot read.
    """
    return {read.argument: frame(session, work, read, seen) for read, seen in scopes(work)}


def frame(session: Any, work: Work, read: Read, seen: Scope) -> Any:
    """The columns and rows of one input: of just some files where these are meant. An interval's rows are told by a
    condition, which spares files that hold none of them."""
    refuse_times(read.dataset, seen.schema)
    if seen.snapshot_id is None or seen.some == ():
        return session.sql(f"SELECT {nothing(seen.schema)} WHERE false")
    if seen.some is not None:
        holding(view(seen.table, seen.schema.schema_id), seen.some, folder := place(work.scratch, read.dataset))
        return sketch(session, folder, seen.table.io.properties)
    if written_schema(seen.table, seen.snapshot_id) == seen.schema:
        name = quoted(CATALOGUE, *seen.table.name())
        found = session.read.option("versionAsOf", seen.snapshot_id).table(name)
    else:  # Iceberg would look for the snapshot's old columns, and for new ones in vain
        pinned(seen.table, seen.snapshot_id, seen.schema, folder := place(work.scratch, read.dataset))
        found = sketch(session, folder, seen.table.io.properties)
    return found.where(inside(seen.filter)) if seen.filter else found


def nothing(schema: Schema) -> str:
    """The columns of a table that has no rows yet."""
    return ", ".join(f"CAST(NULL AS {spark_type(field.field_type)}) AS {quoted(field.name)}" for field in schema.fields)


def inside(window: Window) -> str:
    """The condition that a row lies in an interval; null where it has no time."""
    kind = spark_type(window.field.field_type).upper()
    lower, upper = (f"{kind} '{bound.isoformat()}'" for bound in (window.lower, window.upper))
    return f"{quoted(window.column)} >= {lower} AND {quoted(window.column)} < {upper}"


def collected(frame: Any) -> list[Any]:
    """Few rows, brought into this process. PySpark leaves the socket they come through to be closed by the garbage
    collector, which Python would warn of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        found: list[Any] = frame.collect()
    return found
