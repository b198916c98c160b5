"""What a JSON Schema validator says of a contract, said once a place and without what merely follows."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from pydantic import JsonValue

from levada.names import nearest
from levada.spec.source import Mistake, Path, has, inside

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

OPTIONS = "logicalTypeOptions"
STANDARD = "see ODCS, the Open Data Contract Standard, for what may stand here"
DEPRECATED = {"rule": "it is called `metric` by now: write `metric:`"}
BOUNDS = ("mustBe", "mustNotBe")
UNCOUNTED = "it stands beside `metric:` or `type: sql`; only a check that defaults give by the same `id` may go without"
TYPES = {
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a map",
}


class _Weight(IntEnum):
    """How sure a complaint is: alternatives that do not fit, and keys out of place, may only be consequences."""

    SURE = 0
    BRANCH = 1
    MISPLACED = 2


@dataclass(frozen=True, slots=True)
class _Complaint:
    """`scope`: where something else having been said makes this one superfluous, unless it is sure."""

    weight: _Weight
    scope: Path
    mistake: Mistake


def mistakes(
    schema: Mapping[str, JsonValue],
    value: JsonValue | Mapping[str, JsonValue],
    errors: Iterable["ValidationError"],
) -> tuple[Mistake, ...]:
    """One mistake a place; what only follows from a surer one is left out."""
    serious = [error for error in errors if not _typeless(value, error)]
    known = frozenset(_properties(schema)) if serious else frozenset()
    found = sorted((c for error in serious for c in _of(error, known)), key=lambda c: (c.weight, -len(c.scope)))
    kept: dict[Path, Mistake] = {}
    for complaint in found:
        said = any(path[: len(complaint.scope)] == complaint.scope for path in kept)
        if complaint.mistake.path not in kept and (complaint.weight == _Weight.SURE or not said):
            kept[complaint.mistake.path] = complaint.mistake
    return tuple(kept.values())


def _of(error: "ValidationError", known: frozenset[str]) -> Iterator[_Complaint]:
    path: Path = tuple(error.instance_path)
    said = error.kind.as_dict()
    match error.kind.name:
        case "required":
            name = str(said["property"])
            yield _sure(Mistake((*path, name), f"`{name}` is missing", f"add `{name}:`"))
        case "additionalProperties" | "unevaluatedProperties":
            yield from (_unknown(path, word, known) for word in said["unexpected"])
        case "oneOf" | "anyOf":
            yield from _branches(path, said["context"], known)
        case "type":
            words = [TYPES.get(str(name), str(name)) for name in said["types"]]
            yield _sure(Mistake(path, f"must be {' or '.join(words)}", f"write {' or '.join(words)}"))
        case "enum":
            words = [str(option) for option in said["options"]]
            near = nearest(str(error.instance), words)
            yield _sure(Mistake(path, f"{error.instance!r} is not one of: {', '.join(words)}", near or STANDARD))
        case _:
            yield _sure(Mistake(path, error.message, STANDARD))


def _sure(mistake: Mistake) -> _Complaint:
    return _Complaint(_Weight.SURE, mistake.path, mistake)


def _typeless(value: JsonValue | Mapping[str, JsonValue], error: "ValidationError") -> bool:
    """The schema of v3.2 asks of a column without `logicalType` what every type needs; the standard does not."""
    path = [*error.schema_path]
    if "SchemaBaseProperty" not in path or "then" not in path:
        return False
    steps = list(error.instance_path)
    for part in steps[: steps.index(OPTIONS)] if OPTIONS in steps else steps:
        value = inside(value, part)
    return not has(value, "logicalType")


def _unknown(path: Path, word: str, known: frozenset[str]) -> _Complaint:
    """A key the standard has elsewhere may be here only because a branch did not fit; any other is surely wrong."""
    here = UNCOUNTED if word.startswith(BOUNDS) else STANDARD
    hint = DEPRECATED.get(word) or (here if word in known else nearest(word, sorted(known)) or STANDARD)
    mistake = Mistake((*path, word), f"`{word}` is not a key that ODCS has here", hint, key=True)
    return _Complaint(_Weight.MISPLACED if word in known else _Weight.SURE, path, mistake)


def _branches(path: Path, context: list[list["ValidationError"]], known: frozenset[str]) -> Iterator[_Complaint]:
    """Of several alternatives that did not fit, the one that came furthest speaks."""
    inner = [error for branch in context for error in branch]
    deepest = max(inner, key=lambda error: len(error.instance_path), default=None)
    if deepest is not None and len(deepest.instance_path) > len(path):
        yield from _of(deepest, known)
        return
    several = any(not branch for branch in context)
    missing = {str(error.kind.as_dict()["property"]) for error in inner if error.kind.name == "required"}
    if several:
        mistake = Mistake(path, "several of its keys exclude one another", "keep one of them")
    elif missing:
        mistake = Mistake(path, f"none of these is given: {', '.join(sorted(missing))}", "give exactly one of them")
    else:
        mistake = Mistake(path, "fits none of the forms that ODCS has for it", STANDARD)
    yield _Complaint(_Weight.BRANCH, path, mistake)


def _properties(schema: JsonValue | Mapping[str, JsonValue]) -> Iterator[str]:
    """Every key that the standard has anywhere."""
    if isinstance(schema, Mapping):
        inner = schema.get("properties")
        if isinstance(inner, dict):
            yield from inner
        for value in schema.values():
            yield from _properties(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _properties(value)
