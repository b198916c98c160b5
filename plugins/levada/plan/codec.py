"""Plans and tasks as JSON and back: how a task travels into another process, and how a program reads a plan."""

import json
from dataclasses import MISSING, fields, is_dataclass, replace
from functools import cache
from hashlib import sha256
from typing import TypeVar

from pydantic import TypeAdapter

from levada.plan.environment import Environment
from levada.plan.graph import Plan, Settings, Task
from levada.plan.run import Run
from levada.plan.tables import Table

Kind = TypeVar("Kind")

FOR_PEOPLE = frozenset({"description"})
KINDS = frozenset({"verb", "kind"})
"""What tells actions and measures apart that have the same fields."""


@cache
def _of(kind: type[Kind]) -> TypeAdapter[Kind]:
    """Made when it is needed: each costs some milliseconds, and a worker needs few."""
    return TypeAdapter(kind)


def encode(task: Task) -> str:
    return _of(Task).dump_json(task).decode()


def essence(task: Task) -> str:
    """What a task makes of its inputs, as JSON: without words for people, and without what is as it is by default, so
    that a key which a later release brings changes nothing for those who do not write it.

    How it is tried and when, what must be true of its rows, and how these are stored, make no other rows."""
    into = tuple(replace(output, table=_rows_of(output.table)) for output in task.into)
    turn = replace(task, settings=Settings(), after=(), trigger_rule="all_success", when=None, for_each=None)
    return json.dumps(_essence(replace(turn, into=into, gate="")), sort_keys=True)


def terms(table: Table) -> str:
    """Under which terms a table's rows are published, as a digest: its checks, what becomes of rows that fail them, the
    properties it has, and whose values only some may see."""
    guarded = tuple(column.name for column in table.columns or () if column.guarded)
    said = _essence((table.checks, table.on_failure, table.properties, guarded))
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _rows_of(table: Table) -> Table:
    columns = table.columns and tuple(replace(column, guarded=False) for column in table.columns)
    return replace(table, columns=columns, key=(), checks=(), on_failure="block", properties=(), sort_order=())


def _essence(value: object) -> object:
    if is_dataclass(value):
        said = {field.name: getattr(value, field.name) for field in fields(value) if field.name not in FOR_PEOPLE}
        usual = {field.name: field.default for field in fields(value) if field.default is not MISSING}
        kept = {name for name in said if name in KINDS or name not in usual or said[name] != usual[name]}
        return {name: _essence(said[name]) for name in kept}
    return [_essence(item) for item in value] if isinstance(value, tuple) else value


def decode(text: str) -> Task:
    made: Task = _of(Task).validate_json(text)
    return made


def encode_plan(plan: Plan) -> str:
    return _of(Plan).dump_json(plan).decode()


def decode_plan(text: str) -> Plan:
    made: Plan = _of(Plan).validate_json(text)
    return made


def encode_environment(environment: Environment) -> str:
    return _of(Environment).dump_json(environment).decode()


def decode_environment(text: str) -> Environment:
    made: Environment = _of(Environment).validate_json(text)
    return made


def encode_run(run: Run) -> str:
    return _of(Run).dump_json(run).decode()


def decode_run(text: str) -> Run:
    made: Run = _of(Run).validate_json(text)
    return made
