"""Columns as a contract promises them, of Iceberg's types: the one vocabulary of types everywhere else."""

from collections.abc import Mapping

from pydantic import JsonValue

from levada.plan.tables import Column
from levada.spec.odcs_types import type_of
from levada.spec.privacy import guarded


def columns(properties: tuple[Mapping[str, JsonValue], ...]) -> tuple[Column, ...]:
    """Columns of a contract's object, in its order. A `physicalType` we know wins over the `logicalType`."""
    return tuple(
        Column(str(item["name"]), type_of(item), str(item.get("description") or ""), guarded(item))
        for item in properties
    )
