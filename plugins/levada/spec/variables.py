"""`${var.x}` and `${env.x}`: values filled in before anything is judged. No functions; contracts are left alone."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import JsonValue

from levada.names import nearest
from levada.spec.params import complaint, faults
from levada.spec.scalars import resolve
from levada.spec.source import Mistake, Path, of_kind
from levada.spec.vocabulary import AUTHORING, later

EXPRESSION = re.compile(r"(?P<escape>\$)?\$\{(?P<of>[A-Za-z_]\w*)\.(?P<name>[^{}]*)\}")
FOREIGN = ("contract", "checks")
"""Lists that stand below these are ODCS, whose `${table}` is its own."""


@dataclass(slots=True)
class Scope:
    """What can be named. `environment` None: it could not be read. `open`: variables without a value. `wrong`: those
    with a mistake, of which nothing more is said."""

    environment: Mapping[str, JsonValue] | None
    variables: dict[str, JsonValue] = field(default_factory=dict)
    open: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    mistakes: list[Mistake] = field(default_factory=list)

    def declare(self, name: str, said: Any) -> None:
        """A variable in long form: a JSON Schema with a default, which may name the environment's."""
        if not isinstance(said, dict) or "default" not in said:
            self.open.add(name)
            return
        path: Path = ("variables", name, "default")
        before = len(self.mistakes)
        value = self.fill(said["default"], path)
        if len(self.mistakes) == before:
            self.mistakes += of_kind("variable", _unfit(name, said, value))
        if len(self.mistakes) == before:
            self.variables[name] = value
        else:
            self.wrong.add(name)

    def fill(self, value: Any, path: Path) -> Any:
        """A value with every expression in it replaced; what cannot be replaced stays, and is a mistake."""
        if isinstance(value, dict):
            return {key: self.fill(inner, (*path, key)) for key, inner in value.items()}
        if isinstance(value, list):
            foreign = path[-1:] and path[-1] in FOREIGN
            return value if foreign else [self.fill(inner, (*path, number)) for number, inner in enumerate(value)]
        return self._text(value, path) if isinstance(value, str) and "${" in value else value

    def _text(self, text: str, path: Path) -> JsonValue:
        alone = EXPRESSION.fullmatch(text)
        if alone and not alone["escape"]:
            found = list(self._named(alone, path))
            return found[0] if found else text
        return EXPRESSION.sub(lambda match: self._inside(match, path), text)

    def _inside(self, match: re.Match[str], path: Path) -> str:
        if match["escape"]:
            return match[0][1:]
        for value in self._named(match, path):
            if isinstance(value, dict | list) or value is None:
                hint = "let it stand alone, or name a text or a number"
                self._say(path, f"{match[0]} is not a text that could stand inside another", hint)
            else:
                return str(value).lower() if isinstance(value, bool) else str(value)
        return match[0]

    def _named(self, match: re.Match[str], path: Path) -> Iterator[JsonValue]:
        """The value, if there is one."""
        of, name = match["of"], match["name"]
        if of == "param":
            self._say(path, f"`${{param.…}}` is {later(AUTHORING)}", "write the value")
        elif of not in ("var", "env"):
            near = nearest(of, ["var", "env"]) or "write ${var.NAME} or ${env.NAME}; as a text: $${…}"
            self._say(path, f"{match[0]}: there is no `{of}`", near)
        elif of == "env" and self.environment is not None:
            yield from self._of(self.environment, match[0], name, path, "the environment's `variables`")
        elif (
            of == "var"
            and name in self.open
            and not any(said.path[:2] == ("variables", name) for said in self.mistakes)
        ):
            hint = f"give it a default, or say it: --var {name}=…"
            self._say(path, f"{match[0]}: the variable has no value", hint)
        elif of == "var" and name not in self.wrong:
            yield from self._of(self.variables, match[0], name, path, "the pipeline's `variables`")

    def _of(self, known: Mapping[str, JsonValue], said: str, name: str, path: Path, where: str) -> Iterator[JsonValue]:
        if name in known:
            yield known[name]
            return
        hint = nearest(name, sorted(known)) or f"say it under {where}; there are: {_list(known)}"
        self._say(path, f"{said} is not known", hint)

    def _say(self, path: Path, message: str, hint: str) -> None:
        self.mistakes.append(Mistake(path, message, hint, id="variable"))


def _list(known: Mapping[str, JsonValue]) -> str:
    return ", ".join(sorted(known)) or "none"


def _unfit(name: str, said: dict[str, JsonValue], value: JsonValue) -> Iterator[Mistake]:
    """A schema that is none, a value that it does not allow."""
    schema = {key: inner for key, inner in said.items() if key != "default"}
    if not schema:
        return
    wrong = [(path, what) for path, what in faults(schema)]
    for path, what in wrong:
        yield Mistake(("variables", name, *path), f"is not JSON Schema: {what}", "or write the value alone")
    if not wrong and (what := complaint(schema, value)):
        yield Mistake(("variables", name, "default"), f"{name}: {what}", "write a value that its schema allows")


def given(schema: Any, text: str) -> JsonValue:
    """A value said on the command line: text where the schema wants text, else what YAML makes of it."""
    if isinstance(schema, dict) and schema.get("type") == "string":
        return text
    try:
        return resolve(text)
    except ValueError:
        return text
