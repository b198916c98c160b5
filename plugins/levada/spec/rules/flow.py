"""What flows where: who writes, who reads, and that no water runs uphill."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from levada.names import nearest
from levada.spec.for_each import Values
from levada.spec.rules.case import Case
from levada.spec.rules.templates import interval_words
from levada.spec.schedule import AnyOf
from levada.spec.source import Mistake, Path
from levada.spec.step import Step

Found = Iterator[tuple[str, Mistake]]
"""The pipeline a mistake is in, and the mistake."""


@dataclass(frozen=True)
class Flow:
    """All pipelines that were read. `whole`: these are all there are, so that what is not here does not exist.

    `unsure`: datasets that parts with mistakes, or whole files of them, may have meant."""

    cases: Mapping[str, Case]
    whole: bool
    unsure: frozenset[str]

    @cached_property
    def sources(self) -> dict[str, list[tuple[str, Path, Step | None]]]:
        """Dataset -> everybody who provides it: pipeline, place, step (None: a loader elsewhere)."""
        found: dict[str, list[tuple[str, Path, Step | None]]] = {}
        for name, case in self.cases.items():
            for path, step, dataset in case.outputs:
                found.setdefault(dataset, []).append((name, path, step))
            for dataset, spec in case.pipeline.datasets.items():
                if spec.loader:
                    found.setdefault(dataset, []).append((name, ("datasets", dataset, "loader"), None))
        return found

    @cached_property
    def described(self) -> frozenset[str]:
        """Datasets with settings: that nobody fills them is said there already."""
        return frozenset(dataset for case in self.cases.values() for dataset in case.pipeline.datasets)

    @cached_property
    def vague(self) -> frozenset[str]:
        """Pipelines with a dbt step that does not say what it fills: that may be anything."""
        steps = ((name, step) for name, case in self.cases.items() for step in case.pipeline.steps)
        return frozenset(name for name, step in steps if step.dbt and not step.outputs)

    def where(self, name: str, path: Path) -> str:
        """A place in another file, for a message."""
        page = self.cases[name].page
        return f"{page.source.file}:{page.source.place.at(page.original(path))[1].line}"


def writers(flow: Flow) -> Found:
    """Two who write one dataset."""
    for dataset, (first, *others) in flow.sources.items():
        for name, path, _ in others:
            message = f"{dataset} is already written at {flow.where(*first[:2])}: a dataset has one writer"
            yield name, Mistake(path, message, "let one of them fill another dataset")


def settings(flow: Flow) -> Found:
    """Datasets that are described where nobody fills them."""
    for name, case in flow.cases.items():
        if name in flow.vague:
            continue
        own = case.writers
        for dataset, spec in case.pipeline.datasets.items():
            if dataset in own or spec.loader or dataset in case.unsure or case.page.touched(("datasets", dataset)):
                continue
            others = [other for other, *_ in flow.sources.get(dataset, []) if other != name]
            message = f"no step of this pipeline fills {dataset}"
            hint = nearest(dataset, sorted(own)) or "add the step, or say who else writes it: loader: NAME"
            if others:
                hint = f"its settings belong into the pipeline that writes it: {others[0]}"
            yield name, Mistake(("datasets", dataset), message, hint, key=True)


def reads(flow: Flow) -> Found:
    """Steps that read what nothing provides."""
    for name, case in flow.cases.items() if flow.whole and not flow.vague else ():
        for path, _, read in case.inputs():
            yield from _provided(flow, name, (*path, "dataset"), read.dataset)
        for number, step in enumerate(case.pipeline.steps):
            if step.wait and step.wait.dataset:
                yield from _provided(flow, name, ("steps", number, "wait", "dataset"), step.wait.dataset)
        for number, listed in listings(case):
            yield from _provided(flow, name, ("steps", number, "for_each", "dataset"), listed.dataset)


def references(flow: Flow) -> Found:
    """Foreign keys into what nothing provides."""
    for name, case in flow.cases.items() if flow.whole else ():
        for path, dataset in foreign_keys(case):
            yield from _provided(flow, name, path, dataset, ", to which a foreign key refers")


def listings(case: Case) -> Iterator[tuple[int, Values]]:
    """Steps that are done for each value of a column, by number."""
    for number, step in enumerate(case.pipeline.steps):
        if isinstance(step.for_each, Values):
            yield number, step.for_each


def foreign_keys(case: Case) -> Iterator[tuple[Path, str]]:
    """Where a dataset with foreign keys is filled, and the datasets these refer to."""
    for path, _, dataset in case.outputs:
        keys = () if case.undecided(dataset) else case.foreign_keys(dataset)
        yield from ((path, key.dataset) for key in keys if key.dataset)


def assets(flow: Flow) -> Found:
    """Pipelines that wait for assets nothing provides."""
    for name, case in flow.cases.items() if flow.whole else ():
        for path, asset in _assets(case):
            yield from _provided(flow, name, path, asset)


def awaited(case: Case) -> Iterator[tuple[Path, str]]:
    """The assets that set off a pipeline's runs, and where they are said."""
    if case.pipeline.schedule.assets == "reads":
        reads = {read.dataset for *_, read in case.inputs()} - set(case.writers)
        yield from ((("schedule", "assets"), asset) for asset in sorted(reads))
    yield from _assets(case)


