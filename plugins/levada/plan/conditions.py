"""Under which condition a task is done: a closed union, and its words."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Union, assert_never

from levada.names import Day

if TYPE_CHECKING:
    from levada.spec.when import When

DAYS: tuple[Day, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class ParamIs:
    """A param has a value, given as JSON."""

    param: str
    value: str
    kind: Literal["param"] = "param"


@dataclass(frozen=True, slots=True)
class RowsPublished:
    """This run has published rows of a dataset."""

    dataset: str
    kind: Literal["rows"] = "rows"


@dataclass(frozen=True, slots=True)
class OnWeekday:
    """The run's `ds` is one of these days."""

    days: tuple[Day, ...]
    kind: Literal["weekday"] = "weekday"


@dataclass(frozen=True, slots=True)
class Says:
    """A function of `spark_jobs/`, which gets what the run has to offer, returns True."""

    module: str
    function: str
    kind: Literal["python"] = "python"


@dataclass(frozen=True, slots=True)
class AllOf:
    conditions: tuple["Condition", ...]
    kind: Literal["all"] = "all"


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple["Condition", ...]
    kind: Literal["any"] = "any"


Condition = Union[ParamIs, RowsPublished, OnWeekday, Says, AllOf, AnyOf]  # noqa: UP007 - it names itself


def condition(said: "When") -> Condition:
    """What a step says, as a value; the spec lets exactly one kind through."""
    if said.param:
        return ParamIs(said.param, json.dumps(said.value, sort_keys=True))
    if said.rows:
        return RowsPublished(said.rows)
    if said.weekday:
        return OnWeekday(tuple(day for day in DAYS if day in said.weekday))
    if said.python:
        return Says(*said.python.place)
    if said.all:
        return AllOf(tuple(map(condition, said.all)))
    return AnyOf(tuple(map(condition, said.any or ())))


def asked_about(what: Condition) -> Iterator[str]:
    """The datasets that a condition asks about."""
    match what:
        case RowsPublished():
            yield what.dataset
        case AllOf() | AnyOf():
            for one in what.conditions:
                yield from asked_about(one)


def told(what: Condition) -> str:
    """A condition in words."""
    match what:
        case ParamIs():
            return f"param {what.param} is {what.value}"
        case RowsPublished():
            return f"this run has published rows of {what.dataset}"
        case OnWeekday():
            return f"ds is a {' or '.join(what.days)}"
        case Says():
            return f"function {what.function} of spark_jobs/{what.module.replace('.', '/')}.py says so"
        case AllOf():
            return f"({' and '.join(map(told, what.conditions))})"
        case AnyOf():
            return f"({' or '.join(map(told, what.conditions))})"
        case _:
            assert_never(what)


def functions(what: Condition, here: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Says]]:
    """The functions a condition calls, each with its path in it."""
    match what:
        case Says():
            yield (*here, "python"), what
        case AllOf() | AnyOf():
            for number, one in enumerate(what.conditions):
                yield from functions(one, (*here, what.kind, number))
