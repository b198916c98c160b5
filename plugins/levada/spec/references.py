"""Whether the documents fit together: every rule, over everything that could be understood."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from levada.spec.contract import Contract
from levada.spec.documents import Parsed
from levada.spec.pipeline import Pipeline
from levada.spec.project import contract_ids
from levada.spec.rules import (
    checks,
    conditions,
    cycles,
    files,
    flow,
    items,
    keys,
    layout,
    operators,
    params,
    partitions,
    promises,
    properties,
    reading,
    schedule,
    steps,
    templates,
    waits,
    writes,
)
from levada.spec.rules.case import Case
from levada.spec.source import Mistake, Path

ALONE = (
    *schedule.RULES,
    *steps.RULES,
    *files.RULES,
    *waits.RULES,
    *operators.RULES,
    *params.RULES,
    *conditions.RULES,
    *templates.RULES,
    *items.ALONE,
    *promises.RULES,
    *checks.RULES,
    *layout.RULES,
    *properties.RULES,
    *reading.ALONE,
    *writes.RULES,
    *keys.RULES,
)
"""Rules about one pipeline."""

TOGETHER = (*flow.RULES, *cycles.RULES, *items.TOGETHER, *reading.TOGETHER, *partitions.RULES)
"""Rules about all pipelines that were read."""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that was read. Contracts: None where the file has mistakes. `whole`: nothing was left unread."""

    pipelines: Mapping[str, Parsed[Pipeline]]
    contracts: Mapping[str, Contract | None]
    whole: bool


def check(known: Known) -> Iterator[tuple[str, Mistake]]:
    """Every mistake in how parts refer to one another, with its pipeline. What follows from another one is silent."""
    said: set[tuple[str, Path]] = set()
    for name, mistake in _all(dict(_cases(known)), known):
        if (name, mistake.path) not in said:
            said.add((name, mistake.path))
            yield name, mistake


def _all(cases: Mapping[str, Case], known: Known) -> flow.Found:
    for name, case in cases.items():
        for rule in ALONE:
            for mistake in _own(case, rule(case)):
                yield name, _named(mistake, rule)
    unsure = frozenset[str]().union(*(page.unsure() for page in known.pipelines.values()))
    everybody = flow.Flow(cases, known.whole, unsure)
    for wide in TOGETHER:
        for name, found in wide(everybody):
            for mistake in _own(cases[name], iter((found,))):
                yield name, _named(mistake, wide)


def _named(mistake: Mistake, rule: Callable[..., object]) -> Mistake:
    """A mistake of the kind that its rule finds, unless it knows better."""
    return mistake if mistake.id else replace(mistake, id=id_of(rule))


def id_of(rule: Callable[..., object]) -> str:
    """What mistakes that a rule finds are called: its subject and its name."""
    subject, name = rule.__module__.rpartition(".")[2], rule.__name__
    return (name if name == subject else f"{subject}-{name}").replace("_", "-")


def named_contracts(name: str, pipelines: Mapping[str, Parsed[Pipeline]]) -> set[str]:
    """The contracts a pipeline may speak of: its own stem's, and those it names."""
    model = pipelines[name].model if name in pipelines else None
    return {name} if model is None else contract_ids(model, name)


def _cases(known: Known) -> Iterator[tuple[str, Case]]:
    good = {name: contract for name, contract in known.contracts.items() if contract}
    broken = frozenset(known.contracts) - frozenset(good)
    for name, page in sorted(known.pipelines.items()):
        if page.model is not None:
            yield name, Case(name, page.model, page, good, broken, page.unsure())


def _own(case: Case, found: Iterator[Mistake]) -> Iterator[Mistake]:
    """Mistakes with their paths in the document, without those that stand in a part which is wrong anyway."""
    for mistake in found:
        path = case.page.original(mistake.path)
        if not case.page.touched(path):
            yield replace(mistake, path=path)
