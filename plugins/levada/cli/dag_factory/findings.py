"""What an import has to tell: what was left out, and what is not quite the same."""

from dataclasses import dataclass, field

from levada.cli.dag_factory.written import Written
from levada.errors import Problem


@dataclass(slots=True)
class Findings:
    """About one DAG. `left`: what no step says now. `notes`: what is said, and differs."""

    dag: str
    left: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)

    def leave(self, said: Written, path: str, message: str, cure: str) -> None:
        self.left.append(self._problem(said, path, message, cure))

    def note(self, said: Written, path: str, message: str, cure: str = "") -> None:
        self.notes.append(self._problem(said, path, message, cure))

    def _problem(self, said: Written, path: str, message: str, cure: str) -> Problem:
        whole = f"{self.dag}.{path}" if path else self.dag
        return Problem(said.file, said.line, 1, whole, message, cure)
