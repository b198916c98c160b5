"""Whether Airflow's operators take what specs give them: asked of Airflow, in a process of its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

import click

import levada
from levada.errors import Problem
from levada.plan.actions import Operator
from levada.plan.graph import Plan
from levada.spec.project import Project

ASKED = "levada.targets.airflow.signatures"


def review(project: Project, plans: Iterable[Plan], root: Path) -> Iterator[Problem]:
    """Everything that is wrong with operators; without Airflow, a note that nobody has looked."""
    steps = [(plan.pipeline, task.step, task.action) for plan in plans for task in plan.tasks
             if isinstance(task.action, Operator)]  # fmt: skip
    if not steps:
        return
    if find_spec("airflow") is None:
        click.echo("note: operators are not checked against their classes: Airflow is not installed here", err=True)
        return
    for (pipeline, step, _), found in zip(steps, _answers([action for *_, action in steps], root), strict=True):
        names = [one.name for one in project.pipelines[pipeline].steps]
        for part, message, hint in found:
            yield project.problem(pipeline, ("steps", names.index(step), "operator", *part), message, hint)


def _answers(actions: list[Operator], root: Path) -> list[list[tuple[list[str], str, str]]]:
    """One list of faults for each operator: part, message, cure."""
    with TemporaryDirectory() as folder:
        questions, answers = Path(folder, "questions.json"), Path(folder, "answers.json")
        questions.write_text(json.dumps([asdict(action) for action in actions]))
        command = [sys.executable, "-m", ASKED, str(questions), str(answers)]
        done = subprocess.run(command, env=_environment(root, folder), capture_output=True, text=True, check=False)
        if not answers.exists():
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            click.echo(f"note: operators are not checked: Airflow could not be asked: {last}", err=True)
            return [[] for _ in actions]
        found: list[list[tuple[list[str], str, str]]] = json.loads(answers.read_text())
        return found


def _environment(root: Path, folder: str) -> dict[str, str]:
    """Airflow finds modules in `plugins/` and `dags/`; what it writes on being imported goes with the folder."""
    path = [str(Path(levada.__file__).parents[1]), str(root / "plugins"), str(root / "dags")]
    path += filter(None, [os.environ.get("PYTHONPATH")])
    return {"AIRFLOW_HOME": folder} | os.environ | {"PYTHONPATH": os.pathsep.join(path)}
