"""A data contract as its owner wrote it: ODCS, verbatim. Here only the view of it that a pipeline needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

Properties = tuple[Mapping[str, JsonValue], ...]


@dataclass(frozen=True, slots=True)
class Relationship:
    """Columns whose values are those of another object's `keys`. `object` empty: it is not in this contract, or the
    keys lie inside of a column. `to`: as it is written."""

    id: str
    columns: tuple[str, ...]
    object: str
    keys: tuple[str, ...]
    to: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """A service-level agreement. `object`, `column`: what it is about; empty: nothing is said."""

    id: str
    property: str
    value: str
    unit: str
    object: str
    column: str


@dataclass(frozen=True, slots=True)
class ContractObject:
    """One table of a contract. `properties` and `quality` are ODCS items, unchanged.

    `dialect`: that of its queries. `file` and `path` say where it stands, for messages."""

    name: str
    physical_name: str
    properties: Properties
    quality: tuple[Mapping[str, JsonValue], ...] = ()
    description: str = ""
    relationships: tuple[Relationship, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    dialect: str = "trino"
    file: str = ""
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """A `*.odcs.yaml` file; `id` is the file's stem and what pipelines call it by. `agreements`: those about none of
    its objects."""

    id: str
    file: str
    version: str
    objects: tuple[ContractObject, ...]
    agreements: tuple[Agreement, ...] = ()
