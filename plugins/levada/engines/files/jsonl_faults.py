"""Which line of a file of JSON lines cannot be read, and why: looked for only when reading has failed."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb

from levada.engines.files.faults import misfit, said
from levada.engines.files.guard import BENEATH, OPEN, Guard, shown
from levada.engines.files.scan import Scan
from levada.errors import Permanent

LONGEST = 16 * 2**20
"""Bytes of a line."""
KINDS: dict[type, str] = {list: "an array", str: "a text", bool: "a boolean", type(None): "null"}


class Fraction(str):
    """A number with a point or an exponent, as it stands in the file."""


def irregular(file: str, path: Path, error: Exception, guard: Guard = OPEN) -> Permanent:
    """The error to raise for the first line that is not one object with each key once."""
    for number, line in _lines(path):
        if fault := _irregular(line):
            row = guard.line(line.decode(errors="replace").strip())
            return Permanent(f"{file}, line {number}{fault}{BENEATH}{row}")
    return said(file, None, error, guard)


def explained(connection: duckdb.DuckDBPyConnection, scan: Scan, path: Path, error: Exception) -> Permanent:
    """The error to raise for the first value that is not of the contract's type."""
    try:
        found = scan.misfit(connection)
    except duckdb.Error:
        found = None
    if found is None:
        return said(scan.file, None, error, scan.guard)
    row, name = found
    number, line = next(numbered for count, numbered in enumerate(_lines(path), 1) if count == row)
    value, kind = json.loads(line, parse_float=Fraction)[name], scan.types[name]
    shown_ = scan.guard.value(name, _shown(value))
    said_of_it = f"column {name} is {shown_}, {_why(value, shown_, kind)}"
    whole = _line(line.decode().strip(), scan.guard)
    return Permanent(f"{scan.file}, line {number}: {said_of_it}{BENEATH}{whole}")


def _line(text: str, guard: Guard) -> str:
    """A line that is an object: as it stands there, unless something of it is hidden."""
    values = json.loads(text)
    masked = guard.row(values)
    return shown(text if masked == values else json.dumps(masked, ensure_ascii=False))


def _why(value: object, shown_: str, kind: str) -> str:
    number = isinstance(value, Fraction | int) and not isinstance(value, bool)
    if number and kind.startswith("DECIMAL") and len(str(value)) > 15:
        return "whose digits a JSON number need not keep, or which is none of the contract's: write it as text"
    return misfit(shown_, kind)


def _shown(value: object) -> str:
    return str(value) if isinstance(value, Fraction) else shown(json.dumps(value, ensure_ascii=False))


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Lines that are not blank, with their numbers."""
    with path.open("rb") as lines:
        yield from ((number, line) for number, line in enumerate(lines, 1) if line.strip())


def _irregular(line: bytes) -> str | None:
    """What is wrong with a line as such."""
    if len(line) > LONGEST:
        return f": longer than {LONGEST >> 20} MiB"
    try:
        value = json.loads(line.rstrip().decode(), object_pairs_hook=_once)
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeDecodeError as error:
        return f": not UTF-8 at byte {error.start + 1}; write the file as UTF-8, `iconv -f cp1252 -t utf-8`"
    except UnicodeEncodeError as error:
        return f": half of a character: {error.object[error.start : error.end]!r}"
    except json.JSONDecodeError as error:
        return f", column {error.colno}: no JSON: {error.msg}{_spread(line)}"
    except RepeatedKey as error:
        return f": key {error} is there twice"
    if isinstance(value, dict):
        return None
    cure = "; a file of one array becomes lines with `jq -c '.[]'`" if isinstance(value, list) else ""
    return f": {KINDS.get(type(value), 'a number')}, where one object a line is read{cure}"


def _spread(line: bytes) -> str:
    """What to do about a document that begins on a line and ends on a later one."""
    ways = {b"[": "jq -c '.[]'", b"{": "jq -c ."}
    way = ways.get(line.strip())
    return f"; a document over several lines becomes lines of one object each with `{way}`" if way else ""


class RepeatedKey(Exception):
    """A key that an object has twice."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise RepeatedKey(key)
        found[key] = value
    return found
