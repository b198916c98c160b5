"""What pydantic finds wrong, said for the person who wrote it: the place, our words, the cure."""

from collections.abc import Iterator
from typing import Any

from pydantic import JsonValue
from pydantic_core import ErrorDetails

from levada.names import DATASET, NAME, nearest
from levada.spec.base import Part
from levada.spec.defaults import PATTERN
from levada.spec.environment import CONF, SERVER, SIZE, STORE
from levada.spec.operator import CLASS
from levada.spec.source import Mistake, Path, has, inside
from levada.spec.vocabulary import ENGINES, VALUES, keys, later, later_words, part_at

UNKNOWN, LATER = "unknown-key", "later-release"
KINDS = {
    "string_type": ("must be text", "quote it"),
    "int_type": ("must be a whole number", "write digits, without quotes: 3"),
    "bool_type": ("must be true or false", "write true or false, without quotes"),
    "tuple_type": ("must be a list", "write a list: [a, b]"),
    "dict_type": ("must be a map", "write a map: {key: value}"),
    "model_type": ("must be a map", "write a map: {key: value}"),
    "model_attributes_type": ("must be a map", "write a map: {key: value}"),
    "union_tag_invalid": ("must be a list or a map", "write a list: [a, b], or a map: {name: a}"),
    "union_tag_not_found": ("must be a list or a map", "write a list: [a, b], or a map: {name: a}"),
    "date_type": ("must be a date", "write year-month-day: 2013-01-31"),
    "date_parsing": ("is not a date", "write year-month-day: 2013-01-31"),
    "date_from_datetime_parsing": ("is not a date", "write year-month-day: 2013-01-31"),
    "date_from_datetime_inexact": ("is a moment, not a date", "write year-month-day: 2013-01-31"),
    "string_too_short": ("must not be empty", "write it, or take the key out"),
    "too_short": ("must not be empty", "name at least one"),
    "value_error": ("is not a duration", "write a number and its unit: 30s, 15m, 6h, 7d"),
}
PATTERNS = {
    f"^{NAME.pattern}$": ("is not a name", "small letters, digits and _, a letter first: clean_flights"),
    STORE: ("is not the address of a store", "write s3://bucket, or s3:// for all buckets"),
    CONF: ("is no setting of Spark's", "write its whole name: spark.driver.memory"),
    SERVER: ("is not the address of a server", "write https://host or https://host:port"),
    SIZE: ("is not a size", "write a number and its unit, KiB, MiB, GiB or TiB: 2GiB"),
    f"^{DATASET.pattern}$": ("is not a dataset's name", "write namespace.table in small letters: raw.flights"),
}
PATTERNS[CLASS] = ("is not a class", "write package.module.Class, as Python imports it")
PATTERNS[f"^({PATTERN})$"] = ("is not a dataset's name or pattern", "write *, raw.* or raw.flights")
JOB = ("is not a job", "write the module below spark_jobs/, and its function if called otherwise: flights.clean:run")


def mistakes(model: type[Part], value: JsonValue, errors: list[ErrorDetails]) -> Iterator[Mistake]:
    """One mistake a place; without a message if another one says it. Paths are those of `value`, the long form."""
    meant = _meant(value, errors)
    seen: set[Path] = set()
    for error in errors:
        path, rest = written(value, error["loc"])
        if error["type"] == "missing":
            path += rest[-1:]
        if path not in seen:
            seen.add(path)
            silent = error["type"] == "missing" and path[:-1] in meant
            yield Mistake(path, "") if silent else _mistake(model, path, error)


def _meant(value: JsonValue, errors: list[ErrorDetails]) -> set[Path]:
    """Parts in which somebody did write a key, only an unknown one: it is not missing as well."""
    return {written(value, error["loc"])[0][:-1] for error in errors if error["type"] == "extra_forbidden"} - {()}


def written(value: JsonValue, location: tuple[int | str, ...]) -> tuple[Path, Path]:
    """The part of pydantic's location that is in the document, and what is not: names of branches, a missing key."""
    path: Path = ()
    rest: Path = ()
    for part in location:
        if has(value, part):
            path, rest, value = (*path, part), (), inside(value, part)
        else:
            rest = (*rest, part)
    return path, rest


