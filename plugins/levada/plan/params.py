"""The params of a run: what was said, what is the default, and what is refused."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from levada.errors import Permanent
from levada.spec.params import complaint


@dataclass(frozen=True, slots=True)
class Param:
    """A question to whoever starts a run. `schema`: JSON Schema as a JSON object, its `default` included."""

    name: str
    schema: str

    def value(self) -> dict[str, Any]:
        """The schema as an object."""
        found: dict[str, Any] = json.loads(self.schema)
        return found


def resolve(params: tuple[Param, ...], said: Mapping[str, str]) -> str:
    """Every param's value, as a JSON object: the text that was said, read as the param's type, or the default.

    Raises:
        Permanent: a param that does not exist, has no value, or whose value does not keep to its schema.
    """
    known = {param.name: param.value() for param in params}
    if unknown := sorted(set(said) - set(known)):
        raise Permanent(f"there is no param {', '.join(unknown)}; there are: {', '.join(known) or 'none'}")
    values = {name: _value(name, schema, said.get(name)) for name, schema in known.items()}
    return json.dumps(values, sort_keys=True)


def _value(name: str, schema: Mapping[str, Any], said: str | None) -> Any:
    if said is None:
        if "default" not in schema:
            raise Permanent(f"param {name} has no default: say it, --param {name}=VALUE")
        return schema["default"]
    readings = _readings(said)
    wrong = [complaint(schema, reading) for reading in readings]
    for reading, complaint_ in zip(readings, wrong, strict=True):
        if not complaint_:
            return reading
    raise Permanent(f"param {name}: {wrong[0]}")


def _readings(text: str) -> tuple[Any, ...]:
    """A text as JSON, and as itself: which of the two is meant, the schema tells."""
    try:
        return json.loads(text), text
    except ValueError:
        return (text,)
