"""Where the columns of a DataFrame come from: told from its analysed plan, which Spark gives as JSON at once.

Each column in a plan has a number; from the result down to the tables, these are followed. A plan that has anything
that is not known here is not told."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from levada.engines.lineage import How, Trace, Traced, Untold, merged, used
from levada.engines.spark.plans import Node, same, trace, tree

PASSING = frozenset({
    "SubqueryAlias", "View", "GlobalLimit", "LocalLimit", "Offset", "Tail", "Sample", "ResolvedHint", "Repartition",
    "RepartitionByExpression", "RebalancePartitions",
})  # fmt: skip
"""What leaves columns as they are, and looks at none to choose rows."""
LEFT_ONLY = ("LeftSemi$", "LeftAnti$")
BOTH = ("Inner$", "LeftOuter$", "RightOuter$", "FullOuter$", "Cross$")
RELATION = "DataSourceV2Relation"


@dataclass(frozen=True, slots=True)
class Relation:
    """What a part of a plan gives. `columns`: number -> name, in their order. `traces`: of these, by number."""

    columns: Mapping[int, str]
    traces: Mapping[int, Trace]
    rows: Trace = field(default_factory=dict)


def traced(frame: Any, inputs: Iterable[tuple[str, Any]]) -> Traced:
    """Of a DataFrame. `inputs`: datasets, and the DataFrames that a job was given for them.

    Raises:
        Untold: it reads something else, or has a part that is not known here.
    """
    try:
        given = [(dataset, *_plan(one)) for dataset, one in inputs]
        if empty := [dataset for dataset, _, leaves in given if not any(leaves)]:
            raise Untold(f"{', '.join(empty)}, of which no row is read")
        datasets = {name: dataset for dataset, _, leaves in given for name in leaves if name}
        bounds = {same(plan.expression("condition")) for _, plan, _ in given if plan.kind == "Filter"}
        plan, leaves = _plan(frame)
        found = _Following(datasets, frozenset(bounds), leaves).relation(plan)
        return Traced({name.lower(): found.traces[number] for number, name in found.columns.items()}, found.rows)
    except Untold:
        raise
    except Exception as error:  # a plan that is not as it was thought to be
        raise Untold(f"{type(error).__name__}: {error}") from error


def _plan(frame: Any) -> tuple[Node, list[str]]:
    """The analysed plan, and the names of the tables at its leaves, empty where one is no table."""
    analysed = frame._jdf.queryExecution().analyzed()
    found = analysed.collectLeaves()
    leaves = [found.apply(number) for number in range(found.size())]
    names = [str(leaf.table().name()) if leaf.nodeName() == RELATION else "" for leaf in leaves]
    return tree(json.loads(analysed.toJSON())), names


class _Following:
    """`datasets`: the name of a table -> whose it is. `bounds`: the conditions by which inputs were made smaller before
    the job saw them, which are none of its own. `leaves`: the tables to come, in their order."""

    def __init__(self, datasets: Mapping[str, str], bounds: frozenset[str], leaves: list[str]) -> None:
        self.datasets, self.bounds, self.leaves = datasets, bounds, iter(leaves)

    def relation(self, node: Node) -> Relation:
        if not node.parts:
            return self._leaf(node, next(self.leaves))
        below = [self.relation(part) for part in node.parts]
        match node.kind:
            case kind if kind in PASSING:
                return below[0]
            case "Project":
                return _computed(node.expressions("projectList"), below[0])
            case "Aggregate":
                found = _computed(node.expressions("aggregateExpressions"), below[0])
                return _decided(found, below[0], node.expressions("groupingExpressions"), "group_by")
            case "Window":
                return _beside(below[0], _computed(node.expressions("windowExpressions"), below[0]))
            case "Generate":
                return _generated(node, below[0])
            case "Filter":
                condition = node.expression("condition")
                own = same(condition) in self.bounds
                return below[0] if own else _decided(below[0], below[0], (condition,), "filter")
            case "Sort":
                return _decided(below[0], below[0], node.expressions("order"), "sort")
            case "Deduplicate":
                return _decided(below[0], below[0], node.expressions("keys"), "group_by")
            case "Distinct":
                return Relation(below[0].columns, below[0].traces, merged(below[0].rows, _all(below[0], "group_by")))
            case "Join":
                return _joined(node, *below)
            case "Union" if not node.fields["byName"]:
                return _united(below)
            case "Intersect" | "Except":
                decide = merged(*(one.rows for one in below), *(_all(one, "filter") for one in below))
                return Relation(below[0].columns, below[0].traces, decide)
            case "Expand":
                return _expanded(node, below[0])
        raise Untold(f"{node.kind} in a plan")

    def _leaf(self, node: Node, table: str) -> Relation:
        if node.kind == "OneRowRelation":
            return Relation({}, {})
        if table not in self.datasets:
            raise Untold(f"{table or node.kind}, which is no input")
        columns = {one.number: one.name for one in node.expressions("output")}
        own: How = "identity"
        at = self.datasets[table]
        return Relation(columns, {number: {(at, name): frozenset({own})} for number, name in columns.items()})


def _computed(expressions: tuple[Node, ...], below: Relation) -> Relation:
    columns = {one.number: one.name for one in expressions}
    return Relation(columns, {one.number: trace(one, below.traces, "identity") for one in expressions}, below.rows)


def _decided(found: Relation, below: Relation, by: tuple[Node | None, ...], how: How) -> Relation:
    """With rows that some expressions decide."""
    rows = merged(found.rows, *(trace(one, below.traces, how) for one in by if one))
    return Relation(found.columns, found.traces, rows)


def _beside(left: Relation, right: Relation) -> Relation:
    rows = merged(left.rows, right.rows)
    return Relation({**left.columns, **right.columns}, {**left.traces, **right.traces}, rows)


def _joined(node: Node, left: Relation, right: Relation) -> Relation:
    both, kind = _beside(left, right), node.fields["joinType"]["object"].rpartition(".")[2]
    if kind not in (*LEFT_ONLY, *BOTH):
        raise Untold(f"a join of kind {kind}")
    kept = left if kind in LEFT_ONLY else both
    return _decided(Relation(kept.columns, kept.traces, both.rows), both, (node.expression("condition"),), "join")


def _generated(node: Node, below: Relation) -> Relation:
    """Rows made of values, such as an array's."""
    generator = node.expression("generator")
    if node.fields["unrequiredChildIndex"] or generator is None:
        raise Untold("a generator that leaves columns out")
    made = node.expressions("generatorOutput")
    from_ = dict.fromkeys((one.number for one in made), trace(generator, below.traces, "transformation"))
    return _beside(below, Relation({one.number: one.name for one in made}, from_))


def _united(below: list[Relation]) -> Relation:
    """Column by column; the numbers are the first one's."""
    numbers = zip(*(one.columns for one in below), strict=True)
    traces = {each[0]: merged(*(one.traces[n] for one, n in zip(below, each, strict=True))) for each in numbers}
    return Relation(below[0].columns, traces, merged(*(one.rows for one in below)))


def _expanded(node: Node, below: Relation) -> Relation:
    """Each row several times, as grouping sets need it."""
    output = node.expressions("output")
    sets = [[trace(tree(one), below.traces, "identity") for one in each] for each in node.fields["projections"]]
    traces = {one.number: merged(*column) for one, column in zip(output, zip(*sets, strict=True), strict=True)}
    return Relation({one.number: one.name for one in output}, traces, below.rows)


def _all(found: Relation, how: How) -> Trace:
    return merged(*(used(one, how) for one in found.traces.values()))
