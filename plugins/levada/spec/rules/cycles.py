"""Steps that wait for one another: every circle is named with its path."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from levada.spec.rules.case import Case
from levada.spec.rules.flow import Flow, Found, foreign_keys, listings
from levada.spec.source import Mistake, Path

Node = tuple[str, int]
Edges = dict[tuple[Node, Node], Path]
MOST = 20
KEYS = "fill both in one step, or take one of the relationships or reads out"


def cycles(flow: Flow) -> Found:
    """Each circle, told where its first step waits for its last."""
    edges = dict(_edges(flow))
    for _ in range(MOST):
        circle = _circle(edges)
        if circle is None:
            return
        last, first = circle[-1], circle[0]
        path = edges.pop((last, first))
        alone = len({pipeline for pipeline, _ in circle}) == 1
        words = " → ".join(_name(flow, node, alone) for node in (*circle, first))
        if len(circle) == 1:
            message, hint = f"{words}: the step waits for itself", "fill another dataset than the one it reads"
        else:
            message, hint = f"steps wait for one another: {words}", "take out one of these reads or depends_on"
            if "into" in path:
                message, hint = f"{message} (a foreign key waits for what it refers to)", KEYS
        yield first[0], Mistake(path, message, hint)


def _circle(edges: Edges) -> tuple[Node, ...] | None:
    """One circle, beginning at its smallest step; each waits for the one before it."""
    before: dict[Node, list[Node]] = {}
    for earlier, later in sorted(edges):
        before.setdefault(later, []).append(earlier)
    try:
        TopologicalSorter(before).prepare()
    except CycleError as error:
        nodes: list[Node] = error.args[1][:-1]
        start = nodes.index(min(nodes))
        return (*nodes[start:], *nodes[:start])
    return None


def _edges(flow: Flow) -> Iterator[tuple[tuple[Node, Node], Path]]:
    """Earlier step, later step, and where the later one says so; a foreign key says it where its dataset is filled."""
    for name, case in flow.cases.items():
        yield from _orders(name, case)
        for path, _, read in case.inputs():
            for other, place, step in flow.sources.get(read.dataset, [])[:1]:
                if step is not None:
                    yield ((other, int(place[1])), (name, int(path[1]))), (*path, "dataset")
        for number, listed in listings(case):
            for other, place, step in flow.sources.get(listed.dataset, [])[:1]:
                if step is not None:
                    yield ((other, int(place[1])), (name, number)), ("steps", number, "for_each", "dataset")
        for path, dataset in foreign_keys(case):
            for other, place, step in flow.sources.get(dataset, [])[:1]:
                if step is not None and (other, place[1]) != (name, path[1]):
                    yield ((other, int(place[1])), (name, int(path[1]))), path


def _orders(name: str, case: Case) -> Iterator[tuple[tuple[Node, Node], Path]]:
    numbers = {step.name: number for number, step in enumerate(case.pipeline.steps)}
    for number, step in enumerate(case.pipeline.steps):
        for place, wanted in enumerate(step.depends_on):
            if wanted in numbers:
                yield ((name, numbers[wanted]), (name, number)), ("steps", number, "depends_on", place)
        for dataset in step.when.datasets if step.when else ():
            if dataset in case.writers:
                yield ((name, numbers[case.writers[dataset].name]), (name, number)), ("steps", number, "when")


def _name(flow: Flow, node: Node, alone: bool) -> str:
    pipeline, number = node
    step = flow.cases[pipeline].pipeline.steps[number].name or f"steps.{number}"
    return step if alone else f"{pipeline}.{step}"


RULES = (cycles,)
