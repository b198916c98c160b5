"""Foreign keys: ODCS' relationships, followed from a dataset's columns to the dataset whose key they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from levada.names import DATASET
from levada.spec.contract import Contract, ContractObject, Relationship
from levada.spec.odcs_relationships import of_column
from levada.spec.pipeline import Pipeline
from levada.spec.project import contract_of


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns whose values, where none is null, some row of `dataset` has in its `keys`. `dataset` None: where the
    object is kept is not known; `to`: as the contract has it."""

    id: str
    columns: tuple[str, ...]
    dataset: str | None
    keys: tuple[str, ...]
    to: str


def foreign_keys(
    pipeline: Pipeline, name: str, dataset: str, contracts: Mapping[str, Contract]
) -> Iterator[ForeignKey]:
    """The foreign keys of a dataset of a pipeline, in the order of its contract."""
    found = contract_of(pipeline, name, dataset, contracts)
    if found is None:
        return
    spec = pipeline.datasets.get(dataset)
    if spec and isinstance(spec.contract, tuple):
        yield from _inline(found)
        return
    said = spec.contract if spec and isinstance(spec.contract, str) else None
    contract = contracts[(said or pipeline.contract or name).partition("#")[0]]
    for one in found.relationships:
        yield ForeignKey(one.id, one.columns, _kept(pipeline, contract, one), one.keys, one.to)


def _inline(written: ContractObject) -> Iterator[ForeignKey]:
    """Of columns written in the pipeline itself, which name datasets: `to: raw.airlines.carrier`."""
    for item in written.properties:
        for said in of_column(item):
            dataset, _, key = said.to.rpartition(".")
            known = dataset if DATASET.fullmatch(dataset) else None
            yield ForeignKey(said.id, (str(item["name"]),), known, (key,), said.to)


def _kept(pipeline: Pipeline, contract: Contract, one: Relationship) -> str | None:
    """The dataset of an object: one that names it, or the one it names."""
    for dataset, spec in pipeline.datasets.items():
        if one.object and spec.contract == f"{contract.id}#{one.object}":
            return dataset
    names = (item.physical_name for item in contract.objects if item.name == one.object)
    return next((name for name in names if DATASET.fullmatch(name)), None)
