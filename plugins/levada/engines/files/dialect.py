"""How a CSV file is written."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from levada.engines.files.casting import PLAIN, Notation
from levada.errors import Permanent
from levada.lake.sql import literal, literals
from levada.spec.files import Options

if TYPE_CHECKING:
    from _csv import Reader

csv.field_size_limit(2**31 - 1)  # the default, 128 KiB, is less than what DuckDB reads


@dataclass(frozen=True, slots=True)
class Dialect:
    """The options of `ingest.files.options`. `quote` empty: nothing is quoted. `nulls`: texts that mean null, quoted or
    not. `comment`: how lines that are no rows begin. `skip`: lines before everything else."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    nulls: tuple[str, ...] = ("",)
    header: bool = True
    encoding: str = "utf-8"
    comment: str = ""
    skip: int = 0
    notation: Notation = PLAIN

    def relation(self, path: Path, width: int) -> str:
        """A DuckDB table function over a UTF-8 file of so many columns, as texts: c0, c1, …

        Neither lines to be skipped nor comments are left in it: DuckDB takes the formers' quotes for quotes, and cuts
        rows short wherever the latters' sign stands."""
        columns = ", ".join(f"{literal(f'c{number}')}: 'VARCHAR'" for number in range(width))
        return (
            f"read_csv({literal(str(path))}, auto_detect = false, header = {str(self.header).lower()}, "
            f"delim = {literal(self.delimiter)}, quote = {literal(self.quote)}, "
            f"escape = {literal(self.escape if self.quote else '')}, nullstr = {literals(self.nulls)}, "
            f"columns = {{{columns}}}, strict_mode = true)"
        )

    def reader(self, lines: Iterable[str], *, strict: bool = False) -> "Reader":
        """Python's own reader of the same dialect. `strict`: a quote that is not closed is an error."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=None if self.escape in ("", self.quote) else self.escape,
            doublequote=self.escape == self.quote,
            strict=strict,
        )


def dialect(options: Iterable[tuple[str, object]]) -> Dialect:
    """The dialect that a step's options say.

    Raises:
        Permanent: an unknown option, or a value it cannot have.
    """
    try:
        said = Options.model_validate(dict(options))
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise Permanent(f"CSV options: {wrong}; there are {', '.join(sorted(Options.model_fields))}") from error
    return Dialect(
        delimiter=said.delimiter,
        quote=said.quote,
        escape=said.quote if said.escape is None else said.escape,
        nulls=(said.null_marker,) if isinstance(said.null_marker, str) else said.null_marker,
        header=said.header == "first_row",
        encoding=said.encoding,
        comment=said.comment,
        skip=said.skip_rows,
        notation=Notation(said.decimal, said.thousands, said.date_format, said.timestamp_format),
    )
