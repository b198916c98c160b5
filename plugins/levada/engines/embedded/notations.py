"""How a file writes numbers and days where that is neither 1234.5 nor ISO 8601: told from all of its texts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from levada.engines.embedded.guessing import Guess, guess, misfits
from levada.engines.files.casting import PLAIN, Notation, faulty

SIGNS = ((",", ""), (",", "."), (",", " "), (",", "'"), (".", ","), (".", " "), (".", "'"))
"""The sign before decimals, and the one between groups of digits; the simplest first."""
NUMBER = r"-?(0|[1-9][0-9]*|[1-9][0-9]{0,2}([., '][0-9]{3})+)([.,][0-9]+)?"
"""What no code looks like: digits without leading zeros."""

DAYS = ("%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%y")
CLOCKS = ("%H:%M", "%H:%M:%S", "%H:%M:%S.%f", "%I:%M %p", "%I:%M:%S %p")
MOMENTS = tuple(f"{day}{between}{clock}" for day in DAYS for between in (" ", "T") for clock in CLOCKS)

UNSURE = "text; which of {} are meant cannot be told: say so in `{}` and correct the type"
EITHER = UNSURE.format("1,234 and 1.234", "decimal")
GROUPED = r"-?(0|[1-9][0-9]{0,2}(\.[0-9]{3})*)"
"""What may be thousands, or have three decimals: a file that has no other fractions does not tell."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns of texts, c0, c1, … of a table."""

    connection: duckdb.DuckDBPyConnection
    table: str
    width: int

    def guesses(self) -> tuple[list[Guess], Notation]:
        """Every column's type, and how the file has to be read for it."""
        plain = [guess(self.connection, self.table, f"c{number}") for number in range(self.width)]
        for find in (self._numbers, self._days, self._moments):
            plain = find(plain)
        notation = PLAIN
        for one in plain:
            notation = replace(notation, **one.notation)
        return plain, notation

    def _numbers(self, plain: list[Guess]) -> list[Guess]:
        fits = {column: [pair for pair in SIGNS if self._is_number(column, pair)] for column in _texts(plain)}
        points = [number for number, one in enumerate(plain) if one.type == "double" or one.type.startswith("decimal")]
        common = [pair for pair in _common(fits) if all(self._is_number(column, pair) for column in points)]
        if len({decimal for decimal, _ in common}) > 1:
            return _unsure(plain, fits, EITHER)
        if not common:
            return _unsure(plain, {column: [GROUPED] for column in self._maybe_thousands(points)}, EITHER)
        said = dict(zip(("decimal", "thousands"), common[0], strict=True))
        written = Notation(**said)
        return [
            replace(guess(self.connection, self.table, written.number(f"c{column}")), notation=said)
            if column in points or fits.get(column) else one
            for column, one in enumerate(plain)
        ]  # fmt: skip

    def _is_number(self, column: int, signs: tuple[str, str]) -> bool:
        written = Notation(*signs)
        return self._fits(column, "DOUBLE", written, NUMBER)

    def _maybe_thousands(self, points: Sequence[int]) -> Sequence[int]:
        """Columns with a point, if none of them tells what it means."""
        there = [(f"FROM {self.table} WHERE c{column} IS NOT NULL", f"c{column}") for column in points]
        return () if any(misfits(self.connection, *one, GROUPED) for one in there) else points

    def _days(self, plain: list[Guess]) -> list[Guess]:
        return self._written(plain, "date", "DATE", "date_format", DAYS)

    def _moments(self, plain: list[Guess]) -> list[Guess]:
        return self._written(plain, "timestamp", "TIMESTAMP", "timestamp_format", MOMENTS)

    def _written(
        self, plain: list[Guess], kind: str, duckdb_kind: str, option: str, formats: Sequence[str]
    ) -> list[Guess]:
        """One format serves all columns of a type: where one is ISO 8601 already, the others stay texts."""
        fits = {column: [form for form in formats if self._fits(column, duckdb_kind, Notation(**{option: form}))]
                for column in _texts(plain)}  # fmt: skip
        common = _common(fits)
        if len(common) > 1:
            return _unsure(plain, fits, UNSURE.format(" and ".join(common), option))
        if not common or any(one.type.startswith(kind) for one in plain):
            return plain
        made = Guess(kind, f"{kind}s, written {common[0]}", {option: common[0]})
        return [made if fits.get(column) else one for column, one in enumerate(plain)]

    def _fits(self, column: int, kind: str, written: Notation, pattern: str = ".*") -> bool:
        there = f"FROM {self.table} WHERE c{column} IS NOT NULL"
        if not self.connection.execute(f"SELECT 1 {there} LIMIT 1").fetchall():
            return False
        return not misfits(self.connection, there, f"c{column}", pattern, faulty(f"c{column}", kind, written))


def _texts(plain: Iterable[Guess]) -> list[int]:
    return [number for number, one in enumerate(plain) if one.type == "string"]


def _common(fits: Mapping[int, list[Any]]) -> list[Any]:
    """What suits every column that anything suits, in the order given."""
    suited = [found for found in fits.values() if found]
    return [one for one in suited[0] if all(one in others for others in suited)] if suited else []


def _unsure(plain: list[Guess], fits: Mapping[int, list[Any]], why: str) -> list[Guess]:
    return [Guess("string", why) if fits.get(column) else one for column, one in enumerate(plain)]
