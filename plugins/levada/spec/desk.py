"""What has been read so far, and what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from levada.errors import Problem
from levada.spec.base import Document, Part
from levada.spec.catalogue import unreachable
from levada.spec.contract import Contract
from levada.spec.defaults import Defaults, idle, unused
from levada.spec.documents import Parsed, parsed, partial
from levada.spec.engines import unsafe
from levada.spec.environment import Environment
from levada.spec.folders import Folders, environment_missing, pipeline_missing, variable_missing
from levada.spec.kinds import foreign, headless
from levada.spec.layers import bare, hollowed
from levada.spec.odcs import contract
from levada.spec.orders import orders
from levada.spec.overrides import Order
from levada.spec.parsing import parse
from levada.spec.pipeline import Pipeline
from levada.spec.queries import with_queries
from levada.spec.references import Known, check
from levada.spec.renames import modern, renamed, warnings
from levada.spec.resolution import Around, Resolved, resolved
from levada.spec.secrets import guarded
from levada.spec.shorthand import long_form
from levada.spec.sizes import unordered
from levada.spec.source import Mistake, Source, of_kind

Model = TypeVar("Model", bound=Part)
LOCAL = "local"
DOCUMENTS: Mapping[str, type[Document]] = {"Pipeline": Pipeline, "Defaults": Defaults, "Environment": Environment}
"""Kinds that are levada's own."""


