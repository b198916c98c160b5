"""A case of the corpus: a pipeline as its author writes it, the files it finds, and the runs that it gets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from levada.intervals import UNITS, on
from levada.plan.run import Run

CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Given:
    """One run: its day, None: it has no interval; and what stands in the project's files from then on. `fails`: a
    pattern of the words with which it has to end."""

    day: date | None
    files: Mapping[str, str]
    reload: bool = False
    fails: str = ""


@dataclass(frozen=True, eq=False)
class Case:
    """`about`: why it is there. `loading`: whether it tries how files are read; in others this process reads them.
    `timezone`: the runs' days are days of it. `cannot`: a setting that refuses it, and a pattern of its words. `alike`:
    a setting in which nothing of it is done otherwise than in `local`, and why."""

    name: str
    about: str
    runs: tuple[Given, ...]
    loading: bool = False
    timezone: str = "UTC"
    cannot: Mapping[str, str] = field(default_factory=dict)
    alike: Mapping[str, str] = field(default_factory=dict)

    def run(self, number: int) -> Run:
        given = self.runs[number]
        interval = on(given.day, UNITS["day"], self.timezone) if given.day else None
        return Run(f"r{number + 1}", interval, reload=given.reload)


def cases() -> tuple[Case, ...]:
    """Every case, by its file."""
    return tuple(_case(path) for path in sorted(CORPUS.glob("*.yaml")))


def _case(path: Path) -> Case:
    said: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    runs = tuple(_given(path.stem, run) for run in said.pop("runs"))
    return Case(path.stem, runs=runs, **said)


def _given(name: str, said: dict[str, Any]) -> Given:
    """`pipeline`: the text of the pipeline's file, where it changes."""
    spec = {f"include/pipelines/{name}.yaml": said["pipeline"]} if "pipeline" in said else {}
    return Given(said.get("day"), {**spec, **said.get("files", {})}, said.get("reload", False), said.get("fails", ""))
