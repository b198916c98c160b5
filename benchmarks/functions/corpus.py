"""The calls that are tried: one a line in `calls/*.txt`, as a job would write it.

Before a colon stands whose call it is, where that is not the first function of it; after `!` what Spark refuses. `df`
and `other` are the tables of `rows.py`, `F` is `pyspark.sql.functions`, `W` is `Window`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = Path(__file__).parent / "calls"
FUNCTION, COLUMN = "functions", "Column"
OWNERS = {"columns": COLUMN}
"""What the names of a file belong to, where no dot says it; otherwise they are functions."""
SHAPES = {"aggregates": "aggregate", "frames": "frame"}
"""What a file's calls make; otherwise one value for each row."""
NAMED = re.compile(r"(?P<name>[^':]+): (?P<text>.*)|(?P<braced>[\w.]+\({\*\)): (?P<rest>.*)")
FIRST = re.compile(r"F\.(\w+)\(")


@dataclass(frozen=True, slots=True)
class Call:
    """`name`: whose, as `functions.abs`. `shape`: a column, an aggregate, or a frame. `text`: Python. `refused`: Spark
    fails with some of the rows."""

    name: str
    shape: str
    text: str
    refused: bool = False


def calls() -> tuple[Call, ...]:
    """All of them, file by file."""
    return tuple(call for file in sorted(CALLS.glob("*.txt")) for call in _read(file))


def _read(file: Path) -> Iterator[Call]:
    for whole in filter(None, file.read_text("utf-8").splitlines()):
        line = whole.removeprefix("! ")
        said = NAMED.fullmatch(line)
        found = FIRST.search(line)
        if said:
            name, text = said["name"] or said["braced"], said["text"] or said["rest"]
        else:
            assert found, line
            name, text = found[1], line
        yield Call(_owned(name, OWNERS.get(file.stem, FUNCTION)), SHAPES.get(file.stem, "column"), text, line != whole)


def _owned(name: str, owner: str) -> str:
    if name.startswith("F."):
        return f"{FUNCTION}.{name.removeprefix('F.')}"
    return name if re.match(r"[A-Z]\w+\.", name) else f"{owner}.{name}"
