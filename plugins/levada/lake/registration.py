"""A sketch of a table in its catalogue: columns, partitions and order, for an engine that writes to nothing else.

It stands in the namespace `<namespace>__build` under the name of the draft that it is for, and nobody reads it. Its
data files lie where the real table's do, and have its field ids; when it goes, they stay."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from time import time
from uuid import UUID, uuid4

from pyiceberg.exceptions import NamespaceAlreadyExistsError, NoSuchTableError
from pyiceberg.manifest import DataFile
from pyiceberg.partitioning import UNPARTITIONED_PARTITION_SPEC
from pyiceberg.schema import Schema
from pyiceberg.table import Table as IcebergTable
from pyiceberg.table import TableProperties
from pyiceberg.table.sorting import UNSORTED_SORT_ORDER
from pyiceberg.table.update import (
    AddPartitionSpecUpdate,
    AddSchemaUpdate,
    AddSortOrderUpdate,
    AssertCreate,
    AssignUUIDUpdate,
    SetCurrentSchemaUpdate,
    SetDefaultSortOrderUpdate,
    SetDefaultSpecUpdate,
    SetLocationUpdate,
    SetPropertiesUpdate,
    TableUpdate,
    UpgradeFormatVersionUpdate,
)

from levada.errors import Permanent, Retryable
from levada.lake.catalogue import Lake
from levada.lake.files import live
from levada.lake.layout import sort_order
from levada.lake.marks import PREFIX
from levada.lake.protocol import JUST_ADDED
from levada.lake.races import retried
from levada.lake.sketch import data_folder
from levada.lake.snapshots import Fork
from levada.names import BUILD, namespace, short
from levada.plan.tables import Table

DAY = timedelta(days=1)
"""After which nobody comes back for a sketch."""


@contextmanager
def registered(lake: Lake, table: Table, fork: Fork, number: UUID) -> Iterator[tuple[str, str]]:
    """A sketch, as long as it is needed: its namespace and its name. Its data files have the number in their paths.

    Raises:
        Permanent: the catalogue makes no such copies.
    """
    space, name = f"{namespace(table.name)}{BUILD}", f"{short(table.name)}__{fork.branch}"

    def attempt() -> None:
        _room(lake, space, name)
        staged = lake.catalog.create_table_transaction((space, name), fork.table.schema()).table_metadata
        unborn = IcebergTable((space, name), fork.table.metadata, "", fork.table.io, lake.catalog)
        changes = tuple(_changes(table, fork, number, staged.location))
        made = lake.catalog.commit_table(unborn, (AssertCreate(),), changes)
        if _numbered(made.metadata.schema()) != _numbered(fork.table.schema()):
            _drop(lake, space, name)
            raise Permanent(
                f"{table.name}: the catalogue numbers the columns of a copy anew, so that files written for it are "
                f"none of the table's: let another engine perform the step"
            )

    retried(table.name, attempt)
    try:
        yield space, name
    finally:
        _drop(lake, space, name)


def files_of(lake: Lake, sketch: tuple[str, str], fork: Fork) -> Iterator[DataFile]:
    """The data files that a sketch has got, as files of the real table.

    Raises:
        Retryable: it is gone.
    """
    try:
        made = lake.catalog.load_table(sketch)
    except NoSuchTableError as error:
        raise Retryable(f"{'.'.join(sketch)} is gone: another attempt at the same has begun. Try again") from error
    snapshot = made.current_snapshot()
    for file in live(made, snapshot.snapshot_id) if snapshot else ():
        file.spec_id = fork.table.metadata.default_spec_id
        yield file


def _changes(table: Table, fork: Fork, number: UUID, location: str) -> Iterator[TableUpdate]:
    """What makes a table of nothing, its columns numbered as the real one's are."""
    kept, schema = fork.table.metadata, fork.table.schema()
    spec = UNPARTITIONED_PARTITION_SPEC if kept.spec().is_unpartitioned() else kept.spec()
    order = sort_order(table, schema) if table.sort_order else UNSORTED_SORT_ORDER
    said = {
        TableProperties.WRITE_DATA_PATH: f"{data_folder(fork.table)}/{number}",
        "write.format.default": "parquet",
    }
    yield AssignUUIDUpdate(uuid=uuid4())
    yield UpgradeFormatVersionUpdate.model_validate({"format-version": kept.format_version})
    yield AddSchemaUpdate.model_validate({"schema": schema})
    yield SetCurrentSchemaUpdate.model_validate({"schema-id": JUST_ADDED})
    yield AddPartitionSpecUpdate(spec=spec)
    yield SetDefaultSpecUpdate.model_validate({"spec-id": JUST_ADDED})
    yield AddSortOrderUpdate.model_validate({"sort-order": order})
    yield SetDefaultSortOrderUpdate.model_validate({"sort-order-id": JUST_ADDED})
    yield SetLocationUpdate(location=location)
    yield SetPropertiesUpdate(updates={**_storage(kept.properties), **said})


def _storage(properties: dict[str, str]) -> dict[str, str]:
    """What a table says of how its files are written."""
    return {key: value for key, value in properties.items() if key.startswith("write.")}


def _room(lake: Lake, space: str, name: str) -> None:
    """Make the namespace, and drop what killed attempts have left: this one's own, and others' that are old."""
    with suppress(NamespaceAlreadyExistsError):
        lake.catalog.create_namespace(space)
    for _, left in lake.catalog.list_tables(space):
        if left == name or (f"__{PREFIX}" in left and _old(lake, space, left)):
            _drop(lake, space, left)


def _old(lake: Lake, space: str, name: str) -> bool:
    try:
        touched = lake.catalog.load_table((space, name)).metadata.last_updated_ms
    except NoSuchTableError:
        return False
    return timedelta(seconds=time() - touched / 1000) > DAY


def _drop(lake: Lake, space: str, name: str) -> None:
    def attempt() -> None:
        with suppress(NoSuchTableError):  # nobody has told that it went at the first attempt
            lake.catalog.drop_table((space, name))

    retried(f"{space}.{name}", attempt)


def _numbered(schema: Schema) -> list[tuple[int, str]]:
    """The columns with their numbers, and those inside them, which their types show."""
    return [(field.field_id, str(field.field_type)) for field in schema.fields]
