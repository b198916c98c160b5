"""The first rows of JSON lines: every key of theirs, and which type the values have as texts."""

from collections.abc import Iterator
from pathlib import Path

import duckdb

from levada.engines.embedded.guessing import Guess, guess
from levada.engines.embedded.sample import ROWS, Sample, counted, seen
from levada.engines.files.jsonl_faults import LONGEST, irregular
from levada.lake.sql import literal


def sample(connection: duckdb.DuckDBPyConnection, file: str, path: Path) -> Sample:
    """The columns: the keys of all objects, in the order in which they come up. What is nested is a JSON text.

    Raises:
        Permanent: a line is not an object.
    """
    lines = f"read_ndjson_objects({literal(str(path))}, maximum_object_size = {LONGEST})"
    try:
        connection.execute(f"CREATE TABLE lines AS SELECT json FROM {lines} LIMIT {ROWS}")
        names = list(_keys(connection))
    except duckdb.InvalidInputException as error:
        raise irregular(file, path, error) from error
    values = ", ".join(f"json_extract_string(json, {_pointer(name)}) AS c{n}" for n, name in enumerate(names))
    connection.execute(f"CREATE TABLE seen AS SELECT {values or 'NULL AS c0'} FROM lines")
    guesses = [_guess(connection, name, number) for number, name in enumerate(names)]
    found = [seen(connection, name, f"c{number}", one.type, one.why)
             for number, (name, one) in enumerate(zip(names, guesses, strict=True))]  # fmt: skip
    rows = counted(connection)
    return Sample(tuple(found), rows, rows < ROWS, {})


def _keys(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    if connection.execute("SELECT 1 FROM lines WHERE json_type(json) <> 'OBJECT' LIMIT 1").fetchall():
        raise duckdb.InvalidInputException("not every line is one object")
    numbered = "SELECT json_keys(json) AS keys, row_number() OVER () AS line FROM lines"
    keys = f"SELECT unnest(keys) AS key, line, unnest(range(len(keys))) AS place FROM ({numbered})"
    found = connection.execute(f"SELECT key FROM ({keys}) GROUP BY key ORDER BY min((line, place))").fetchall()
    yield from (str(key) for (key,) in found)


def _guess(connection: duckdb.DuckDBPyConnection, name: str, number: int) -> Guess:
    """As texts; but a JSON number with a fraction has no more digits than a `double`."""
    made = guess(connection, "seen", f"c{number}")
    fraction = f"SELECT 1 FROM lines WHERE json_type(json, {_pointer(name)}) = 'DOUBLE' LIMIT 1"
    if made.type.startswith("decimal") and connection.execute(fraction).fetchall():
        return Guess("double", "numbers")
    return made


def _pointer(name: str) -> str:
    """A key as a JSON pointer, which takes every name as it is."""
    return literal("/" + name.replace("~", "~0").replace("/", "~1"))
