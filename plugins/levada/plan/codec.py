"""Plans and tasks as JSON and back: how a task travels into another process, and how a program reads a plan."""

import json
from dataclasses import MISSING, fields, is_dataclass

from pydantic import TypeAdapter

from levada.plan.environment import Environment
from levada.plan.graph import Plan, Task
from levada.plan.run import Run

FOR_PEOPLE = frozenset({"description"})
KINDS = frozenset({"verb", "kind"})
"""What tells actions and measures apart that have the same fields."""

_TASK = TypeAdapter(Task)
_PLAN = TypeAdapter(Plan)
_ENVIRONMENT = TypeAdapter(Environment)
_RUN = TypeAdapter(Run)


def encode(task: Task) -> str:
    return _TASK.dump_json(task).decode()


def essence(task: Task) -> str:
    """What a task does, as JSON: without words for people, and without what is as it is by default, so that a key which
    a later release brings changes nothing for those who do not write it."""
    return json.dumps(_essence(task), sort_keys=True)


def _essence(value: object) -> object:
    if is_dataclass(value):
        said = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in FOR_PEOPLE}
        usual = {field.name: field.default for field in fields(value) if field.default is not MISSING}
        kept = {name for name in said if name in KINDS or name not in usual or said[name] != usual[name]}
        return {name: _essence(said[name]) for name in kept}
    return [_essence(item) for item in value] if isinstance(value, tuple) else value


def decode(text: str) -> Task:
    return _TASK.validate_json(text)


def encode_plan(plan: Plan) -> str:
    return _PLAN.dump_json(plan).decode()


def decode_plan(text: str) -> Plan:
    return _PLAN.validate_json(text)


def encode_environment(environment: Environment) -> str:
    return _ENVIRONMENT.dump_json(environment).decode()


def decode_environment(text: str) -> Environment:
    return _ENVIRONMENT.validate_json(text)


def encode_run(run: Run) -> str:
    return _RUN.dump_json(run).decode()


def decode_run(text: str) -> Run:
    return _RUN.validate_json(text)
