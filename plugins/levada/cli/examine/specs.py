"""The project's own files: specs, landing, dbt project."""

import os
from collections.abc import Iterator
from pathlib import Path

from levada.cli.examine.finding import Finding, wrong
from levada.cli.init import SCHEMA
from levada.cli.output import counted, document
from levada.cli.project import Place
from levada.errors import LevadaError, SpecError
from levada.plan.actions import Dbt


def specs(place: Place) -> Finding:
    """Whether every spec, and the environment's file among them, can be read and bound to engines."""
    subject = f"specs, environment {place.environment_name}"
    try:
        return Finding(subject, f"fine: {counted(len(place.plans), 'pipeline')}")
    except SpecError as error:
        cure = f"levada -e {place.environment_name} validate lists them"
        return Finding(subject, counted(len(error.problems), "problem"), cure)
    except LevadaError as error:
        return Finding(subject, str(error), "see the message")


def editors(place: Place) -> Iterator[Finding]:
    """Whether the file by which editors check specs, if there is one, has the language of this release: no run needs
    it, so that it is no problem."""
    from levada.spec.schema import schema

    file = place.root / SCHEMA
    if not file.exists():
        return
    if file.read_text("utf-8") == document(schema()):
        yield Finding("editors", f"{SCHEMA} is this release's")
    else:
        yield Finding("editors", f"{SCHEMA} is another release's: `levada schema > {SCHEMA}` brings this one's")


def landing(place: Place) -> Finding:
    where = place.environment.landing
    loads = any(task.action.verb == "ingest" for plan in place.plans.values() for task in plan.tasks)
    if "://" in where:
        return _address(place, where) if loads else Finding("landing", f"{where}: not asked, no step loads a file")
    folder = Path(place.root, where)
    if folder.is_dir():
        shut = not os.access(folder, os.R_OK | os.X_OK)
        cure = "change its permissions" if shut else ""
        return Finding("landing", f"{where}/ {'may not be looked into by this user' if shut else 'is there'}", cure)
    if not loads:
        return Finding("landing", f"{where}/ is not there, and no step loads a file")
    cure = "make it and put the files there, or correct `landing` in the environment's file"
    return Finding("landing", f"{where}/ is not there", cure)


def _address(place: Place, where: str) -> Finding:
    """A bucket, or a folder in one: whether it is there, and may be looked into with our keys."""
    from levada.engines.files.buckets import opened
    from levada.engines.files.remote import told

    try:
        store = opened(place.environment.store(where))
        with told(where, store):
            store.info(where)
    except LevadaError as error:
        return wrong("landing", error, f"look at `storage` of include/environments/{place.environment_name}.yaml")
    return Finding("landing", f"{where} answers")


def dbt(place: Place) -> Iterator[Finding]:
    """Whether dbt can read its project, and builds what the steps say; asked only where a step needs it."""
    steps = [task for plan in place.plans.values() for task in plan.tasks if isinstance(task.action, Dbt)]
    if not steps:
        return
    from levada.engines.dbt.review import review

    found = list(review(place.project, place.plans.values(), place.environment, place.root))
    if found:
        says = f"{counted(len(found), 'problem')}: {found[0].message}"
        yield Finding("dbt project", says, "levada validate lists them")
    else:
        yield Finding("dbt project", f"dbt reads it, and builds what {counted(len(steps), 'step')} say")
