"""A data contract as its owner wrote it: ODCS, verbatim. Here only the view of it that a pipeline needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

Properties = tuple[Mapping[str, JsonValue], ...]


@dataclass(frozen=True, slots=True)
class ContractObject:
    """One table of a contract. `properties` and `quality` are ODCS items, unchanged.

    `file` and `path` say where it stands, for messages."""

    name: str
    physical_name: str
    properties: Properties
    quality: tuple[Mapping[str, JsonValue], ...] = ()
    description: str = ""
    file: str = ""
    path: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Contract:
    """A `*.odcs.yaml` file; `id` is the file's stem and what pipelines call it by."""

    id: str
    file: str
    version: str
    objects: tuple[ContractObject, ...]