def _mistake(model: type[Part], path: Path, error: ErrorDetails) -> Mistake:
    kind, key = error["type"], error["loc"][-1] == "[key]"
    if kind == "extra_forbidden":
        return _unknown(model, path)
    if kind == "missing":
        return Mistake(path, f"`{path[-1]}` is missing", f"add `{path[-1]}:`", id="missing-key")
    if kind == "literal_error":
        return _choice(model, path, error, key)
    if isinstance(error["input"], dict) and list(error["input"]) == ["secret"]:
        message = "{secret: name} is " + later(ENGINES)
        return Mistake(path, message, "let the engine find it in its own configuration", id=LATER)
    message, hint = _words(kind, error.get("ctx", {}), error["msg"])
    if kind in ("model_type", "model_attributes_type"):
        hint = _map_of(model, path) or hint
    if kind == "string_type" and not isinstance(error["input"], bool | int | float):
        hint = "write it, or take the key out" if error["input"] is None else "write one text"
    return Mistake(path, f"{_quoted(error['input'])}{message}", hint, key=key, id="value")


def _map_of(model: type[Part], path: Path) -> str:
    """How a part that is no map begins, where it has only one key, or only one that it cannot do without."""
    part = part_at(model, path)
    fields = part.model_fields.items() if part else ()
    known = [field.alias or name for name, field in fields if field.is_required()] or (keys(part) if part else [])
    return f"write a map: {{{known[0]}: …}}" if len(known) == 1 else ""


def _unknown(model: type[Part], path: Path) -> Mistake:
    part, word = part_at(model, path[:-1]), str(path[-1])
    if part is None:
        return Mistake(path, f"unknown key `{word}`", "take it out", key=True, id=UNKNOWN)
    if capability := later_words(part).get(word):
        return Mistake(path, f"`{word}` is {later(capability)}", "take it out", key=True, id=LATER)
    known = sorted(keys(part))
    others = f"known here: {', '.join(known)}; your own keys begin with x-"
    hint = nearest(word, [*known, *later_words(part)]) or others
    return Mistake(path, f"unknown key `{word}`", hint, key=True, id=UNKNOWN)


def _choice(model: type[Part], path: Path, error: ErrorDetails, key: bool) -> Mistake:
    """One of a list of words: perhaps one of a later release."""
    holder = path[:-2] if key else path[:-1]
    part, field = part_at(model, holder), str(path[len(holder)]) if len(path) > len(holder) else ""
    said = error["input"]
    expected = error.get("ctx", {}).get("expected", "")
    capability = VALUES.get((part, field), {}).get(said) if part and isinstance(said, str) else None
    if capability:
        return Mistake(path, f"`{said}` is {later(capability)}", f"known: {expected}", key=key, id=LATER)
    known = [word for word in expected.replace("'", "").replace(" or ", ", ").split(", ") if word]
    near = nearest(said, known) if isinstance(said, str) else ""
    hint = near or f"write one of: {', '.join(known)}"
    return Mistake(path, f"{_quoted(said)}is not one of {expected}", hint, key=key, id="choice")


def _words(kind: str, context: dict[str, Any], said: str) -> tuple[str, str]:
    if kind == "string_pattern_mismatch":
        return PATTERNS.get(context["pattern"], JOB)
    if kind == "greater_than_equal":
        return f"must be at least {context['ge']}", f"write {context['ge']} or more"
    if kind == "less_than_equal":
        return f"must be at most {context['le']}", f"write {context['le']} or less"
    if kind == "string_too_long":
        return f"must not be longer than {context['max_length']}", "one sign alone can stand here"
    if kind in KINDS:
        return KINDS[kind]
    return said[:1].lower() + said[1:], "compare with the reference of this key"


def _quoted(value: object) -> str:
    """A short scalar, to be repeated in a message."""
    if isinstance(value, bool):
        return f"{str(value).lower()} "
    if isinstance(value, str | int | float) and len(str(value)) <= 60:
        return f"{value!r} "
    return ""
