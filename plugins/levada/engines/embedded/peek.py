"""A few rows of a table, for people to look at."""

from pathlib import Path
from tempfile import TemporaryDirectory

from levada.engines.embedded.views import query
from levada.errors import Permanent
from levada.lake.catalogue import Lake
from levada.lake.connection import connect
from levada.lake.naming import named
from levada.lake.reading import readable
from levada.lake.sql import identifier


def peek(
    lake: Lake,
    dataset: str,
    limit: int,
    columns: tuple[str, ...] = (),
    snapshot: int | None = None,
    ref: str | None = None,
) -> tuple[list[str], list[tuple[object, ...]]]:
    """Column names and rows, as readers see them or as of a snapshot, branch or tag.

    Raises:
        Permanent: no such table, snapshot, reference or column; the message says which there are.
    """
    rows = readable(lake, dataset, named(lake, dataset, str(snapshot) if snapshot else ref))
    if rows is None:
        return [], []
    known = [field.name for field in rows.schema.fields]
    if unknown := [name for name in columns if name not in known]:
        raise Permanent(f"{dataset} has no column {', '.join(unknown)}; it has {', '.join(known)}")
    wanted = ", ".join(identifier(name) for name in columns or known)
    with TemporaryDirectory() as scratch, connect(Path(scratch), lake.stores) as connection:
        # through Arrow: DuckDB's own fetch needs pytz for a time with a zone, which nothing of ours brings along
        found = connection.sql(f"SELECT {wanted} FROM ({query(rows)}) LIMIT {limit}").to_arrow_table()
        return list(columns or known), [tuple(row.values()) for row in found.to_pylist()]
