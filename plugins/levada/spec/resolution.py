"""One pipeline as it holds: defaults, its own words, the environment's overrides, and every variable filled in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import JsonValue

from levada.spec.defaults import overlay
from levada.spec.layers import Layer, filled, holes, merged
from levada.spec.overrides import Order, overlays
from levada.spec.pipeline import Pipeline
from levada.spec.shorthand import long_form
from levada.spec.source import Mistake, Path, Place, Source
from levada.spec.variables import Scope, given

COMMAND_LINE = Source("--var", "", None)


@dataclass(frozen=True, slots=True)
class Around:
    """What holds for a pipeline besides its own file. `defaults`: outer to inner, each with its value in long form.

    `variables`: the environment's; None: it could not be read. `said`: on the command line."""

    defaults: tuple[tuple[Source, Any], ...] = ()
    orders: tuple[Order, ...] = ()
    variables: Mapping[str, JsonValue] | None = None
    said: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Resolved:
    """`source`: the pipeline's file with the value that holds, in long form. `layers`: where it comes from, weak to
    strong. `holes`: where something is meant to be that is wrong. `used`: ids of the overrides that meant it."""

    source: Source
    layers: tuple[Layer, ...] = ()
    holes: frozenset[Path] = frozenset()
    used: frozenset[str] = frozenset()


def resolved(name: str, source: Source, around: Around) -> Resolved:
    """A pipeline's file among what lies around it."""
    if source.value is None:
        return Resolved(source)
    own: dict[str, Any] = long_form(Pipeline, source.value)
    layers = [overlay(home, value, own) for home, value in around.defaults]
    layers.append(Layer(source, own, source.place, own=True))
    changes = list(overlays(around.orders, name, merged(layers)[0])) if around.orders else []
    layers += [layer for _, layer in changes]
    layers += _command_line(merged(layers)[0], around.said or {})
    value, place = merged(layers)
    gaps = frozenset(holes(value)) if around.defaults else frozenset()
    value, mistakes = _interpolated(filled(value) if gaps else value, around.variables, layers)
    return Resolved(
        replace(source, value=value, place=place, mistakes=(*source.mistakes, *mistakes), others=_others(layers)),
        tuple(layers),
        gaps,
        frozenset(id_ for id_, _ in changes),
    )


def _others(layers: list[Layer]) -> dict[str, Source]:
    return {layer.source.file: layer.source for layer in layers if not layer.own}


def _command_line(value: Any, said: Mapping[str, str]) -> Iterator[Layer]:
    """Values of the variables that the pipeline declares."""
    declared = value.get("variables")
    for name, text in said.items():
        if isinstance(declared, dict) and name in declared:
            change = {"variables": {name: {"default": given(declared[name], text)}}}
            yield Layer(COMMAND_LINE, change, Place(0, 0, file=COMMAND_LINE.file), by=f"--var {name}")


def _interpolated(
    value: dict[str, Any], environment: Mapping[str, JsonValue] | None, layers: list[Layer]
) -> tuple[dict[str, Any], list[Mistake]]:
    """The value with its variables filled in, whose values may be short forms; nothing is looked for where nobody wrote
    any."""
    declared = value.get("variables")
    if not declared and not any("${" in layer.source.text for layer in layers):
        return value, []
    scope = Scope(environment)
    for name, said in (declared if isinstance(declared, dict) else {}).items():
        scope.declare(name, said)
    made = {key: inner if key == "variables" else scope.fill(inner, (key,)) for key, inner in value.items()}
    return long_form(Pipeline, made), scope.mistakes
