"""The language as a page: every key of every part with its type, its default and its meaning."""

from collections.abc import Iterator
from inspect import getdoc
from typing import Any

from pydantic.fields import FieldInfo

from levada.spec.base import SECONDS, Part
from levada.spec.desk import DOCUMENTS
from levada.spec.meanings import meaning
from levada.spec.shape import is_part, parts
from levada.spec.vocabulary import VALUES, later, later_words
from levada.spec.wording import is_duration, linked, words

HEAD = """\
# Reference of the language

Every key of every part, as the models have them: `levada schema --format markdown` prints it. [spec.md](spec.md) tells
how they work together. Where a type has several forms, any may be written; a duration is `30s 15m 6h 7d`; instead of a
value, `${var.NAME}` or `${env.NAME}` may stand. Keys that begin with `x-` are yours. Contracts are ODCS's."""


def markdown(kind: str = "") -> str:
    """The page; of one kind of document, its parts alone."""
    documents = [DOCUMENTS[kind]] if kind else list(DOCUMENTS.values())
    inner = {part.__name__: part for document in documents for part in parts(document) if part not in documents}
    sections = [_section(part) for part in (*documents, *(inner[name] for name in sorted(inner)))]
    return "\n\n".join([HEAD, *sections]) + "\n"


def _section(part: type[Part]) -> str:
    table = ["| key | type | default | meaning |", "|---|---|---|---|", *map(_row, _rows(part))]
    return "\n".join([f"## {part.__name__}", " ".join((getdoc(part) or "").split()), "", *table])


def _row(cells: tuple[str, ...]) -> str:
    """Stands in a table, so a bar inside is none of the table's."""
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _rows(part: type[Part]) -> Iterator[tuple[str, ...]]:
    """Keys of this release in their order, then those of later ones."""
    for name, field in part.model_fields.items():
        key = field.alias or name
        yield f"`{key}`", _type(part, key, field), _default(field), meaning(part, key)
    for key, capability in sorted(later_words(part).items()):
        yield f"`{key}`", "", "", f"*{later(capability)}*"


def _type(part: type[Part], key: str, field: FieldInfo) -> str:
    said = words(field)
    return f"{said}; *later: {linked(words_later)}*" if (words_later := VALUES.get((part, key))) else said


def _default(field: FieldInfo) -> str:
    """As a person would write it; empty where nothing holds."""
    if field.is_required():
        return "*required*"
    value = field.get_default(call_default_factory=True)
    if value is None or is_part(type(value)) or value in ("", (), {}):
        return ""
    return f"`{_written(value, field)}`"


def _written(value: Any, field: FieldInfo) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {inner}' for key, inner in value.items())}}}"
    return _duration(value) if is_duration(field) else str(value)


def _duration(seconds: int) -> str:
    """In the greatest unit that it is whole in."""
    unit = max((unit for unit, size in SECONDS.items() if seconds % size == 0), key=SECONDS.__getitem__)
    return f"{seconds // SECONDS[unit]}{unit}"
