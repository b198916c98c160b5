"""What can go wrong, and whether trying again can help: the raiser says."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal


class LevadaError(Exception):
    """Everything levada raises on purpose; its text is written for the person who has to act."""


class Retryable(LevadaError):
    """Trying again later may succeed: a missing file, a lost connection, a lost race."""


class Permanent(LevadaError):
    """Trying again cannot help until somebody changes something: bad data, a bad spec, a refused change."""


class Skipped(LevadaError):
    """The step is not for this run: neither a success nor a failure."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in one place of one file, and its cure. Lines and columns count from 1; 0: the whole file.

    `id`: which kind of mistake it is; docs/errors.md has a paragraph for each. `severity`: a warning stops nothing."""

    file: str
    line: int
    column: int
    path: str
    message: str
    hint: str = ""
    source: str = ""
    id: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        said = self.message if self.severity == "error" else f"warning: {self.message}"
        lines = [f"{place}: {self.path}: {said}" if self.path else f"{place}: {said}"]
        if self.source:
            lines += [f"    {self.source}", "    " + " " * (self.column - 1) + "^"]
        if self.id:
            lines[0] += f" [{self.id}]"
        if self.hint:
            lines.append(f"    cure: {self.hint}")
        return "\n".join(lines)


class SpecError(Permanent):
    """Every mistake found in the specs, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


class Blocked(Permanent):
    """Data that failed checks of severity error: nothing of it was published. `results` are `CheckResult`s."""

    def __init__(self, message: str, results: tuple[object, ...] = ()) -> None:
        self.results = results
        super().__init__(message)
