"""Read JSON lines as the contract's columns: one object a line, matched by key; a nested value is its JSON text."""

import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from levada.engines.files.guard import Guard, guard
from levada.engines.files.jsonl_faults import LONGEST, explained, irregular
from levada.engines.files.matching import Promised
from levada.engines.files.scan import Scan, column, rows
from levada.engines.files.text import codec, recoded
from levada.lake.sql import literal, literals
from levada.plan.tables import Table

DIGITS = 15
"""How many digits of a fraction survive its way through a binary number."""
DECIMAL = re.compile(r"DECIMAL\((\d+), \d+\)")


def batches(
    connection: duckdb.DuckDBPyConnection, file: str, path: Path, promised: Promised, scratch: Path
) -> Iterator[pa.RecordBatch]:
    """The file's rows, as they stand in it.

    Raises:
        Permanent: a required key is nowhere, or a line cannot be read: file, line, column, value.
    """
    unsplit = guard(promised.table)
    plain = _plain(file, path, scratch, unsplit)
    names = _keys(connection, file, plain, unsplit)
    there = promised.matched(file, names, sparse=True) if names else []
    relation, hidden = _texts(plain, there, promised.types), guard(promised.table, names)
    scan = Scan(file, there, relation, promised.types, guard=hidden)
    yield from rows(connection, scan, promised.schema, lambda error: explained(connection, scan, plain, error))
    if plain != path:
        plain.unlink()


def columns(connection: duckdb.DuckDBPyConnection, file: str, path: Path, table: Table, scratch: Path) -> list[str]:
    """Every key of every line."""
    unsplit = guard(table)
    return _keys(connection, file, _plain(file, path, scratch, unsplit), unsplit)


def _plain(file: str, path: Path, scratch: Path, unsplit: Guard) -> Path:
    """The file, or a copy of it as UTF-8 without a byte order mark."""
    encoding = codec(path)
    return path if encoding == "utf-8" else recoded(file, path, encoding, scratch, unsplit)


def _lines(path: Path) -> str:
    return f"read_ndjson_objects({literal(str(path))}, maximum_object_size = {LONGEST})"


def _keys(connection: duckdb.DuckDBPyConnection, file: str, path: Path, unsplit: Guard) -> list[str]:
    """Every key of every line, in the order of their names; and every line is an object with each key once."""
    found = f"SELECT DISTINCT json_type(json), json_keys(json) FROM {_lines(path)}"
    try:
        kinds = connection.execute(found).fetchall()
    except duckdb.InvalidInputException as error:
        raise irregular(file, path, error, unsplit) from None
    if any(kind != "OBJECT" or len(set(keys)) < len(keys) for kind, keys in kinds):
        raise irregular(file, path, ValueError("not every line is one object"), unsplit)
    return sorted({key for _, keys in kinds for key in keys})


def _texts(path: Path, names: list[str], types: dict[str, str]) -> str:
    """The values of some keys as texts: c0, c1, …"""
    paths = [_pointer(name) for name in names]
    values = ", ".join(f"{_text(number, types[name])} AS {column(number)}" for number, name in enumerate(names))
    texts = f"SELECT json, json_extract_string(json, {literals(paths)}) AS texts, {literals(paths)} AS paths"
    return f"(SELECT {values or 'json AS c0'} FROM ({texts} FROM {_lines(path)}))"


def _pointer(name: str) -> str:
    """A key as a JSON pointer, which takes every name as it is."""
    return "/" + name.replace("~", "~0").replace("/", "~1")


def _text(number: int, kind: str) -> str:
    """A value's text. A fraction of more digits than a reader of JSON keeps gets a mark that no number has."""
    text = f"texts[{number + 1}]"
    found = DECIMAL.fullmatch(kind)
    if not found or int(found[1]) <= DIGITS:
        return text
    digits = f"length(regexp_replace(split_part({text}, 'e', 1), '[^0-9]|^-?0+[.]0*', '', 'g'))"
    lossy = f"{digits} > {DIGITS} AND json_type(json, paths[{number + 1}]) = 'DOUBLE'"
    return f"CASE WHEN {lossy} THEN {text} || '…' ELSE {text} END"
