"""Contracts, verbatim ODCS: held against the standard's own JSON Schema; what it complains about gets a place."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path as File
from typing import TYPE_CHECKING

from pydantic import JsonValue

from levada.errors import Permanent
from levada.spec.contract import Contract, ContractObject
from levada.spec.odcs_complaints import mistakes
from levada.spec.source import Mistake, Path, Source
from levada.spec.vocabulary import nearest

if TYPE_CHECKING:
    import jsonschema_rs

VERSIONS = ("v3.2.0", "v3.1.0")
PROPERTIES = "#/$defs/SchemaProperty"


def contract(name: str, source: Source) -> tuple[Contract | None, tuple[Mistake, ...]]:
    """A contract's file -> what pipelines need of it, and its mistakes; with mistakes there is no contract."""
    if source.value is None:
        return None, source.mistakes
    known = (*source.mistakes, *_version(source.value))
    complaints = mistakes(standard(), source.value, _validator("").iter_errors(source.value))
    found = (*known, *(said for said in complaints if said.path not in {mistake.path for mistake in known}))
    if not found:
        found = (*_twice(source.value), *_keys(source.value))
    return (None if found else _view(name, source.file, source.value)), found


def inline(properties: tuple[Mapping[str, JsonValue], ...], path: Path) -> Iterator[Mistake]:
    """Mistakes of ODCS properties that stand in a pipeline, at a path of it."""
    items: list[JsonValue] = [dict(item) for item in properties]
    errors = _validator(PROPERTIES).iter_errors(items)
    for mistake in mistakes(standard(), items, errors):
        yield Mistake((*path, *mistake.path), mistake.message, mistake.hint, mistake.key)
    yield from _repeated(items, "name", path)


def _version(value: Mapping[str, JsonValue]) -> Iterator[Mistake]:
    """The standard's schema takes its own ancestors too; we do not."""
    said = value.get("apiVersion")
    if isinstance(said, str) and said not in VERSIONS:
        yield Mistake(("apiVersion",), f"{said!r} is not ODCS v3.1 or v3.2", "write `apiVersion: v3.2.0`")


def _twice(value: Mapping[str, JsonValue]) -> Iterator[Mistake]:
    objects = value.get("schema")
    yield from _repeated(objects, "name", ("schema",))
    yield from _repeated(objects, "physicalName", ("schema",))
    for number, item in _numbered(objects):
        yield from _repeated(item.get("properties"), "name", ("schema", number, "properties"))


def _repeated(items: JsonValue, key: str, path: Path) -> Iterator[Mistake]:
    seen: set[JsonValue] = set()
    for number, item in enumerate(items if isinstance(items, list) else ()):
        name = item.get(key) if isinstance(item, dict) else None
        if isinstance(name, str) and name in seen:
            yield Mistake((*path, number, key), f"{name!r} is already the {key} of another one", "keep one of them")
        if isinstance(name, str):
            seen.add(name)


def _keys(value: Mapping[str, JsonValue]) -> Iterator[Mistake]:
    """Rules about columns (`duplicateValues` of a, b) that name one the object does not have."""
    for number, item in _numbered(value.get("schema")):
        columns = [str(column["name"]) for _, column in _numbered(item.get("properties"))]
        for place, rule in _numbered(item.get("quality")):
            arguments = rule.get("arguments")
            names = arguments.get("properties") if isinstance(arguments, dict) else None
            for position, name in enumerate(names if isinstance(names, list) else ()):
                if name not in columns:
                    path = ("schema", number, "quality", place, "arguments", "properties", position)
                    hint = nearest(str(name), columns) or f"columns: {', '.join(columns)}"
                    yield Mistake(path, f"{item['name']} has no column {name}", hint)


def _view(name: str, file: str, value: Mapping[str, JsonValue]) -> Contract:
    return Contract(
        id=name,
        file=file,
        version=str(value["version"]),
        objects=tuple(_object(item, file, ("schema", number)) for number, item in _numbered(value.get("schema"))),
    )


def _object(item: Mapping[str, JsonValue], file: str, path: Path) -> ContractObject:
    return ContractObject(
        name=str(item["name"]),
        physical_name=str(item.get("physicalName", item["name"])),
        properties=_maps(item.get("properties")),
        quality=_maps(item.get("quality")),
        description=str(item.get("description") or ""),
        file=file,
        path=path,
    )


def _maps(items: JsonValue) -> tuple[Mapping[str, JsonValue], ...]:
    return tuple(item for _, item in _numbered(items))


def _numbered(items: JsonValue) -> Iterator[tuple[int, dict[str, JsonValue]]]:
    """The maps of a list, with their index."""
    for number, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield number, item


@cache
def standard() -> Mapping[str, JsonValue]:
    """The schema as the package of the standard ships it; the package itself would import models we have no use for."""
    found = find_spec("open_data_contract_standard")
    if found is None or not found.submodule_search_locations:
        raise Permanent("contracts need a package: pip install open-data-contract-standard")
    text = (File(found.submodule_search_locations[0]) / "schema.json").read_text("utf-8")
    schema: Mapping[str, JsonValue] = json.loads(text)
    return schema


@cache
def _validator(items: str) -> "jsonschema_rs.Draft201909Validator":
    """Of a whole contract, or of a list of one of its definitions. jsonschema takes 15 ms a contract, this one 0.2."""
    import jsonschema_rs

    schema = dict(standard())
    if items:
        schema = {"$schema": schema["$schema"], "$defs": schema["$defs"], "type": "array", "items": {"$ref": items}}
    return jsonschema_rs.Draft201909Validator(schema)
