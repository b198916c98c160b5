"""Plans and tasks as JSON and back: how a task travels into another process, and how a program reads a plan."""

from pydantic import TypeAdapter

from levada.plan.environment import Environment
from levada.plan.graph import Plan, Task
from levada.plan.run import Run

_TASK = TypeAdapter(Task)
_PLAN = TypeAdapter(Plan)
_ENVIRONMENT = TypeAdapter(Environment)
_RUN = TypeAdapter(Run)


def encode(task: Task) -> str:
    return _TASK.dump_json(task).decode()


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
