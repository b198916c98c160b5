"""What others have done for a task: a cluster that was asked, dbt node by node.

Nothing heavy stands behind it: evidence is spoken of where no table is touched."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Query:
    """What a cluster has done for a task. `id` and `url` find it there. `rows` and `bytes`: those it has read,
    `seconds` from asking to answer, queues included, `peak_memory` in bytes."""

    id: str
    url: str
    state: str
    rows: int = 0
    bytes: int = 0
    seconds: float = 0
    cpu_seconds: float = 0
    peak_memory: int = 0


@dataclass(frozen=True, slots=True)
class Node:
    """What became of a model, snapshot or seed: dbt's id and word for it. `query`: its main query, where a cluster was
    asked."""

    id: str
    status: str
    seconds: float
    query: str = ""
