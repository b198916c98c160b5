"""One pipeline on the table: its document, and the contracts it may speak of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from pydantic import JsonValue

from levada.spec import odcs
from levada.spec.contract import Contract, Properties
from levada.spec.documents import Parsed
from levada.spec.foreign_keys import ForeignKey, foreign_keys
from levada.spec.pipeline import Pipeline
from levada.spec.project import contract_of
from levada.spec.source import Mistake, Path
from levada.spec.step import Read, Step


@dataclass(frozen=True)
class Case:
    """`contracts`: by id; `broken`: ids of those with mistakes. `unsure`: names too early to miss."""

    name: str
    pipeline: Pipeline
    page: Parsed[Pipeline]
    contracts: Mapping[str, Contract]
    broken: frozenset[str]
    unsure: frozenset[str]

    def inherited(self, path: Path) -> bool:
        """Whether the pipeline's own file does not say it, but defaults or the environment do."""
        return self.page.source.place.at(self.page.original(path))[1].file in self.page.source.others

    @cached_property
    def outputs(self) -> tuple[tuple[Path, Step, str], ...]:
        """Where each dataset is filled: path, step, dataset."""
        return tuple(self._outputs())

    def _outputs(self) -> Iterator[tuple[Path, Step, str]]:
        for number, step in enumerate(self.pipeline.steps):
            keys: Iterable[str | int] = step.into if isinstance(step.into, dict) else range(len(step.into))
            for key, dataset in zip(keys, step.outputs.values(), strict=False):
                yield ("steps", number, "into", key), step, dataset

    def inputs(self) -> Iterator[tuple[Path, Step, Read]]:
        """Where each dataset is read: path, step, what is read of it."""
        return iter(self._inputs)

    @cached_property
    def _inputs(self) -> tuple[tuple[Path, Step, Read], ...]:
        return tuple(self._reads())

    def _reads(self) -> Iterator[tuple[Path, Step, Read]]:
        for number, step in enumerate(self.pipeline.steps):
            pairs: Iterable[tuple[str | int, Read]] = (
                list(step.reads.items()) if isinstance(step.reads, dict) else enumerate(step.reads)
            )
            for key, read in pairs:
                yield ("steps", number, "reads", key), step, read

    @cached_property
    def writers(self) -> dict[str, Step]:
        """Dataset -> the step that fills it."""
        return {dataset: step for _, step, dataset in self.outputs}

    @cached_property
    def complaints(self) -> tuple[Mistake, ...]:
        """What is wrong with ODCS properties written in the pipeline itself."""
        return tuple(
            mistake
            for dataset, spec in self.pipeline.datasets.items()
            if isinstance(spec.contract, tuple)
            for mistake in odcs.inline(spec.contract, ("datasets", dataset, "contract"))
        )

    @cached_property
    def _doubtful(self) -> frozenset[Path]:
        wrong = (mistake.path for mistake in self.complaints if mistake.severity == "error")
        return frozenset(map(self.page.original, wrong))

    def undecided(self, dataset: str) -> bool:
        """Whether a dataset's contract was said in a place, or in a file, that has mistakes."""
        if self.page.touched(("datasets", dataset, "contract")) or self.page.touched(("contract",)):
            return True
        spec = self.pipeline.datasets.get(dataset)
        if spec and isinstance(spec.contract, tuple):
            return any(path[:3] == ("datasets", dataset, "contract") for path in self._doubtful)
        if spec and spec.contract is not None:
            return contract_of(self.pipeline, self.name, dataset, self.contracts) is None
        named = self.contract_id(dataset)
        return named in self.broken or (self.pipeline.contract is not None and named not in self.contracts)

    def contract_id(self, dataset: str) -> str:
        spec = self.pipeline.datasets.get(dataset)
        said = spec.contract if spec and isinstance(spec.contract, str) else None
        return (said or self.pipeline.contract or self.name).partition("#")[0]

    def properties(self, dataset: str) -> Properties | None:
        """The columns a dataset's contract promises; None: it has none, or it is undecided."""
        if self.undecided(dataset):
            return None
        found = contract_of(self.pipeline, self.name, dataset, self.contracts)
        return found.properties if found else None

    def foreign_keys(self, dataset: str) -> tuple[ForeignKey, ...]:
        """The foreign keys of a dataset whose contract is not undecided."""
        return tuple(foreign_keys(self.pipeline, self.name, dataset, self.contracts))

    def column(self, dataset: str, name: str) -> Mapping[str, JsonValue] | None:
        return next((item for item in self.properties(dataset) or () if item.get("name") == name), None)
