"""The files an ingest loads: whether their format is known, and whether their options make sense."""

import codecs
import re
from collections.abc import Iterator

from levada.spec.files import Files, Options
from levada.spec.rules.case import Case
from levada.spec.source import Mistake, Path

SCHEMES = ("file", "s3")
WORDS = {"jsonl": "JSON lines", "parquet": "Parquet"}
UNREAD = re.compile(r"\.(7z|avro|br|bz2|lz4|orc|rar|snappy|tar|tgz|xlsx?|xml|xz|zst)(?=(\.gz|\.zip)?$)", re.IGNORECASE)
"""How the name ends of what no `format` makes readable."""
DIRECTIVE = re.compile(r"%(.?)", re.DOTALL)
SLASH = re.compile(r"(s3|file):/?(?!/)")
DATES, TIMES = "aAbBdjmyY%", "fHIMpSz"


def files(case: Case) -> Iterator[Mistake]:
    """Paths, formats and options of every ingest of files."""
    for number, step in enumerate(case.pipeline.steps):
        if step.ingest:
            path = ("steps", number, "ingest", "files")
            yield from _path(case, path, step.ingest.files)
            yield from _options(path, step.ingest.files)


def _path(case: Case, path: Path, said: Files) -> Iterator[Mistake]:
    """Files elsewhere, files whose format cannot be known or is none of ours, paths that leave the landing."""
    scheme = said.path.partition("://")[0] if "://" in said.path else "file"
    if scheme not in SCHEMES:
        yield Mistake((*path, "path"), f"addresses in {scheme}:// are not read", "name a file, or s3://bucket/path")
    elif found := SLASH.match(said.path):
        yield Mistake((*path, "path"), f"{found[1]}:/ begins no address", f"write {found[1]}://")
    elif found := UNREAD.search(said.path):
        hint = "land CSV, JSON lines or Parquet: plain, as .gz or as .zip"
        yield Mistake((*path, "path"), f"{found[0]} files are not read", hint)
    elif said.inferred_format is None and not case.page.touched((*path, "format")):
        hint = "say it: files: {path: …, format: csv} (or jsonl, parquet)"
        yield Mistake((*path, "path"), "its name does not tell the format", hint)
    yield from leaving((*path, "path"), said.path)


def leaving(path: Path, said: str) -> Iterator[Mistake]:
    """A warning of a relative path that leads out of the landing."""
    if _leaves(said):
        hint = "land the file there; or name its whole place, /folder/a.csv, if it shall lie elsewhere"
        yield Mistake(path, f"{said} leads out of the landing", hint, severity="warning")


def _leaves(path: str) -> bool:
    """Whether a relative path goes up more folders than it has gone down."""
    depth = 0
    for part in () if path.startswith("/") or "://" in path else path.split("/"):
        depth += -1 if part == ".." else part not in ("", ".")
        if depth < 0:
            return True
    return False


def _options(path: Path, said: Files) -> Iterator[Mistake]:
    options = (*path, "options")
    if said.inferred_format in WORDS and said.options.model_fields_set:
        message = f"options say how a CSV file is written, and this is {WORDS[said.inferred_format]}"
        yield Mistake(options, message, "take them out", key=True)
        return
    yield from _signs(options, said.options)
    yield from _encoding(options, said.options.encoding)
    yield from _format((*options, "date_format"), said.options.date_format, DATES)
    yield from _format((*options, "timestamp_format"), said.options.timestamp_format, DATES + TIMES)


def _signs(path: Path, said: Options) -> Iterator[Mistake]:
    """One sign for two purposes. A decimal comma may stand in a file with commas: in quotes."""
    pairs = (("quote", "delimiter"), ("comment", "delimiter"), ("comment", "quote"), ("thousands", "decimal"))
    for one, other in pairs:
        if (sign := getattr(said, one)) and sign == getattr(said, other):
            yield Mistake((*path, one), f"{sign!r} is the {other} too", "give one of them another sign")
    for one in ("delimiter", "quote", "escape", "comment", "thousands"):
        if (sign := getattr(said, one)) in ("\n", "\r"):
            yield Mistake((*path, one), f"{sign!r} ends a line", "name a sign that stands within lines")
    if said.thousands.isalnum() or said.thousands in ("-", "+"):
        message = f"{said.thousands!r} may be part of a number"
        yield Mistake((*path, "thousands"), message, "name the sign between groups of digits")


def _encoding(path: Path, name: str) -> Iterator[Mistake]:
    try:
        known = codecs.lookup(name)._is_text_encoding
    except (LookupError, ValueError):
        known = False
    if not known:
        hint = "name a codec of Python's: utf-8, utf-16, latin-1, cp1252, shift_jis, …"
        yield Mistake((*path, "encoding"), f"there is no encoding {name!r}", hint)


def _format(path: Path, said: str, known: str) -> Iterator[Mistake]:
    """A format of dates or times whose words are not known, or that cannot tell a day."""
    if not said:
        return
    words = DIRECTIVE.findall(said)
    if unknown := [word for word in words if word not in known or not word]:
        listed = " ".join(f"%{word}" for word in known)
        yield Mistake(path, f"%{unknown[0]} is no word of it", f"known are {listed}, and %% for a percent sign")
    elif not _tells_a_day(set(words)):
        yield Mistake(path, f"{said!r} does not tell a day", "say day, month and year: %d.%m.%Y")


def _tells_a_day(words: set[str]) -> bool:
    year, month = words & {"y", "Y"}, words & {"b", "B", "m"}
    return bool(year and ("j" in words or (month and "d" in words)))


RULES = (files,)
