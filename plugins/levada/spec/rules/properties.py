"""A table's properties: Iceberg's own words, whose values would fail only when rows are written."""

from collections.abc import Iterator, Mapping

from levada.spec.rules.case import Case
from levada.spec.source import Mistake

NUMBERS = ("-bytes", "-ms", "-retries", "-limit", "-max", "-to-keep", "-defaults")
"""How the names of properties end that are whole numbers."""
WORDS: Mapping[str, tuple[str, ...]] = {
    "format-version": ("1", "2"),
    "write.format.default": ("parquet",),
    "write.parquet.compression-codec": ("zstd", "snappy", "gzip", "lz4", "brotli", "uncompressed"),
}
"""What this release can write."""


def properties(case: Case) -> Iterator[Mistake]:
    """Values that Iceberg, or what writes the files, does not take."""
    for dataset, spec in case.pipeline.datasets.items():
        for name, value in spec.properties.items():
            path = ("datasets", dataset, "properties", name)
            if name.endswith(NUMBERS) and not value.isdecimal():
                yield Mistake(path, f"{value!r} is no whole number", 'write digits, in quotes: "1000000"')
            elif value.lower() not in WORDS.get(name, (value.lower(),)):
                yield Mistake(path, f"{value!r} cannot be written", f"write one of: {', '.join(WORDS[name])}")


RULES = (properties,)
