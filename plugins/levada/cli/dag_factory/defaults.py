"""default_args of a DAG and of its groups: what of them levada says where."""

from collections.abc import Mapping

from levada.cli.dag_factory.findings import Findings
from levada.cli.dag_factory.groups import Order
from levada.cli.dag_factory.steps import EVERYWHERE, SETTINGS, told
from levada.cli.dag_factory.written import Written, overlaid

ELSEWHERE = frozenset({"owner", "start_date", "end_date", "timezone", "trigger_rule"})
"""What the schedule, the pipeline or each step says."""
GROUP = frozenset({"default_args", "dependencies", "parent_group_name", "prefix_group_id"})


def renamed(args: Written | None) -> Written | None:
    """With `retry_delay_sec` under the name that Airflow knows."""
    old = args.get("retry_delay_sec") if args else None
    if args is None or old is None:
        return args
    return Written(
        {"retry_delay": old, **{k: v for k, v in args.items() if k != "retry_delay_sec"}}, args.file, args.line
    )


def look_through(args: Written | None, groups: Mapping[str, Written], findings: Findings) -> None:
    """Everything in them that no step, schedule or pipeline can say."""
    for key, said in args.items() if args else ():
        _judge(key, said, f"default_args.{key}", ELSEWHERE, findings)
    for name, group in groups.items():
        for key, said in group.items():
            if key not in GROUP:
                findings.note(said, f"task_groups.{name}.{key}", "steps have no groups: nobody sees this")
        for key, said in (group.get("default_args") or Written({}, "", 0)).items():
            _judge(key, said, f"task_groups.{name}.default_args.{key}", frozenset({"trigger_rule"}), findings)


def _judge(key: str, said: Written, path: str, elsewhere: frozenset[str], findings: Findings) -> None:
    if gone := told(key):
        findings.leave(said, path, *gone)
    elif key not in elsewhere | EVERYWHERE | SETTINGS.keys():
        message = "only some operators take it, or levada has no word for it"
        findings.leave(said, path, message, "write it in `args` of each step that takes it")


def of_task(task: str, order: Order, args: Written | None) -> Mapping[str, Written]:
    """What a task's groups say for it, and what its DAG says that is no setting of the whole pipeline."""
    groups = [renamed(order.groups[group].get("default_args")) for group in order.lineage(task)]
    shared = {key: value for key, value in (args.items() if args else ()) if key not in SETTINGS}
    return {**shared, **overlaid(*groups)}
