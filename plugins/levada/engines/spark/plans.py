"""Spark's plans, and the expressions in them, as its own JSON has them: nodes in a row, each before its parts."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from levada.engines.lineage import How, Trace, Untold, merged, use_of_part, used

ATTRIBUTE = "AttributeReference"
ONE_OF_THEM = ("First", "Last", "NthValue")
"""Aggregates that, over a window, give one row's value."""
TOLD_ELSEWHERE = ("exprId", "qualifier", "nonInheritableMetadataKeys", "metadata", "resultId")
"""What of an expression depends on where it stands."""


@dataclass(frozen=True, slots=True)
class Node:
    """A part of a plan, or of an expression. `kind`: Spark's class. `parts`: its children."""

    kind: str
    fields: Mapping[str, Any]
    parts: tuple["Node", ...]

    @property
    def number(self) -> int:
        """By which Spark knows a column."""
        return int(self.fields["exprId"]["id"])

    @property
    def name(self) -> str:
        return str(self.fields["name"])

    def expressions(self, field: str) -> tuple["Node", ...]:
        """A field that holds several."""
        return tuple(tree(one) for one in self.fields[field])

    def expression(self, field: str) -> "Node | None":
        """A field that holds one, or none."""
        return tree(self.fields[field]) if self.fields[field] else None


def tree(nodes: list[dict[str, Any]]) -> Node:
    """Nodes in a row as a tree."""
    rest = iter(nodes)
    return _next(rest)


def _next(rest: Iterator[dict[str, Any]]) -> Node:
    fields = next(rest)
    parts = tuple(_next(rest) for _ in range(fields["num-children"]))
    return Node(fields["class"].rpartition(".")[2], fields, parts)


def same(node: Node | None) -> str:
    """An expression, as it is wherever it stands."""
    return json.dumps(node and _plain(node), sort_keys=True)


def _plain(node: Node) -> list[Any]:
    said = {name: value for name, value in node.fields.items() if name not in TOLD_ELSEWHERE}
    return [said, *map(_plain, node.parts)]


def trace(node: Node, seen: Mapping[int, Trace], how: How) -> Trace:
    """The columns that an expression comes from, used in this way. `seen`: column's number -> what it comes from.

    Raises:
        Untold: it has a query in it.
    """
    return merged(*(used(seen[number], use) for number, use in _uses(node, how)))


def _uses(node: Node, how: How, over: bool = False) -> Iterator[tuple[int, How]]:
    """Every column, and what becomes of it. `over`: a window."""
    if "plan" in node.fields:
        raise Untold(f"{node.kind} in an expression")
    if node.kind == ATTRIBUTE:
        yield node.number, how
    for place, part in enumerate(node.parts):
        use = how if node.kind == "Alias" else use_of_part(_use(node, place, over), how)
        yield from _uses(part, use, node.kind == "WindowExpression" or (over and node.kind == "AggregateExpression"))


def _use(node: Node, place: int, over: bool) -> How:
    """What becomes of a part of an expression."""
    match node.kind, place:
        case "If", 0:
            return "conditional"
        case "CaseWhen", _ if place % 2 == 0 and place + 1 < len(node.parts):
            return "conditional"
        case ("WindowExpression", 1) | ("Rank" | "DenseRank" | "PercentRank", _):
            return "window"
        case "AggregateExpression", 1:
            return "filter"
        case "AggregateExpression", 0:
            return "transformation" if over and node.parts[0].kind in ONE_OF_THEM else "aggregation"
    return "transformation"
