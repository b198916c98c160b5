"""Files that an ingest loads: where they lie, and how they are written."""

from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from levada.spec.base import Part

Format = Literal["csv", "jsonl", "parquet"]
FORMATS: dict[str, Format] = {
    ".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".parquet": "parquet",
}  # fmt: skip


def _one_or_many(value: object) -> str:
    return "many" if isinstance(value, list | tuple) else "one"


Markers = Annotated[Annotated[str, Tag("one")] | Annotated[tuple[str, ...], Tag("many")], Discriminator(_one_or_many)]


class Options(Part):
    """How a CSV file is written.

    `quote` empty: nothing is quoted. `escape`: what stands before a quote inside quotes; unsaid, the quote.
    `null_marker`: the text, or the texts, that mean null, quoted or not.
    `encoding`: a codec of Python's. `decimal`, `thousands`: the signs in numbers. `date_format`, `timestamp_format`:
    words of strptime; unsaid: ISO 8601. `comment`: lines that begin with it are no rows. `skip_rows`: how many lines
    stand before the header."""

    delimiter: str = Field(default=",", min_length=1, max_length=1)
    quote: str = Field(default='"', max_length=1)
    escape: Annotated[str, Field(max_length=1)] | None = None
    null_marker: Markers = ""
    header: Literal["first_row", "none"] = "first_row"
    encoding: str = "utf-8"
    decimal: Literal[".", ","] = "."
    thousands: str = Field(default="", max_length=1)
    date_format: str = ""
    timestamp_format: str = ""
    comment: str = Field(default="", max_length=1)
    skip_rows: int = Field(default=0, ge=0, le=2**31 - 1)


class Files(Part):
    """Files under the landing (short form: the path alone). The format follows from the name if it is not said."""

    principal: ClassVar[str] = "path"

    path: str = Field(min_length=1)
    format: Format | None = None
    options: Options = Options()

    @property
    def inferred_format(self) -> Format | None:
        """What was said, or else what the name ends in; None: neither tells."""
        name = self.path.lower().removesuffix(".gz").removesuffix(".zip")
        return self.format or next((form for ending, form in FORMATS.items() if name.endswith(ending)), None)
