"""`levada import`: pipelines from what other programs call their own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from levada.cli.dag_factory import dags, values
from levada.cli.dag_factory.findings import Findings
from levada.cli.dag_factory.pipelines import pipeline, unused
from levada.cli.dag_factory.text import text
from levada.cli.dag_factory.written import Written
from levada.cli.output import FORMAT, as_json, counted
from levada.cli.project import Place
from levada.cli.reports import shape
from levada.cli.sentences import Sentences
from levada.cli.shapes import Import, TakenOver
from levada.errors import LevadaError, Problem, SpecError

EPILOG = """\b
Examples:
  levada import dag-factory dags/           every .yml and .yaml below, each with its defaults.yml
  levada import dag-factory dags/sales.yml"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A DAG and what has become of it. `file`: None if it was not written."""

    dag: str
    pipeline: str
    file: str | None
    findings: Findings


@click.group(cls=Sentences)
def command() -> None:
    """Take over pipelines of other programs: dag-factory's."""


@command.command("dag-factory", epilog=EPILOG)
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@FORMAT
@click.pass_obj
def dag_factory(place: Place, path: Path, form: str) -> None:
    """Write a pipeline for each DAG that dag-factory's YAML describes, under include/pipelines/.

    Its tasks become steps with the verb `operator`. What cannot be said is listed, with its place and what to do, and
    the exit code is 1; the rest is written all the same. Overwrites nothing.
    """
    taken, beside, broken = _import(place.root, path)
    left = [*broken, *(problem for one in taken for problem in one.findings.left)]
    if form == "json":
        made = [TakenOver(one.dag, one.pipeline, one.file) for one in taken]
        notes = [shape(note) for note in (*beside, *(note for one in taken for note in one.findings.notes))]
        as_json(Import(made, [shape(problem) for problem in left], notes))
    else:
        _tell(taken, beside, left)
    if left:
        click.get_current_context().exit(1)


def _import(root: Path, path: Path) -> tuple[list[Taken], list[Problem], list[Problem]]:
    """What was taken over, files that hold no DAGs, and files that could not be read."""
    taken: list[Taken] = []
    beside: list[Problem] = []
    broken: list[Problem] = []
    top = path if path.is_dir() else path.parent
    for file in dags.files(path):
        try:
            if said := dags.kind(file):
                beside.append(_left_alone(said))
                continue
            for name, said in dags.dags(file, top):
                taken.append(_take(root, name, said, {one.pipeline for one in taken}))
        except SpecError as error:
            broken += (one for one in error.problems if one not in broken)  # of defaults, each file tells anew
        except LevadaError as error:
            broken.append(Problem(str(file), 0, 0, "", str(error), "nothing of this file was taken over"))
    return taken, beside, broken


def _left_alone(kind: Written) -> Problem:
    """A file that has nothing to do with dag-factory."""
    cure = "put it into include/contracts/, if it is to be kept" if kind.value == "DataContract" else ""
    return Problem(kind.file, kind.line, 1, "", f"a {kind.value}, no DAGs: it is left as it is", cure)


def _take(root: Path, dag: str, said: Written, taken: set[str]) -> Taken:
    findings = Findings(dag)
    name = unused(values.name(dag), taken)
    if name != dag:
        findings.note(said, "", f"the DAG {dag} is the pipeline {name}", "sensors and triggers elsewhere name it too")
    document = pipeline(said, findings)
    if not document["steps"]:
        findings.leave(said, "", "no task of it can be a step: no pipeline is made", "is it a DAG at all?")
        return Taken(dag, name, None, findings)
    if there := next(_existing(root, name), None):
        findings.leave(said, "", f"there is a {there}: it stays as it is", "move it away, or rename the DAG")
        return Taken(dag, name, None, findings)
    target = f"include/pipelines/{name}.yaml"
    (root / target).parent.mkdir(parents=True, exist_ok=True)
    (root / target).write_text(text(document, findings.left), encoding="utf-8")
    return Taken(dag, name, target, findings)


def _existing(root: Path, name: str) -> Iterator[str]:
    """A pipeline may lie in any folder below."""
    for ending in ("yaml", "yml"):
        yield from (
            str(one.relative_to(root)) for one in sorted((root / "include/pipelines").rglob(f"{name}.{ending}"))
        )


def _tell(taken: list[Taken], beside: list[Problem], left: list[Problem]) -> None:
    for note in beside:
        click.echo(f"note: {note}")
    for one in taken:
        click.echo(f"made  {one.file}" if one.file else f"kept  {one.pipeline}: the DAG {one.dag} was not taken over")
        for note in one.findings.notes:
            click.echo(f"note: {note}")
    for problem in left:
        click.echo(f"left out: {problem}")
    click.echo(f"{counted(sum(bool(one.file) for one in taken), 'pipeline')} made, {len(left)} left out")
