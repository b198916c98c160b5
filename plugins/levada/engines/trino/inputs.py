"""A query that reads each dataset as of the snapshot that was published when its step began."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlglot import exp, parse_one

from levada.engines.trino.files import among
from levada.engines.trino.fitting import trino_type
from levada.lake.gains import places
from levada.lake.reading import Scope, written_schema
from levada.lake.sql import identifier
from levada.lake.window import Window
from levada.names import short

Edit = tuple[int, int, str]
"""Where something begins and ends in a text, and what comes in its place."""
LITERALS = {
    "timestamptz": "TIMESTAMP '{:%Y-%m-%d %H:%M:%S.%f} UTC'",
    "timestamp": "TIMESTAMP '{:%Y-%m-%d %H:%M:%S.%f}'",
    "date": "DATE '{:%Y-%m-%d}'",
}
"""How a moment is written, by the type of the column that is compared with it."""


def pinned(text: str, inputs: Mapping[str, Scope], catalog: str) -> str:
    """A query of Trino's whose datasets are replaced by what is meant of them; line by line it stays as it was."""
    parsed = parse_one(text, dialect="trino")
    edits = [*_tables(parsed, inputs, catalog), *_columns(parsed, inputs), *_letters(parsed)]
    for start, end, instead in sorted(edits, reverse=True):
        text = text[:start] + instead + text[end:]
    return text


def _tables(parsed: exp.Expr, inputs: Mapping[str, Scope], catalog: str) -> Iterator[Edit]:
    for table in parsed.find_all(exp.Table):
        dataset = ".".join(part.name.lower() for part in table.parts)
        if dataset in inputs:
            name = "" if table.alias else f" AS {identifier(short(dataset))}"
            parts = [part.meta for part in table.parts]
            yield parts[0]["start"], parts[-1]["end"] + 1, relation(inputs[dataset], catalog) + name


def _columns(parsed: exp.Expr, inputs: Mapping[str, Scope]) -> Iterator[Edit]:
    """Names of columns that begin with a dataset's: these go by the table's own name now."""
    for column in parsed.find_all(exp.Column):
        parts = column.parts
        if len(parts) > 2 and f"{parts[0].name}.{parts[1].name}".lower() in inputs:
            yield parts[0].meta["start"], parts[1].meta["start"], ""


def _letters(parsed: exp.Expr) -> Iterator[Edit]:
    """Names in other letters than ASCII's, which Trino wants quoted and other engines do not."""
    for name in parsed.find_all(exp.Identifier):
        if not (name.quoted or name.this.isascii()) and "start" in name.meta:
            yield name.meta["start"], name.meta["end"] + 1, identifier(name.this)


def relation(seen: Scope, catalog: str) -> str:
    """What stands for a dataset: its table at a snapshot, or those of its rows that are meant."""
    table = identifier(catalog, *seen.table.name())
    if seen.snapshot_id is None:
        return f"(SELECT * FROM {table} WHERE false)"
    if seen.some is not None:
        return f"({' UNION ALL '.join(_gained(seen, table)) or f'SELECT * FROM {table} WHERE false'})"
    at, columns = f"{table} FOR VERSION AS OF BIGINT '{seen.snapshot_id}'", _seen_as(seen)
    if columns == "*" and not seen.filter:
        return at
    rows = f"(SELECT {columns} FROM {at})"
    return f"(SELECT * FROM {rows} AS seen WHERE {inside(seen.filter)})" if seen.filter else rows


def _gained(seen: Scope, table: str) -> Iterator[str]:
    """SELECTs of the rows in files that a table has gained, each as of a snapshot that has the files."""
    assert seen.snapshot_id is not None
    name = ".".join(seen.table.name())
    for snapshot, files in places(seen.table, seen.snapshot_id, seen.gained):
        if files:
            columns, at = _seen_as(replace(seen, snapshot_id=snapshot)), f"FOR VERSION AS OF BIGINT '{snapshot}'"
            yield f"SELECT {columns} FROM {table} {at} WHERE {among(name, files)}"


def _seen_as(seen: Scope) -> str:
    """What to select so that a snapshot has its table's columns of today, where these are others: Trino sees those that
    it was written with."""
    assert seen.snapshot_id is not None
    written = written_schema(seen.table, seen.snapshot_id)
    if written.fields == seen.schema.fields:
        return "*"
    there = {field.field_id: identifier(field.name) for field in written.fields}
    return ", ".join(
        f"CAST({there.get(field.field_id, 'NULL')} AS {trino_type(field.field_type)}) AS {identifier(field.name)}"
        for field in seen.schema.fields
    )


def inside(window: Window) -> str:
    """The condition that a row lies in a window."""
    name, literal = identifier(window.column), LITERALS[str(window.field.field_type)]
    return f"{name} >= {literal.format(window.lower)} AND {name} < {literal.format(window.upper)}"
