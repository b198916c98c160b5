"""Contracts, verbatim ODCS: held against the standard's own JSON Schema; what it complains about gets a place."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path as File
from typing import TYPE_CHECKING

from pydantic import JsonValue

from levada.errors import Permanent
from levada.spec.contract import Contract, ContractObject
from levada.spec.odcs_agreements import agreement_mistakes, agreements
from levada.spec.odcs_complaints import mistakes
from levada.spec.odcs_items import Item, maps, numbered
from levada.spec.odcs_quality import About, item_mistakes
from levada.spec.odcs_relationships import relationship_mistakes, relationships
from levada.spec.odcs_types import type_mistakes
from levada.spec.patterns import pattern_mistakes
from levada.spec.source import Mistake, Path, Source

if TYPE_CHECKING:
    import jsonschema_rs

VERSIONS = ("v3.2.0", "v3.1.0")
PROPERTIES = "#/$defs/SchemaProperty"
DIALECTS = {"postgresql": "postgres", "postgres": "postgres", "sqlserver": "tsql"} | {
    name: name for name in ("athena", "bigquery", "clickhouse", "databricks", "duckdb", "hive", "mysql", "oracle",
                            "presto", "redshift", "snowflake", "trino")
}  # fmt: skip
"""ODCS' type of a server -> the dialect it speaks, in sqlglot's word."""
QUALITY = "#/$defs/DataQuality"


def contract(name: str, source: Source) -> tuple[Contract | None, tuple[Mistake, ...]]:
    """A contract's file -> what pipelines need of it, and its mistakes; with any but warnings there is no contract."""
    if source.value is None:
        return None, source.mistakes
    known = (*source.mistakes, *_version(source.value))
    complaints = mistakes(standard(), source.value, _validator("").iter_errors(source.value))
    found = (*known, *(said for said in complaints if said.path not in {mistake.path for mistake in known}))
    if not found:
        objects = maps(source.value.get("schema"))
        found = (*_twice(source.value), *_items(source.value), *relationship_mistakes(objects))
        found = (*found, *agreement_mistakes(source.value, objects))
    wrong = any(mistake.severity == "error" for mistake in found)
    return (None if wrong else _view(name, source.file, source.value)), found


def inline(properties: tuple[Mapping[str, JsonValue], ...], path: Path) -> Iterator[Mistake]:
    """Mistakes of ODCS properties that stand in a pipeline, at a path of it."""
    items: list[JsonValue] = [dict(item) for item in properties]
    complaints = tuple(_complaints(PROPERTIES, items, path))
    yield from (*complaints, *_repeated(items, "name", path, str.lower))
    if not complaints:
        yield from _of_columns(numbered(items), path, About("the table"))


def quality(item: Item, path: Path, about: About) -> Iterator[Mistake]:
    """Mistakes of an ODCS quality item that stands in a pipeline, at a path of it."""
    complaints = tuple(_complaints(QUALITY, [dict(item)], path[:-1]))
    for mistake in complaints:
        yield replace(mistake, path=(*path, *mistake.path[len(path) :]))
    if not complaints:
        yield from item_mistakes(item, path, about)


def _complaints(items: str, value: list[JsonValue], path: Path) -> Iterator[Mistake]:
    """What the standard's schema says of a list of one of its definitions."""
    for mistake in mistakes(standard(), value, _validator(items).iter_errors(value)):
        yield replace(mistake, path=(*path, *mistake.path))


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
        yield from _repeated(item.get("properties"), "name", ("schema", number, "properties"), str.lower)


def _repeated(items: JsonValue, key: str, path: Path, alike: Callable[[str], str] = str) -> Iterator[Mistake]:
    """Items of one name. `alike`: what of it counts; of a column not its capitals, which engines do not heed."""
    seen: dict[str, str] = {}
    for number, item in enumerate(items if isinstance(items, list) else ()):
        name = item.get(key) if isinstance(item, dict) else None
        if isinstance(name, str) and (first := seen.get(alike(name))) is not None:
            whose = "another one" if first == name else f"another one, {first}; capitals make no difference"
            yield Mistake((*path, number, key), f"{name!r} is already the {key} of {whose}", "keep one of them")
        elif isinstance(name, str):
            seen[alike(name)] = name


def _items(value: Mapping[str, JsonValue]) -> Iterator[Mistake]:
    """Quality items that mean nothing, of tables and of their columns."""
    for number, item in numbered(value.get("schema")):
        columns = [str(column["name"]) for _, column in numbered(item.get("properties"))]
        about, path = About(str(item["name"]), columns), ("schema", number)
        for place, rule in numbered(item.get("quality")):
            yield from item_mistakes(rule, (*path, "quality", place), about)
        yield from _of_columns(numbered(item.get("properties")), (*path, "properties"), about)


def _of_columns(properties: Iterable[tuple[int, Item]], path: Path, about: About) -> Iterator[Mistake]:
    """Types nobody knows, patterns that are none, and quality items that mean nothing."""
    for number, column in properties:
        yield from type_mistakes(column, (*path, number))
        options = column.get("logicalTypeOptions")
        if isinstance(options, dict) and isinstance(pattern := options.get("pattern"), str):
            yield from pattern_mistakes(pattern, (*path, number, "logicalTypeOptions", "pattern"))
        for place, rule in numbered(column.get("quality")):
            whose = replace(about, column=str(column.get("name")))
            yield from item_mistakes(rule, (*path, number, "quality", place), whose)


def _view(name: str, file: str, value: Mapping[str, JsonValue]) -> Contract:
    objects = maps(value.get("schema"))
    said = agreements(value, objects)
    return Contract(
        id=name,
        file=file,
        version=str(value["version"]),
        objects=tuple(
            replace(made, agreements=tuple(one for one in said if one.object == made.name), dialect=_dialect(value))
            for made in (_object(number, objects, file) for number in range(len(objects)))
        ),
        agreements=tuple(one for one in said if not one.object),
    )


def _dialect(value: Mapping[str, JsonValue]) -> str:
    """The dialect of a contract's queries: that of the first of its servers that speaks SQL, else the project's."""
    types = (str(server.get("type")) for server in maps(value.get("servers")))
    return next((DIALECTS[said] for said in types if said in DIALECTS), "trino")


def _object(number: int, objects: tuple[Item, ...], file: str) -> ContractObject:
    item = objects[number]
    return ContractObject(
        name=str(item["name"]),
        physical_name=str(item.get("physicalName", item["name"])),
        properties=maps(item.get("properties")),
        quality=maps(item.get("quality")),
        description=str(item.get("description") or ""),
        relationships=relationships(item, objects),
        file=file,
        path=("schema", number),
    )


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
