"""What PySpark has and the embedded engine has not, or does otherwise: `pyspark.tsv`, which
`python -m benchmarks.functions` makes, by asking both."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from levada.engines.functions.uses import Use

SAME, TYPED, DIFFERS, ABSENT = "same", "typed", "differs", "absent"
"""Alike in everything; in all values, which are another kind of number; not alike; not there, or of no use."""
TYPES = {
    "BinaryType()": "binary", "BooleanType()": "boolean", "DateType()": "date", "DoubleType()": "double",
    "FloatType()": "float", "IntegerType()": "int", "LongType()": "bigint", "ShortType()": "smallint",
    "StringType()": "string", "TimestampType()": "timestamp", "integer": "int", "long": "bigint", "str": "string",
}  # fmt: skip
"""Other words for types."""


@dataclass(frozen=True, slots=True)
class Difference:
    """`name`: as `functions.abs`. `only`: which calls, nothing for all: those with an argument that is written like
    this, a keyword of that name, or, `#3`, that many arguments. `how`: an example. `instead`: what does the same."""

    name: str
    only: str
    grade: str
    how: str
    instead: str = ""

    def concerns(self, use: Use) -> bool:
        """Whether a call is one of those."""
        if self.only.startswith("#"):
            return len(use.arguments) >= int(self.only[1:])
        said = (*use.keywords, *(TYPES.get(word.rpartition(".")[2], word) for word in use.arguments))
        return not self.only or any(fnmatchcase(word, self.only) for word in said)


def table() -> tuple[Difference, ...]:
    """Everything that was tried or is not there, those included that are the same."""
    return tuple(Difference(*row) for row in _rows())


@cache
def names() -> frozenset[str]:
    """All that PySpark has."""
    return frozenset(row[0] for row in _rows())


def differences(use: Use) -> Iterator[Difference]:
    """What is different about a call."""
    found = (Difference(*row) for row in _unlike().get(use.name, ()))
    yield from (each for each in found if each.concerns(use))


@cache
def _rows() -> list[list[str]]:
    text = Path(__file__).with_name("pyspark.tsv").read_text("utf-8")
    return [line.split("\t") for line in text.splitlines()]


@cache
def _unlike() -> Mapping[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {}
    for row in _rows():
        if row[2] in (DIFFERS, ABSENT):
            found.setdefault(row[0], []).append(row)
    return found
