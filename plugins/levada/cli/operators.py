"""Whether Airflow's operators and notifiers take what specs give them: asked of Airflow, in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple

import click

import levada
from levada.errors import Problem
from levada.plan.actions import Operator
from levada.plan.channels import channel
from levada.plan.graph import Channel, Plan
from levada.spec.project import Project
from levada.spec.source import Mistake, Source

ASKED = "levada.targets.airflow.signatures"
Answer = tuple[list[str], str, str, Literal["error", "warning"]]
"""Part, message, cure, and whether it cannot be, or only may be wrong."""


class Asked(NamedTuple):
    """Where a call is written, what is called, and whether the runs that call it have a logical date."""

    source: Source
    path: tuple[str | int, ...]
    called: Operator | Channel
    dated: bool


def review(project: Project, plans: Iterable[Plan], root: Path) -> Iterator[Problem]:
    """Everything that is wrong with operators and notifiers; without Airflow, a note that nobody has looked."""
    asked = [*_steps(project, plans), *_channels(project)]
    if not asked:
        return
    if find_spec("airflow") is None:
        click.echo("note: operators and notifiers are not checked: Airflow is not installed here", err=True)
        return
    for one, found in zip(asked, _answers(asked, root), strict=True):
        for part, message, hint, severity in found:
            mistake = Mistake((*one.path, *part), message, hint, id="operator", severity=severity)
            yield one.source.problem(mistake)


def _steps(project: Project, plans: Iterable[Plan]) -> Iterator[Asked]:
    for plan in plans:
        dated = not plan.schedule.assets or plan.schedule.cron is not None
        names = [one.name for one in project.pipelines[plan.pipeline].steps]
        for task in plan.tasks:
            if isinstance(task.action, Operator):
                path = ("steps", names.index(task.step), "operator")
                yield Asked(project.sources[plan.pipeline], path, task.action, dated)


def _channels(project: Project) -> Iterator[Asked]:
    """Those that nobody uses yet included."""
    if source := project.environment_source:
        for team in sorted(project.environment.channels):
            if found := channel(team, project.environment):
                yield Asked(source, ("channels", team), found, dated=True)


def _answers(asked: list[Asked], root: Path) -> list[list[Answer]]:
    """One list of faults for each."""
    with TemporaryDirectory() as folder:
        questions, answers = Path(folder, "questions.json"), Path(folder, "answers.json")
        questions.write_text(json.dumps([(asdict(one.called), one.dated) for one in asked]))
        command = [sys.executable, "-m", ASKED, str(questions), str(answers)]
        done = subprocess.run(command, env=_environment(root, folder), capture_output=True, text=True, check=False)
        if not answers.exists():
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            click.echo(f"note: operators and notifiers are not checked: Airflow could not be asked: {last}", err=True)
            return [[] for _ in asked]
        found: list[list[Answer]] = json.loads(answers.read_text())
        return found


def _environment(root: Path, folder: str) -> dict[str, str]:
    """Airflow finds modules in `plugins/` and `dags/`; what it writes on being imported goes with the folder."""
    path = [str(Path(levada.__file__).parents[1]), str(root / "plugins"), str(root / "dags")]
    path += filter(None, [os.environ.get("PYTHONPATH")])
    return {"AIRFLOW_HOME": folder} | os.environ | {"PYTHONPATH": os.pathsep.join(path)}