@dataclass(slots=True)
class Desk:
    """`chosen`: the environment that pipelines are read for; `surrounding`: its file. `said`: variables of the command
    line. `promised`: the contracts' files, by their path."""

    root: Path
    found: Folders
    chosen: str
    said: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    pipelines: dict[str, Parsed[Pipeline]] = field(default_factory=dict)
    resolved: dict[str, Resolved] = field(default_factory=dict)
    environments: dict[str, Environment] = field(default_factory=dict)
    contracts: dict[str, Contract | None] = field(default_factory=dict)
    promised: dict[str, Source] = field(default_factory=dict)
    opened: dict[str, str] = field(default_factory=dict)
    orders: tuple[Order, ...] = ()
    surrounding: Source | None = None
    shared: dict[str, tuple[Source, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.problems += self.found.problems

    def surroundings(self) -> None:
        """The environment comes first: pipelines are read for it."""
        self.orders = self.environment(self.chosen)

    def environment(self, name: str) -> tuple[Order, ...]:
        """Read an environment; what it changes in pipelines is returned."""
        if name not in self.found.environments:
            if name == LOCAL:
                self.environments[name] = Environment(apiVersion="levada/v1", kind="Environment")
            else:
                self.problems.append(environment_missing(name, self.found.environments))
            return ()
        page = self._document(Environment, self._open(self.found.environments[name], Environment))
        if name == self.chosen:
            self.surrounding = page.source
        made, wrong = orders(page)
        self._complain(page.source, of_kind("override", wrong))
        if page.model and not page.touched(("engines",)):
            self._complain(page.source, of_kind("engine", unsafe(page.model.engines)))
        if page.model and not page.touched(("catalog",)):
            self._complain(page.source, of_kind("choice", unreachable(page.model.catalog)))
        if page.model and not page.touched(("verbs",)):
            self._complain(page.source, of_kind("engine", unordered(page.model.verbs)))
        if page.model:
            self.environments[name] = page.model
        return made

    def defaults(self, file: str) -> tuple[Source, Any]:
        """A defaults file, with its value in long form; opened once."""
        if file not in self.shared:
            source = self._open(file, Defaults)
            self.shared[file] = source, self._defaults(source)
        return self.shared[file]

    def _defaults(self, source: Source) -> Any:
        other = foreign(source, "Defaults")
        self._complain(source, of_kind("kind", (other,)) if other else source.mistakes)
        if source.value is None or other:
            return {}
        self._complain(source, of_kind("kind", headless(source, "Defaults")))
        whole: Any = long_form(Defaults, source.value) | {"apiVersion": "levada/v1", "kind": "Defaults"}
        wrong = frozenset(mistake.path for mistake in source.mistakes if mistake.path)
        gone, mistakes = partial(Defaults, bare(whole), wrong)
        self._complain(source, mistakes)
        return hollowed(whole, gone)

    def pipeline(self, name: str) -> None:
        if name not in self.found.pipelines:
            self.problems.append(pipeline_missing(name, self.found.pipelines))
            return
        file = self.found.pipelines[name]
        source = self._open(file, Pipeline)
        if other := foreign(source, "Pipeline"):
            self._complain(source, of_kind("kind", (other,)))
            self.pipelines[name] = Parsed(source, None)
            return
        if source.value is not None:
            self._complain(source, of_kind("kind", headless(source, "Pipeline")))
        found = self.resolved[name] = resolved(name, source, self._around(file))
        page = parsed(Pipeline, found.source, found.source.value, "Pipeline", found.holes)
        self._complain(page.source, page.mistakes)
        self.pipelines[name], wrong = with_queries(self.root, page, self.opened)
        self.problems += wrong

    def _around(self, file: str) -> Around:
        where = self.environments.get(self.chosen)
        shared = tuple(self.defaults(path) for path in self.found.defaults_of(file))
        return Around(shared, self.orders, where.variables if where else None, self.said)

    def contract(self, name: str) -> None:
        source = self.promised[self.found.contracts[name]] = self._open(self.found.contracts[name])
        other = foreign(source, "DataContract")
        self.contracts[name], mistakes = (None, of_kind("kind", (other,))) if other else contract(name, source)
        self._complain(source, of_kind("contract", mistakes))

    def compare(self) -> None:
        """What is said for pipelines, and means none of them."""
        if any(page.model is None for page in self.pipelines.values()):
            return  # it may mean what could not be read
        self._unused_defaults()
        used = frozenset[str]().union(*(found.used for found in self.resolved.values()))
        for order in self.orders:
            if order.id not in used:
                home = replace(order.source, place=order.place)
                self._complain(
                    home, [Mistake((), f"override {order.id} selects nothing", "compare its `select`", id="override")]
                )
        self.undeclared()

    def undeclared(self) -> None:
        """Variables that were said, and no pipeline that was read has."""
        declared = {name for page in self.pipelines.values() if page.model for name in page.model.variables}
        self.problems += [variable_missing(name, declared) for name in self.said if name not in declared]

    def _unused_defaults(self) -> None:
        for file, (source, value) in self.shared.items():
            below = [
                dict(self.resolved[name].source.value or {})
                for name, path in self.found.pipelines.items()
                if file in self.found.defaults_of(path)
            ]
            for path, known in unused(value, below):
                self._complain(source, [idle(path, known)])

    def hold_together(self, whole: bool) -> None:
        """What is wrong between the documents."""
        for name, mistake in check(Known(self.pipelines, self.contracts, whole)):
            self._complain(self.pipelines[name].source, (mistake,))

    def _document(self, model: type[Model], source: Source) -> Parsed[Model]:
        """A file as a document of ours; one that is meant to be of another kind is not looked at any further."""
        kind = model.__name__
        if other := foreign(source, kind):
            self._complain(source, of_kind("kind", (other,)))
            return Parsed(source, None)
        page = parsed(model, source, long_form(model, source.value), kind)
        self._complain(source, page.mistakes)
        if source.value is not None:
            self._complain(source, of_kind("kind", headless(source, kind)))
        return page

    def _open(self, file: str, model: type[Part] | None = None) -> Source:
        """A file as it is written, but for words of a kind of ours that are called otherwise by now."""
        try:
            data = (self.root / file).read_bytes()
            self.opened[file] = sha256(data).hexdigest()
            source = guarded(parse(file, data))
            found = renamed(model, source) if model else {}
            self._complain(source, warnings(found))
            return modern(source, found)
        except OSError as error:
            mistake = Mistake(
                (), f"cannot be read: {error.strerror}", "look at the file and its permissions", id="file"
            )
            return Source(file, "", None, mistakes=(mistake,))

    def _complain(self, source: Source, mistakes: Iterable[Mistake]) -> None:
        """What is wrong with a value that many pipelines take from elsewhere, is said once."""
        for said in map(source.problem, mistakes):
            place = (said.file, said.line, said.column)
            if said.file == source.file or all((p.file, p.line, p.column) != place for p in self.problems):
                self.problems.append(said)
