"""Everything that was read: the documents under `include/`, checked against one another."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from levada.errors import Problem
from levada.spec.contract import Contract, ContractObject
from levada.spec.environment import Environment
from levada.spec.layers import Layer
from levada.spec.pipeline import Pipeline
from levada.spec.source import Mistake, Path, Source


@dataclass(frozen=True, slots=True)
class Project:
    """Pipelines by name, contracts by id, and one environment. `sources`: the pipelines' files;
    `contract_sources`: the contracts', by their path. `layers`: where their
    values come from, weak to strong. `opened`: every file that was read, relative to the project's root, and the
    SHA-256 of its bytes. `warnings`: what somebody should change, and nothing depends on yet."""

    environment_name: str
    environment: Environment
    pipelines: Mapping[str, Pipeline]
    contracts: Mapping[str, Contract]
    sources: Mapping[str, Source] = field(default_factory=dict)
    contract_sources: Mapping[str, Source] = field(default_factory=dict)
    environment_source: Source | None = None
    layers: Mapping[str, tuple[Layer, ...]] = field(default_factory=dict)
    opened: Mapping[str, str] = field(default_factory=dict)
    warnings: tuple[Problem, ...] = ()

    def problem(self, pipeline: str, path: Path, message: str, hint: str = "", id_: str = "dbt") -> Problem:
        """A mistake in a pipeline's file that shows only when it is held against something else."""
        return self.sources[pipeline].problem(Mistake(path, message, hint, id=id_))

    def placed(self, problem: Problem) -> Problem:
        """A problem with its line, if it is about the environment's file and does not say one."""
        source = self.environment_source
        if source is None or problem.line or problem.file != source.file:
            return problem
        mistake = Mistake(tuple(problem.path.split(".")), problem.message, problem.hint, id=problem.id)
        return source.problem(mistake)

    def contract_of(self, pipeline: str, dataset: str) -> ContractObject | None:
        """The contract object of a dataset of a pipeline: named, inline, or by stem and `physicalName`.

        None where there is none; a reference to what does not exist has been refused by then."""
        return contract_of(self.pipelines[pipeline], pipeline, dataset, self.contracts)


def contract_ids(pipeline: Pipeline, name: str) -> set[str]:
    """The contracts a pipeline may speak of: its own stem's, and those it names."""
    said = {item.contract.partition("#")[0] for item in pipeline.datasets.values() if isinstance(item.contract, str)}
    return said | {pipeline.contract or name}


def contract_of(
    pipeline: Pipeline, name: str, dataset: str, contracts: Mapping[str, Contract]
) -> ContractObject | None:
    """See `Project.contract_of`."""
    spec = pipeline.datasets.get(dataset)
    said = spec.contract if spec else None
    if isinstance(said, tuple):
        return ContractObject(dataset, dataset, said)
    contract_id, _, wanted = (said or pipeline.contract or name).partition("#")
    if contract_id not in contracts:
        return None
    objects = contracts[contract_id].objects
    if wanted:
        return next((item for item in objects if item.name == wanted), None)
    return next((item for item in objects if item.physical_name == dataset), None)