def _assets(case: Case) -> Iterator[tuple[Path, str]]:
    """Those that are said by name."""
    said = case.pipeline.schedule.assets
    path: Path = ("schedule", "assets")
    if isinstance(said, AnyOf):
        said, path = said.any, (*path, "any")
    if isinstance(said, tuple):
        yield from (((*path, number), asset) for number, asset in enumerate(said))


def _provided(flow: Flow, name: str, path: Path, dataset: str, why: str = "") -> Found:
    if dataset not in flow.sources and dataset not in flow.unsure and dataset not in flow.described:
        hint = nearest(dataset, sorted(flow.sources)) or f"add a step that fills it, or datasets.{dataset}.loader"
        yield name, Mistake(path, f"nothing provides {dataset}{why}", hint)


def intervals(flow: Flow) -> Found:
    """`rows: interval` of a dataset that does not say by which column."""
    for name, case in flow.cases.items():
        for path, _, read in case.inputs():
            if read.rows == "interval" and _timeless(flow, read.dataset):
                hint = f"say it under datasets.{read.dataset}: event_time: COLUMN"
                yield name, Mistake((*path, "rows"), f"{read.dataset} has no event_time", hint)


def _timeless(flow: Flow, dataset: str) -> bool:
    """Surely without an event time; what dbt fills has it in its model, what is unknown is unknown."""
    sources = flow.sources.get(dataset, [])
    if len(sources) != 1 or (sources[0][2] and sources[0][2].dbt):
        return False
    case = flow.cases[sources[0][0]]
    spec = case.pipeline.datasets.get(dataset)
    return not (spec and spec.event_time) and not case.page.touched(("datasets", dataset, "event_time"))


def dates(flow: Flow) -> Found:
    """Templates that need an interval in a pipeline started by assets whose writers have none."""
    for name, case in flow.cases.items() if flow.whole else ():
        if case.pipeline.schedule.assets is not None and not _dated(flow, name, frozenset()):
            for path, word in interval_words(case):
                message = f"{{{{ {word} }}}} needs an interval, and the assets this pipeline waits for bring none"
                yield name, Mistake(path, message, "give the pipelines that write them a cron or an interval")


def _dated(flow: Flow, name: str, seen: frozenset[str]) -> bool:
    """Whether runs of a pipeline may have an interval; of what cannot be known, they may."""
    case = flow.cases.get(name)
    if case is None or name in seen or case.page.touched(("schedule",)):
        return True
    said = case.pipeline.schedule
    if said.assets is None or (said.interval and not said.cron):
        return bool(said.cron or said.interval)
    sources = [source for _, asset in awaited(case) for source in flow.sources.get(asset, [])]
    return not sources or any(step is None or _dated(flow, other, seen | {name}) for other, _, step in sources)


RULES = (writers, settings, reads, references, assets, intervals, dates)
