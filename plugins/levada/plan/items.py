"""What a task is done for, once each: a closed union, and its words."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, assert_never

from levada.plan.run import Item

if TYPE_CHECKING:
    from levada.spec.for_each import Values as Said


@dataclass(frozen=True, slots=True)
class Listed:
    """Items that are known before any run, in the order in which they were written."""

    items: tuple[Item, ...]
    kind: Literal["list"] = "list"


@dataclass(frozen=True, slots=True)
class Values:
    """The distinct values of a column, nulls aside, of what is published of a dataset when a run comes to the step."""

    dataset: str
    column: str
    kind: Literal["values"] = "values"


ForEach = Listed | Values


def for_each(said: "tuple[Item, ...] | Said") -> ForEach:
    """What a step says, as a value."""
    return Listed(said) if isinstance(said, tuple) else Values(said.dataset, said.column)


def told(what: ForEach) -> str:
    """What it is done for, in words."""
    match what:
        case Listed():
            return ", ".join(map(str, what.items))
        case Values():
            return f"the values of {what.dataset}.{what.column}, as it is published then"
        case _:
            assert_never(what)
