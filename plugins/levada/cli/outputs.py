"""What every command prints with `--format json`: as JSON Schema, for programs, and as a page, for people."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import TypeAdapter

from levada.cli import shapes
from levada.cli.outcomes import Outcome
from levada.plan.graph import Plan

OUTPUTS: Mapping[str, Any] = {
    "validate": list[shapes.Problem],
    "explain PIPELINE PATH": shapes.Origin,
    "run": list[Outcome],
    "tables": list[shapes.State],
    "show": list[shapes.Row],
    "history": list[shapes.Version],
    "diff": shapes.Difference,
    "rollback": shapes.Rollback,
    "intervals": list[shapes.Standing],
    "doctor": list[shapes.Finding],
    "init": shapes.Begun,
    "new pipeline": shapes.NewPipeline,
    "import dag-factory": shapes.Import,
    "lakehouse status": list[shapes.Server],
    "explain": list[Plan],
}
HEAD = """\
# What programs get

With `--format json` a command prints one JSON document on standard output; progress and messages go to standard error.
One that cannot do what it is asked says why there, prints nothing, and exits with 1; `run`, `validate` and `doctor`
print what they have found in that case too.

Every key is always there. A time is ISO 8601, UTC; a snapshot's id is a text; a value of a table that JSON cannot say
(a decimal, a date) is a text too. `rows` are those that a run has brought, `rows_total` all that the table then had.

`levada schema output` prints this as JSON Schema, `levada schema output --format markdown` this page."""

Schema = dict[str, Any]


def schema() -> Schema:
    """JSON Schema: a property for each command, what it prints."""
    asked = [(name, "serialization", TypeAdapter(shape)) for name, shape in OUTPUTS.items()]
    found, definitions = TypeAdapter.json_schemas(asked)  # type: ignore[arg-type]
    printed = {name: found[name, "serialization"] for name in OUTPUTS}
    return {"title": "levada's output", "type": "object", "properties": printed, **definitions}


def markdown() -> str:
    """The page: what each command prints, then every object."""
    whole = schema()
    commands = [f"| `levada {name}` | {_words(shape)} |" for name, shape in whole["properties"].items()]
    table = "\n".join(["| command | prints |", "|---|---|", *commands])
    parts = (_section(name, whole["$defs"][name]) for name in _named(whole["properties"], whole["$defs"], set()))
    return "\n\n".join([HEAD, table, *parts]) + "\n"


def _named(value: Any, definitions: Schema, seen: set[str]) -> Iterator[str]:
    """The objects that a schema speaks of, in the order in which it does."""
    if isinstance(value, dict):
        name = str(value.get("$ref", "")).rpartition("/")[2]
        if name and name not in seen:
            seen.add(name)
            yield name
            yield from _named(definitions[name], definitions, seen)
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _named(inner, definitions, seen)


def _section(name: str, shape: Schema) -> str:
    rows = [f"| `{key}` | {_words(inner)} |" for key, inner in shape["properties"].items()]
    said = " ".join(shape.get("description", "").split())
    return "\n".join([f"## {name}", said, "", "| key | type |", "|---|---|", *rows])


def _words(shape: Schema) -> str:
    """A type, as a person says it: a text that means something by that."""
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        return f"[{name}](#{name.lower()})"
    return str(shape["description"]) if "description" in shape else _kind(shape)


def _kind(shape: Schema) -> str:
    if several := shape.get("anyOf") or shape.get("oneOf"):
        return " or ".join(_words(one) for one in several)
    if words := shape.get("enum") or ([shape["const"]] if "const" in shape else []):
        return ", ".join(f"`{word}`" for word in words)
    if "prefixItems" in shape:
        return f"list of {', '.join(_words(one) for one in shape['prefixItems'])}"
    match kind := shape.get("type"):
        case "array":
            return f"list of {_words(shape.get('items', {}))}"
        case "object":
            inner = shape.get("additionalProperties", True)
            return f"map of names to {_words({} if inner is True else inner)}"
    return {None: "any value", "string": "text", "integer": "whole number"}.get(kind, str(kind))
