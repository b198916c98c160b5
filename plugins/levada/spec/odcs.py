"""Contracts, verbatim ODCS: held against the standard's own JSON Schema; what it complains about gets a place."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path as File
from typing import TYPE_CHECKING

from pydantic import JsonValue

from levada.errors import Permanent
from levada.spec.contract import Contract, ContractObject
from levada.spec.odcs_complaints import mistakes
from levada.spec.odcs_items import Item, maps, numbered
from levada.spec.odcs_quality import About, item_mistakes
from levada.spec.source import Mistake, Path, Source

if TYPE_CHECKING:
    import jsonschema_rs

VERSIONS = ("v3.2.0", "v3.1.0")
PROPERTIES = "#/$defs/SchemaProperty"


def contract(name: str, source: Source) -> tuple[Contract | None, tuple[Mistake, ...]]:
    """A contract's file -> what pipelines need of it, and its mistakes; with mistakes there is no contract."""
    if source.value is None:
        return None, source.mistakes
    known = (*source.mistakes, *_version(source.value))
    complaints = mistakes(_schema(), source.value, _validator("").iter_errors(source.value))
    found = (*known, *(said for said in complaints if said.path not in {mistake.path for mistake in known}))
    if not found:
        found = (*_twice(source.value), *_items(source.value))
    return (None if found else _view(name, source.file, source.value)), found


def inline(properties: tuple[Mapping[str, JsonValue], ...], path: Path) -> Iterator[Mistake]:
    """Mistakes of ODCS properties that stand in a pipeline, at a path of it."""
    items: list[JsonValue] = [dict(item) for item in properties]
    complaints = mistakes(_schema(), items, _validator(PROPERTIES).iter_errors(items))
    for mistake in complaints:
        yield Mistake((*path, *mistake.path), mistake.message, mistake.hint, mistake.key)
    yield from _repeated(items, "name", path)
    if not complaints:
        yield from _of_columns(numbered(items), path, About("the table"))


def _version(value: Mapping[str, JsonValue]) -> Iterator[Mistake]:
    """The standard's schema takes its own ancestors too; we do not."""
    said = value.get("apiVersion")
    if isinstance(said, str) and said not in VERSIONS:
        yield Mistake(("apiVersion",), f"{said!r} is not ODCS v3.1 or v3.2", "write `apiVersion: v3.2.0`")


def _twice(value: Mapping[str, JsonValue]) -> Iterator[Mistake]:
    objects = value.get("schema")
    yield from _repeated(objects, "name", ("schema",))
    yield from _repeated(objects, "physicalName", ("schema",))
    for number, item in numbered(objects):
        yield from _repeated(item.get("properties"), "name", ("schema", number, "properties"))


def _repeated(items: JsonValue, key: str, path: Path) -> Iterator[Mistake]:
    seen: set[JsonValue] = set()
    for number, item in enumerate(items if isinstance(items, list) else ()):
        name = item.get(key) if isinstance(item, dict) else None
        if isinstance(name, str) and name in seen:
            yield Mistake((*path, number, key), f"{name!r} is already the {key} of another one", "keep one of them")
        if isinstance(name, str):
            seen.add(name)


def _items(value: Mapping[str, JsonValue]) -> Iterator[Mistake]:
    """Quality items that mean nothing, of tables and of their columns."""
    for number, item in numbered(value.get("schema")):
        columns = [str(column["name"]) for _, column in numbered(item.get("properties"))]
        about, path = About(str(item["name"]), columns), ("schema", number)
        for place, rule in numbered(item.get("quality")):
            yield from item_mistakes(rule, (*path, "quality", place), about)
        yield from _of_columns(numbered(item.get("properties")), (*path, "properties"), about)


def _of_columns(properties: Iterable[tuple[int, Item]], path: Path, about: About) -> Iterator[Mistake]:
    for number, column in properties:
        for place, rule in numbered(column.get("quality")):
            whose = replace(about, column=str(column.get("name")))
            yield from item_mistakes(rule, (*path, number, "quality", place), whose)


def _view(name: str, file: str, value: Mapping[str, JsonValue]) -> Contract:
    return Contract(
        id=name,
        file=file,
        version=str(value["version"]),
        objects=tuple(_object(item, file, ("schema", number)) for number, item in numbered(value.get("schema"))),
    )


def _object(item: Mapping[str, JsonValue], file: str, path: Path) -> ContractObject:
    return ContractObject(
        name=str(item["name"]),
        physical_name=str(item.get("physicalName", item["name"])),
        properties=maps(item.get("properties")),
        quality=maps(item.get("quality")),
        description=str(item.get("description") or ""),
        file=file,
        path=path,
    )


@cache
def _schema() -> Mapping[str, JsonValue]:
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

    schema = dict(_schema())
    if items:
        schema = {"$schema": schema["$schema"], "$defs": schema["$defs"], "type": "array", "items": {"$ref": items}}
    return jsonschema_rs.Draft201909Validator(schema)
