"""Where a plan is carried out: catalogue, landing, and which engine performs which verb."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Environment:
    """`catalogue`: pyiceberg's own property names. Relative paths (`landing`, a sqlite URI, a warehouse) are the
    project's root's. `verbs`: verb (and `check`) -> engine."""

    name: str
    catalogue: tuple[tuple[str, str], ...]
    landing: str = "data"
    verbs: tuple[tuple[str, str], ...] = ()

    @property
    def lineage_namespace(self) -> str:
        return f"iceberg://{self.name}"
