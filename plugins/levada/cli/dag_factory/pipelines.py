"""A DAG of dag-factory's as a pipeline of levada's."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from levada.cli.dag_factory import values
from levada.cli.dag_factory.access import access
from levada.cli.dag_factory.defaults import look_through, of_task, renamed
from levada.cli.dag_factory.findings import Findings
from levada.cli.dag_factory.groups import Order, entries
from levada.cli.dag_factory.params import params
from levada.cli.dag_factory.schedules import schedule
from levada.cli.dag_factory.steps import CALLBACK, TELLING, settings, step
from levada.cli.dag_factory.values import literal
from levada.cli.dag_factory.written import Written

SAID = frozenset({
    "schedule", "schedule_interval", "timetable", "timezone", "start_date", "end_date", "catchup", "max_active_runs",
    "max_active_tasks", "concurrency", "default_args", "tasks", "task_groups", "tags", "description", "doc_md",
    "params", "access_control",
})  # fmt: skip
NO_MATTER = frozenset({"default_view", "orientation", "dag_id", "dag_display_name"})
SHAPES = {"default_args": dict, "params": dict, "task_groups": dict | list, "tasks": dict | list, "tags": list}
CURES = {
    "dagrun_timeout": "`deadline` tells of a run that is late; execution_timeout ends a step",
    "doc_md_file_path": "write the text under `description`",
    "is_paused_upon_creation": "pause it in Airflow",
}


def pipeline(dag: Written, findings: Findings) -> dict[str, Any]:
    """The document, in the order of its keys."""
    args = renamed(dag.get("default_args"))
    _unsaid(dag, findings)
    made: dict[str, Any] = {"apiVersion": "levada/v1", "kind": "Pipeline"}
    about = [str(said.value) for said in (dag.get("description"), dag.get("doc_md")) if said]
    made |= {"description": literal("\n\n".join(about))} if about else {}
    if owner := args.get("owner") if args else None:
        made["owner"] = literal(str(owner.value))
    if (tags := dag.get("tags")) and isinstance(tags.value, list):
        made["tags"] = list(dict.fromkeys(literal(str(tag)) for tag in tags.plain()))
    made |= access(dag.get("access_control"), findings)
    made["schedule"] = schedule(dag, args, findings)
    made |= {"params": found} if (found := params(dag.get("params"), findings)) else {}
    made |= (
        {"default_args": found}
        if (found := settings(dict(args.items()) if args else {}, "default_args", findings))
        else {}
    )
    made["steps"] = _steps(dag, args, findings)
    return made


def _unsaid(dag: Written, findings: Findings) -> None:
    for key, said in dag.items():
        if key in SHAPES and not isinstance(said.value, SHAPES[key]):
            findings.leave(said, key, "has not the shape that Airflow asks for", "write a map, of tags a list")
        if key in NO_MATTER:
            findings.note(said, key, "how Airflow shows a DAG is not said in a spec")
        elif CALLBACK.fullmatch(key):
            findings.leave(said, key, *TELLING)
        elif key not in SAID and said.value is not False:
            findings.leave(said, key, "levada has no word for it", CURES.get(key, "say it in Airflow, or go without"))


def _steps(dag: Written, args: Written | None, findings: Findings) -> list[dict[str, Any]]:
    tasks = entries(dag.get("tasks"), "task_id", "tasks", findings)
    groups = entries(dag.get("task_groups"), "group_name", "task_groups", findings)
    look_through(args, groups, findings)
    order = Order(tasks, groups)
    order.work_out(findings)
    made: dict[str, dict[str, Any]] = {}
    for task, said in tasks.items():
        found = step(renamed(said) or said, of_task(task, order, args), f"tasks.{task}", findings)
        if found is None:
            order.without(task)
        else:
            made[task] = found
    ids = _ids(made, order, findings)
    _mentions(made, order, ids, findings)
    upstream = {task: sorted(ids[one] for one in order.upstream[task]) for task in made}
    return [_placed(made[task], ids[task], upstream[task], tasks[task], findings) for task in made]


def _placed(made: dict[str, Any], name: str, before: list[str], said: Written, findings: Findings) -> dict[str, Any]:
    if not before and made.pop("trigger_rule", None):
        findings.note(said, f"tasks.{name}.trigger_rule", "no step comes before it: its turn comes in every case")
    return {"id": name} | made | ({"depends_on": before} if before else {})


def _ids(made: Mapping[str, Any], order: Order, findings: Findings) -> dict[str, str]:
    """Task -> id of its step: a name of levada's, and of no other step."""
    found: dict[str, str] = {}
    for task in made:
        called = order.called(task)
        name = unused(values.name(called), set(found.values()))
        if name != called:
            findings.note(order.tasks[task], f"tasks.{task}", f"the task {called} is the step {name}")
        found[task] = name
    return found


def unused(name: str, taken: set[str]) -> str:
    """The name, or with the first number that makes it another one than those taken."""
    number = 2
    free = name
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def _mentions(made: Mapping[str, Any], order: Order, ids: Mapping[str, str], findings: Findings) -> None:
    """Tasks that templates name, and that are called otherwise now or are gone."""
    old = {order.called(task): ids.get(task) for task in order.tasks}
    for task in made:
        for text in order.tasks[task].texts():
            for called in _named(text.value):
                if called in old and old[called] != called:
                    cure = f"it is {old[called]} now: change it" if old[called] else "it was left out"
                    findings.leave(text, f"tasks.{task}", f"a template names the task {called}", cure)


def _named(text: str) -> Iterator[str]:
    """Quoted words of templates."""
    for template in re.findall(r"\{[{%].*?[%}]\}", text, re.DOTALL):
        yield from re.findall(r"""["']([^"']+)["']""", template)
