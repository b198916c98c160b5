"""Where a plan is carried out: catalogue, landing, and which engine performs which verb."""

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Environment:
    """`catalogue`: pyiceberg's own property names. Relative paths (`landing`, a sqlite URI, a warehouse) are the
    project's root's. `verbs`: verb (and `check`) -> engine."""

    name: str
    catalogue: tuple[tuple[str, str], ...]
    landing: str = "data"
    verbs: tuple[tuple[str, str], ...] = ()

    def landed(self, root: Path, path: str) -> Path:
        """Where a file lies: absolute, or relative to the landing, which may be relative to the project's root."""
        return Path(os.path.abspath(root / self.landing / path))

    @property
    def lineage_namespace(self) -> str:
        return f"iceberg://{self.name}"
