"""Problems as programs want them: JSON, SARIF for code scanners, workflow commands for GitHub."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from urllib.parse import quote

from levada import __version__
from levada.cli import shapes
from levada.cli.output import counted
from levada.errors import Problem
from levada.spec.pages import pages

Report = Callable[[Sequence[Problem]], str]

SARIF = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def human(problems: Sequence[Problem]) -> str:
    """One paragraph each."""
    wrong = sum(problem.severity == "error" for problem in problems)
    warned = len(problems) - wrong
    counts = [counted(wrong, "problem")] * bool(wrong) + [counted(warned, "warning")] * bool(warned)
    return "\n".join((*map(str, problems), ", ".join(counts)))


def as_json(problems: Sequence[Problem]) -> str:
    """A list of objects."""
    return json.dumps([asdict(shape(problem)) for problem in problems], indent=1)


def shape(problem: Problem) -> shapes.Problem:
    said = asdict(problem)
    return shapes.Problem(cure=said.pop("hint"), **said)


def sarif(problems: Sequence[Problem]) -> str:
    """SARIF 2.1.0: one run, its rules, and a result for each problem."""
    rules = [
        {"id": id_, "shortDescription": {"text": cause}, "help": {"text": cure}}
        for id_, (cause, cure) in pages().items()
    ]
    run = {
        "tool": {"driver": {"name": "levada", "semanticVersion": __version__, "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem) for problem in problems],
    }
    return json.dumps({"$schema": SARIF, "version": "2.1.0", "runs": [run]}, indent=1)


def _result(problem: Problem) -> Mapping[str, object]:
    region = {"region": {"startLine": problem.line, "startColumn": max(problem.column, 1)}} if problem.line else {}
    location = {"physicalLocation": {"artifactLocation": {"uri": quote(problem.file)}, **region}}
    named = {"logicalLocations": [{"fullyQualifiedName": problem.path}]} if problem.path else {}
    text = f"{problem.message}. Cure: {problem.hint}" if problem.hint else problem.message
    return {
        "ruleId": problem.id,
        "level": problem.severity,
        "message": {"text": text},
        "locations": [{**location, **named}],
    }


def github(problems: Sequence[Problem]) -> str:
    """Workflow commands: annotations in the changed files of a pull request."""
    return "\n".join(map(_annotation, problems))


def _annotation(problem: Problem) -> str:
    place = {"file": problem.file, "line": problem.line, "col": problem.column, "title": problem.id}
    said = ",".join(f"{key}={_property(str(value))}" for key, value in place.items() if value)
    path = f"{problem.path}: " if problem.path else ""
    cure = f"\ncure: {problem.hint}" if problem.hint else ""
    return f"::{problem.severity} {said}::{_data(f'{path}{problem.message}{cure}')}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


REPORTS: Mapping[str, Report] = {"human": human, "json": as_json, "sarif": sarif, "github": github}
