"""What a run may be asked: names with a JSON Schema each (Airflow's Param), and whether a value keeps to it."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from pydantic import JsonValue

if TYPE_CHECKING:
    import jsonschema_rs

Schema = Mapping[str, JsonValue]

KEYWORDS = frozenset({
    "title", "description", "default", "examples", "type", "enum", "const", "format", "pattern", "minLength",
    "maxLength", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "items", "prefixItems",
    "contains", "minItems", "maxItems", "uniqueItems", "properties", "required", "additionalProperties",
    "patternProperties", "propertyNames", "minProperties", "maxProperties", "anyOf", "oneOf", "allOf", "not", "if",
    "then", "else", "$defs", "$ref", "$comment",
})  # fmt: skip
"""JSON Schema's."""
FORM = frozenset({"values_display", "description_md", "section"})
"""Airflow's, for the form in which it asks."""


def complaint(schema: Schema, value: JsonValue) -> str:
    """Why a value does not keep to a schema; empty: it does."""
    return next((error.message for error in _validator(schema).iter_errors(value)), "")


def faults(schema: Schema) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What is wrong with a schema itself: path, message. References elsewhere are never followed."""
    import jsonschema_rs

    yield from _elsewhere(dict(schema))
    try:
        jsonschema_rs.meta.validate({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema})
    except jsonschema_rs.ValidationError as error:
        yield tuple(error.instance_path), error.message
    else:
        yield from _dangling(schema)


def _validator(schema: Schema) -> "jsonschema_rs.Draft202012Validator":
    import jsonschema_rs

    return jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)


def _dangling(schema: Schema) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What only shows when the schema is used: a reference to nothing, a pattern that is none."""
    import jsonschema_rs

    if any(True for _ in _elsewhere(dict(schema))):
        return
    try:
        _validator(schema)
    except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError, ValueError) as error:
        yield (), str(error).splitlines()[0]


def _elsewhere(value: JsonValue, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "$ref" and not str(inner).startswith("#"):
                yield (*path, key), f"{inner!r} lies outside of the schema"
            yield from _elsewhere(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _elsewhere(inner, (*path, number))
