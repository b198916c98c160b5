"""Contracts: whether they exist, and who needs one."""

from collections.abc import Iterator

from levada.names import DATASET, nearest
from levada.spec.odcs_relationships import of_column
from levada.spec.rules.case import Case
from levada.spec.source import Mistake, Path

NESTED = ("object", "array", "map", "vector")
LATER = "known, not in this release"


def contracts(case: Case) -> Iterator[Mistake]:
    """Contracts, and objects in them, that do not exist."""
    if case.pipeline.contract is not None:
        yield from _exists(case, ("contract",), case.pipeline.contract)
    for dataset, spec in case.pipeline.datasets.items():
        path: Path = ("datasets", dataset, "contract")
        if isinstance(spec.contract, str):
            yield from _exists(case, path, spec.contract.partition("#")[0])
            yield from _object(case, path, dataset, spec.contract)


def _exists(case: Case, path: Path, name: str) -> Iterator[Mistake]:
    if name not in case.contracts and name not in case.broken:
        known = sorted({*case.contracts, *case.broken})
        hint = nearest(name, known) or f"write it: include/contracts/{name}.odcs.yaml"
        yield Mistake(path, f"there is no contract {name!r}", hint)


def _object(case: Case, path: Path, dataset: str, said: str) -> Iterator[Mistake]:
    """The object a dataset names, or the one whose `physicalName` it is."""
    name, _, wanted = said.partition("#")
    contract = case.contracts.get(name)
    if contract is None:
        return
    if wanted and wanted not in (objects := [item.name for item in contract.objects]):
        hint = nearest(wanted, objects) or f"objects there: {', '.join(objects)}"
        yield Mistake(path, f"{contract.file} has no object {wanted!r}", hint)
    elif not wanted and dataset not in {item.physical_name for item in contract.objects}:
        hint = f"give one the `physicalName: {dataset}`, or write {name}#OBJECT"
        yield Mistake(path, f"no object of {contract.file} is {dataset}", hint)


def inline(case: Case) -> Iterator[Mistake]:
    """ODCS properties written in the pipeline itself."""
    yield from case.complaints


def relationships(case: Case) -> Iterator[Mistake]:
    """Foreign keys written in the pipeline itself, which name a dataset and one of its columns."""
    for dataset, spec in case.pipeline.datasets.items():
        if not isinstance(spec.contract, tuple) or case.undecided(dataset):
            continue
        for number, item in enumerate(spec.contract):
            for said in of_column(item):
                path = ("datasets", dataset, "contract", number, "relationships", said.number, "to")
                yield from _referred(case, path, said.to)


def _referred(case: Case, path: Path, to: str) -> Iterator[Mistake]:
    dataset, _, column = to.rpartition(".")
    if not DATASET.fullmatch(dataset):
        yield Mistake(path, f"{to} is not a column of a dataset", "write namespace.table.column: raw.airlines.carrier")
        return
    columns = [str(item.get("name")) for item in case.properties(dataset) or ()]
    if columns and column not in columns:
        hint = nearest(column, columns) or f"columns: {', '.join(columns)}"
        yield Mistake(path, f"the contract of {dataset} has no column {column}", hint)


def files(case: Case) -> Iterator[Mistake]:
    """Files do not tell their types: an ingest of files needs a contract."""
    for path, step, dataset in case.outputs:
        if step.ingest and not case.undecided(dataset) and not case.properties(dataset):
            yield Mistake(path, f"{dataset} is loaded from files and has no contract", _promised(case, dataset))


def _promised(case: Case, dataset: str) -> str:
    """How it comes to one; perhaps there is one already, under a name misspelt."""
    name = case.contract_id(dataset)
    contract = case.contracts.get(name)
    if contract and (near := nearest(dataset, [item.physical_name for item in contract.objects])):
        return f"{near} So says a `physicalName` in {contract.file}"
    file = f"include/contracts/{name}.odcs.yaml"
    return f"write `contract:` with its columns under datasets.{dataset}, or give an object of {file} " \
           f"the `physicalName: {dataset}`"  # fmt: skip


def nested(case: Case) -> Iterator[Mistake]:
    """Columns with columns inside, which tables cannot keep yet."""
    for path, _, dataset in case.outputs:
        for item in case.properties(dataset) or ():
            if item.get("logicalType") in NESTED:
                message = f"column {item.get('name')} of {dataset} is of type {item['logicalType']}: {LATER}"
                yield Mistake(path, message, "flatten it, or keep it as text: logicalType: string")


RULES = (contracts, inline, relationships, files, nested)
