"""The rows of a scope, for engines that find the files of a snapshot themselves."""

from collections.abc import Iterator
from datetime import date, datetime

from pyiceberg.schema import Schema
from pyiceberg.types import NestedField, PrimitiveType

from levada.engines.gate.idiom import Idiom
from levada.engines.gate.values import instant, typed
from levada.lake.reading import Scope
from levada.lake.window import Window


def selected(idiom: Idiom, scope: Scope, table: str, *conditions: str) -> str:
    """SELECT of a scope's rows. `table`: how the engine names the table at the scope's snapshot; where there is none,
    the table. `conditions`: what else must be true of them."""
    if scope.snapshot_id is None:
        return f"SELECT * FROM {table} WHERE false"
    must = [*conditions, *([inside(idiom, scope.filter)] if scope.filter else [])]
    return f"SELECT {', '.join(_columns(idiom, scope))} FROM {table}" + (f" WHERE {' AND '.join(must)}" if must else "")


def inside(idiom: Idiom, window: Window) -> str:
    """The condition that a row lies in an interval; null where it has no time."""
    name, kind = idiom.identifier(window.column), window.field.field_type
    lower, upper = (typed(idiom, _spelt(str(kind), bound), kind) for bound in (window.lower, window.upper))
    return f"{name} >= {lower} AND {name} < {upper}"


def _spelt(kind: str, bound: datetime | date) -> str:
    if not isinstance(bound, datetime):
        return str(bound)
    return instant(bound) if kind == "timestamptz" else bound.isoformat(" ", "microseconds")


def _columns(idiom: Idiom, scope: Scope) -> Iterator[str]:
    """The columns of a snapshot, seen through those that its readers have: by their numbers, not by their names."""
    kept, now = _kept(scope), {field.field_id for field in scope.table.schema().fields}
    if kept == scope.schema and now >= {field.field_id for field in kept.fields}:
        yield "*"
        return
    names = {field.field_id: idiom.identifier(field.name) for field in kept.fields}
    there = {number: name if number in now else idiom.staged.format(name) for number, name in names.items()}
    yield from (_column(idiom, field, there.get(field.field_id)) for field in scope.schema.fields)


def _column(idiom: Idiom, field: NestedField, there: str | None) -> str:
    name, kind = idiom.identifier(field.name), field.field_type
    if isinstance(kind, PrimitiveType):
        return f"CAST({there or 'NULL'} AS {idiom.type(kind)}) AS {name}"
    return f"{there or 'NULL'} AS {name}"


def _kept(scope: Scope) -> Schema:
    """The columns with which a snapshot was written."""
    snapshot = scope.table.snapshot_by_id(scope.snapshot_id or 0)
    number = snapshot.schema_id if snapshot else None
    return scope.schema if number is None else scope.table.schemas()[number]
