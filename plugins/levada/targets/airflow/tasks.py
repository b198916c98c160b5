"""A task becomes an operator: ours, which carries it as JSON, or the one of Airflow's that it names."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Param

from levada.plan import codec
from levada.plan.actions import Operator, Wait
from levada.plan.environment import Environment
from levada.plan.graph import Plan, Settings, Task
from levada.targets.airflow.assets import asset
from levada.targets.airflow.foreign import foreign
from levada.targets.airflow.operator import Perform
from levada.targets.airflow.runs import unit
from levada.targets.airflow.waiting import Await


def operator(task: Task, plan: Plan, environment: Environment, root: Path) -> BaseOperator:
    """The operator of a task; it is in no DAG yet.

    Raises:
        Unfit: the task is Airflow's own, and cannot be made of its arguments.
    """
    common = _common(task, plan, environment)
    if isinstance(task.action, Operator):
        return foreign(task, environment, root, plan.schedule, common)
    made = Await if isinstance(task.action, Wait) else Perform
    return made(
        work=codec.encode(task),
        environment=codec.encode_environment(environment),
        root=str(root),
        timezone=plan.schedule.timezone,
        unit=unit(plan.schedule),
        **common,
    )


def chained(plan: Plan, made: Mapping[str, BaseOperator]) -> None:
    """The plan's order between its operators, given by step."""
    for task in plan.tasks:
        made[task.step].set_upstream([made[step] for step in sorted(task.after)])


def asked(plan: Plan) -> dict[str, Param]:
    """The questions of the form that Airflow shows whoever starts a run."""
    return {question.name: _param(question.value()) for question in plan.params}


def _param(schema: dict[str, Any]) -> Param:
    said = {key: schema.pop(key) for key in ("default", "description") if key in schema}
    return Param(**said, schema=schema)


def _common(task: Task, plan: Plan, environment: Environment) -> dict[str, Any]:
    said = {
        "task_id": task.step,
        "trigger_rule": task.trigger_rule,
        "outlets": [asset(table.name, environment) for table in task.tables],
        "owner": plan.owner or None,
        "doc_md": task.description or None,
    }
    return given(**said) | _settings(task.settings)


def _settings(settings: Settings) -> dict[str, Any]:
    timeout = settings.execution_timeout
    return {
        "retries": settings.retries,
        "retry_delay": timedelta(seconds=settings.retry_delay),
        "execution_timeout": None if timeout is None else timedelta(seconds=timeout),
        "pool": settings.pool,
        "priority_weight": settings.priority_weight,
    }


def given(**values: Any) -> dict[str, Any]:
    """What is said; the rest keeps Airflow's own default."""
    return {name: value for name, value in values.items() if value is not None}
