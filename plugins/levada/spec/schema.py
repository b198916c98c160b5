"""The language as JSON Schema, for editors: what the models say, short forms and words of later releases included.

An editor sees one file, and no rules between its parts: `levada validate` is the judge."""

from collections.abc import Mapping
from inspect import getdoc
from typing import Any

from pydantic.fields import FieldInfo
from pydantic.json_schema import models_json_schema

from levada.spec.base import OrAlone, Part
from levada.spec.desk import DOCUMENTS
from levada.spec.kinds import API_VERSION
from levada.spec.meanings import meaning
from levada.spec.odcs import standard
from levada.spec.shape import parts
from levada.spec.vocabulary import later, later_words

DIALECT = "http://json-schema.org/draft-07/schema#"
CONTRACT = "DataContract"
KINDS = (*DOCUMENTS, CONTRACT)
OWN = {"^x-": {"description": "Your own: levada does not look at it."}}

EXPRESSION = {"type": "string", "pattern": r"\$\{(var|env)\."}
"""Stands for any value: which one, only `levada validate` can know."""
RESTRICTED, NOT_TEXT = {"enum", "const", "pattern", "format"}, ("integer", "number", "boolean")

Schema = dict[str, Any]


def schema(kind: str = "") -> Mapping[str, Any]:
    """Of one kind of document; without a kind, of all that are levada's own. That of contracts is ODCS's."""
    if kind == CONTRACT:
        return standard()
    definitions = _definitions()
    if kind:
        return {"$schema": DIALECT, "title": f"levada {kind}", "$ref": f"#/$defs/{kind}", "$defs": definitions}
    names = list(DOCUMENTS)
    return {
        "$schema": DIALECT,
        "title": "levada",
        "type": "object",
        "required": ["apiVersion", "kind"],
        "properties": {
            "apiVersion": {"const": API_VERSION, "description": "The version of the language."},
            "kind": {"enum": names, "description": "What the file says; its folder must be the one of its kind."},
        },
        "allOf": [_branch(name) for name in names],
        "$defs": definitions,
    }


def _branch(kind: str) -> Schema:
    """Not `oneOf`: an editor would tell of every kind why the document is none."""
    said = {"properties": {"kind": {"const": kind}}, "required": ["kind"]}
    return {"if": said, "then": {"$ref": f"#/$defs/{kind}"}}


def _definitions() -> Schema:
    _, made = models_json_schema(
        [(document, "validation") for document in DOCUMENTS.values()], ref_template="#/$defs/{model}"
    )
    plain = _plain(made["$defs"])
    for document in DOCUMENTS.values():
        for part in parts(document):
            plain[part.__name__] = _part(part, made["$defs"][part.__name__])
    return dict(sorted(plain.items()))


def _part(part: type[Part], made: Schema) -> Schema:
    """A map with what it means; where there is a short form, that or the map."""
    fields = {field.alias or name: field for name, field in part.model_fields.items()}
    properties = {key: _key(part, key, fields[key], _plain(made["properties"][key])) for key in fields}
    whole = {
        "type": "object",
        "description": " ".join((getdoc(part) or "").split()),
        "additionalProperties": part.model_config.get("extra") == "allow",
        "properties": properties | {word: _refused(what) for word, what in later_words(part).items()},
        "patternProperties": OWN,
    } | ({"required": made["required"]} if "required" in made else {})
    return {"anyOf": [properties[part.principal], whole]} if part.principal else whole


def _key(part: type[Part], key: str, field: FieldInfo, made: Schema) -> Schema:
    """What may stand under a key, and what it means."""
    if any(isinstance(mark, OrAlone) for mark in field.metadata):
        forms = made.get("anyOf", [made])
        made = {"anyOf": [forms[0]["items"], *forms]}
    return _described(made, meaning(part, key))


def _described(made: Schema, text: str) -> Schema:
    """draft-07 ignores what stands beside a `$ref`."""
    return {"allOf": [made], "description": text} if "$ref" in made else made | {"description": text}


def _refused(capability: str) -> Schema:
    """A word of a later release: not offered, and whatever stands there is wrong. Editors repeat a `const`, not a
    `not`, so the reason stands in it."""
    message = later(capability)
    return {"const": message, "errorMessage": message, "description": message, "doNotSuggest": True}


def _one_expression(branches: list[Any]) -> list[Any]:
    """Alternatives of alternatives, flat, and an expression at their end once."""
    flat = [inner for branch in branches for inner in (branch["anyOf"] if list(branch) == ["anyOf"] else [branch])]
    return [branch for branch in flat if branch != EXPRESSION] + ([EXPRESSION] if EXPRESSION in flat else [])


def _plain(made: Any) -> Any:
    """pydantic's schema without what helps nobody: titles made from names, and defaults that are nothing."""
    if isinstance(made, list):
        return [_plain(item) for item in made]
    if not isinstance(made, dict):
        return made
    kept = {
        key: _plain(value)
        for key, value in made.items()
        if not (key == "title" and isinstance(value, str)) and not (key == "default" and value in (None, [], "", {}))
    }
    if "oneOf" in kept:  # which one is meant, pydantic asks a function: to a schema, several may fit
        kept["anyOf"] = kept.pop("oneOf")
    if RESTRICTED & kept.keys() or kept.get("type") in NOT_TEXT:
        return {"anyOf": [kept, EXPRESSION]}
    if "anyOf" in kept:
        kept["anyOf"] = _one_expression(kept["anyOf"])
    if "patternProperties" in kept:  # a map whose keys are names: no others
        kept |= {"patternProperties": kept["patternProperties"] | OWN, "additionalProperties": False}
    return kept
