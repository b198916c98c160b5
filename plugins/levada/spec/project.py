"""Everything that was read: the documents under `include/`, checked against one another."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from levada.spec.contract import Contract, ContractObject
from levada.spec.environment import Environment
from levada.spec.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Project:
    """Pipelines by name, their files (relative to the project's root), contracts by id, and one environment.

    `text`: a pipeline's YAML."""

    environment_name: str
    environment: Environment
    pipelines: Mapping[str, Pipeline]
    contracts: Mapping[str, Contract]
    files: Mapping[str, str]
    text: Mapping[str, str] = field(default_factory=dict)

    def contract_of(self, pipeline: str, dataset: str) -> ContractObject | None:
        """The contract object of a dataset of a pipeline: named, inline, or by stem and `physicalName`.

        None where there is none; a reference to what does not exist has been refused by then."""
        return contract_of(self.pipelines[pipeline], pipeline, dataset, self.contracts)


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
