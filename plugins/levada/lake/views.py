"""The name by which everybody reads a table that another engine builds: one view, in two dialects, of what is
published.

Its owner reads for whoever asks, so that nobody needs a right on the table beneath. It names its columns, so that a
build with other columns changes nothing before it is published."""

import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from pyiceberg.exceptions import NamespaceAlreadyExistsError, NoSuchViewError, ViewAlreadyExistsError
from pyiceberg.schema import Schema, assign_fresh_schema_ids
from pyiceberg.table import Table
from pyiceberg.types import NestedField
from pyiceberg.view import View
from pyiceberg.view.metadata import ViewVersion

from levada.errors import Permanent
from levada.lake.ancestry import main, schema_of
from levada.lake.catalogue import Lake
from levada.lake.marks import OWNER, PUBLISHED, SEEN_AS
from levada.lake.sql import identifier
from levada.names import CATALOGUE, namespace

if TYPE_CHECKING:
    from levada.lake.rest import Rest

BENEATH = "levada.table"
"""The property of a view of ours that names its table."""
LAST = -1
"""In a change of a view: the schema or the version that the same change adds."""


def before(lake: Lake, dataset: str, schema: Schema) -> None:
    """Prepare readers for columns that are about to be published: those that go, or change their types, go first."""
    found = _found(lake, dataset)
    if found is None:
        return
    shown = _schema(found)
    types = dict(_shape(schema))
    kept = [field for field in shown.fields if types.get(field.name) == _kind(field)]
    if kept and len(kept) < len(shown.fields):
        _replace(lake, found, Schema(*kept), lake.table(dataset))


def after(lake: Lake, dataset: str) -> None:
    """Let the view have the columns that are published: made if it is not there.

    Raises:
        Permanent: the catalogue keeps no views, or the name is somebody else's.
        CommitFailedException: somebody else changed the view at the same time.
    """
    table = lake.table(dataset)
    now = main(table.metadata)
    schema = None if now is None else schema_of(table.metadata, now)
    if schema is None:
        return
    found = _found(lake, dataset)
    if found is None:
        _create(lake, dataset, schema, table)
    elif _shape(_schema(found)) != _shape(schema):
        _replace(lake, found, schema, table)


def _catalog(lake: Lake) -> "Rest":
    from levada.lake.rest import Rest

    if isinstance(lake.catalog, Rest):
        return lake.catalog
    raise Permanent("a table that another engine builds is shown as a view, which this catalogue cannot keep: use REST")


def _found(lake: Lake, dataset: str) -> View | None:
    try:
        view: View = _catalog(lake).load_view(dataset)
    except NoSuchViewError:
        return None
    except NotImplementedError as error:
        raise Permanent(f"{dataset} is to be a view, which this catalogue does not keep") from error
    if BENEATH not in view.metadata.properties:
        raise Permanent(f"{dataset} is a view that somebody else has made: give the dataset another name, or drop it")
    return view


def _create(lake: Lake, dataset: str, schema: Schema, table: Table) -> None:
    with suppress(NamespaceAlreadyExistsError):
        lake.catalog.create_namespace(namespace(dataset))
    owner = table.properties.get(OWNER)
    properties = {BENEATH: ".".join(table.name())} | ({"trino.run-as-owner": owner} if owner else {})
    with suppress(ViewAlreadyExistsError):
        _catalog(lake).create_view(dataset, schema, ViewVersion(**_version(table, schema, 1, 0)), properties=properties)


def _replace(lake: Lake, view: View, schema: Schema, table: Table) -> None:
    _catalog(lake).change_view(view, _changes(view, schema, table))


def _changes(view: View, schema: Schema, table: Table) -> list[dict[str, Any]]:
    """What makes columns the view's; a version with these columns is not made again, which some servers refuse."""
    number = 1 + max(version.version_id for version in view.metadata.versions)
    known = [one.schema_id for one in view.metadata.schemas if _shape(one) == _shape(schema)]
    same = [one.version_id for one in view.metadata.versions if one.schema_id in known]
    if same:
        return [{"action": "set-current-view-version", "view-version-id": same[-1]}]
    # Servers forget old versions and no columns: what they know already they would not add.
    columns = [] if known else [{"action": "add-schema", "schema": json.loads(_numbered(schema).model_dump_json())}]
    return [
        *columns,
        {"action": "add-view-version", "view-version": _version(table, schema, number, known[-1] if known else LAST)},
        {"action": "set-current-view-version", "view-version-id": LAST},
    ]


def _version(table: Table, schema: Schema, number: int, schema_id: int) -> dict[str, Any]:
    space, name = table.name()
    columns = [field.name for field in schema.fields]
    there = identifier(table.properties.get(SEEN_AS, CATALOGUE), space, name)
    in_trino = f"SELECT {', '.join(map(identifier, columns))} FROM {there} FOR VERSION AS OF '{PUBLISHED}'"
    in_spark = f"SELECT {', '.join(map(_quoted, columns))} FROM {_quoted(CATALOGUE)}.{_quoted(space)}.{_quoted(name)}"
    texts = {"trino": in_trino, "spark": f"{in_spark} VERSION AS OF '{PUBLISHED}'"}
    return {
        "version-id": number,
        "schema-id": schema_id,
        "timestamp-ms": time.time_ns() // 1_000_000,
        "summary": {"engine-name": "levada"},
        "representations": [{"type": "sql", "sql": sql, "dialect": dialect} for dialect, sql in texts.items()],
        "default-namespace": [space],
        "default-catalog": CATALOGUE,
    }


def _quoted(name: str) -> str:
    """A name as Spark has it."""
    return "`" + name.replace("`", "``") + "`"


def _numbered(schema: Schema) -> Schema:
    """With numbers of its own, what is inside of others included: no two are the same."""
    fields = (NestedField(field.field_id, field.name, field.field_type, required=False) for field in schema.fields)
    return assign_fresh_schema_ids(Schema(*fields))


def _schema(view: View) -> Schema:
    metadata = view.metadata
    current = next(one for one in metadata.versions if one.version_id == metadata.current_version_id)
    return next(schema for schema in metadata.schemas if schema.schema_id == current.schema_id)


def _shape(schema: Schema) -> list[tuple[str, str]]:
    return [(field.name, _kind(field)) for field in schema.fields]


def _kind(field: NestedField) -> str:
    """A column's type, however the table has numbered what is inside."""
    return str(assign_fresh_schema_ids(Schema(field)).fields[0].field_type)
