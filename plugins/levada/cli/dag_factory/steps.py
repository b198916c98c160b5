"""A task of dag-factory's as a step whose verb is `operator`."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, get_args

from levada.cli.dag_factory.findings import Findings
from levada.cli.dag_factory.values import Untranslatable, argument, duration, literal, public, seconds, whole
from levada.cli.dag_factory.written import Written
from levada.names import TriggerRule
from levada.spec.operator import CLASS

PLACED = frozenset({"operator", "dependencies", "task_group_name", "parent_group_name", "trigger_rule", "doc_md",
                    "task_id"})  # fmt: skip
"""Keys that are no arguments of the operator, or not any more."""
CODE = re.compile(r"python_callable.*|response_check.*|(success|failure)_check_(name|file|lambda)|execution_date_fn.*|"
                  r"execution_delta|decorator|expand|partial|variables_as_arguments")  # fmt: skip
CALLBACK = re.compile(r"on_\w+_callback(_name|_file)?|sla_miss_callback(_name|_file)?")
TELLING = (
    "callbacks are code",
    "give the owner a channel in the environment: it is told of runs that fail or are late",
)
NO_SLA = ("Airflow 3 has no SLA any more", "`deadline` of the pipeline tells its owner of a run that is late")
LENGTHS = frozenset({"timeout", "poke_interval", "max_retry_delay"})
EVERYWHERE = frozenset({
    "email", "email_on_retry", "email_on_failure", "retry_exponential_backoff", "max_retry_delay", "depends_on_past",
    "ignore_first_depends_on_past", "wait_for_past_depends_before_skipping", "wait_for_downstream", "weight_rule",
    "queue", "pool_slots", "run_as_user", "map_index_template", "max_active_tis_per_dag", "max_active_tis_per_dagrun",
    "executor", "do_xcom_push",
})  # fmt: skip
"""Arguments that every operator takes: as default_args they mean each task."""
OLD = re.compile(r"airflow\.(operators|sensors)\.(bash|python|empty|dummy|datetime|weekday|external_task|filesystem|"
                 r"latest_only|time|trigger_dagrun)(?:_operator|_sensor)?\.(\w+)")  # fmt: skip
RULES = frozenset(get_args(TriggerRule))
ABOUT = ("a task that needs code, mapping or an object of Python's: write it as a step of its own, "
         "for example `python` with a function")  # fmt: skip


def told(key: str) -> tuple[str, str] | None:
    """What is wrong with a key of a task that is no argument of any step, and the cure: callbacks and lateness, of
    which levada tells by other means."""
    return TELLING if CALLBACK.fullmatch(key) else NO_SLA if key == "sla" else None


def weight(said: Written) -> int:
    """A count of at least 1."""
    return whole(said) or _refuse("a priority_weight is at least 1", "write a greater one")


def word(said: Written) -> str:
    """A text."""
    return literal(said.value) if isinstance(said.value, str) else _refuse("is no text", "write a name")


SETTINGS: Mapping[str, Callable[[Written], Any]] = {
    "retries": whole, "retry_delay": duration, "execution_timeout": duration, "pool": word, "priority_weight": weight,
}  # fmt: skip
"""How tasks are tried: said by both sides in the same words."""


def settings(said: Mapping[str, Written], path: str, findings: Findings) -> dict[str, Any]:
    """Those of a map."""
    found: dict[str, Any] = {}
    for key, read in SETTINGS.items():
        if key in said:
            try:
                found[key] = read(said[key])
            except Untranslatable as error:
                findings.leave(said[key], f"{path}.{key}", *error.args)
    return found


def step(said: Written, defaults: Mapping[str, Written], path: str, findings: Findings) -> dict[str, Any] | None:
    """The step without its id and its place in the order. `defaults`: what its groups and its DAG say for it, beyond
    the DAG's settings. None: it is left out, and that has been told."""
    operator = said.get("operator")
    if operator is None or not re.fullmatch(CLASS, str(operator.value)):
        findings.leave(said, path, "the whole task: its `operator` is no package.module.Class", ABOUT)
        return None
    args = _arguments(said, defaults, path, findings)
    if args is None:
        return None
    own = {**{key: defaults[key] for key in SETTINGS if key in defaults}, **dict(said.items())}
    made: dict[str, Any] = {"operator": {"class": _class(operator, path, findings), "args": args}}
    made |= settings(own, path, findings)
    if rule := own.get("trigger_rule") or defaults.get("trigger_rule"):
        if str(rule.value) not in RULES:
            findings.leave(rule, path, f"the whole task: trigger_rule {rule.value!r} is not known", "write another")
            return None
        made["trigger_rule"] = rule.value
    if about := own.get("doc_md"):
        made["description"] = literal(str(about.value))
    return made


def _arguments(said: Written, defaults: Mapping[str, Written], path: str, findings: Findings) -> dict[str, Any] | None:
    """The operator's arguments; None: one of them cannot be said, so the task would do something else."""
    args: dict[str, Any] = {}
    everywhere = {key: value for key, value in defaults.items() if key in EVERYWHERE}
    for key, value in {**everywhere, **(said.value if isinstance(said.value, dict) else {})}.items():
        if key in PLACED or key in SETTINGS:
            continue
        if elsewhere := told(key):
            findings.leave(value, f"{path}.{key}", *elsewhere)
        elif key in ("owner", "start_date", "end_date"):
            findings.leave(value, f"{path}.{key}", f"a pipeline has one {key}, and so have its tasks", "say it there")
        elif key in ("outlets", "inlets"):
            findings.leave(value, f"{path}.{key}", "assets of levada are datasets", _dataset_cure(key))
        else:
            try:
                args[key] = _argument(key, value)
            except Untranslatable as error:
                message, cure = error.args
                findings.leave(value, f"{path}.{key}", f"the whole task: `{key}` {message}", cure)
                return None
            _machine(value, f"{path}.{key}", findings)
    return _as_json_body(said, args)


def _as_json_body(said: Written, args: dict[str, Any]) -> dict[str, Any]:
    """dag-factory turns the `data` of a request into JSON where its headers promise that."""
    operator, headers = said.get("operator"), args.get("headers")
    asked = str(operator and operator.value).endswith("HttpOperator") and isinstance(args.get("data"), dict)
    if asked and isinstance(headers, dict) and "application/json" in str(headers.get("Content-Type", "")).lower():
        return args | {"data": json.dumps(args["data"])}
    return args


def _argument(key: str, said: Written) -> Any:
    if CODE.fullmatch(key):
        raise Untranslatable("needs dag-factory", ABOUT)
    return public(key, seconds(said) if key in LENGTHS and isinstance(said.value, dict) else argument(said))


def _machine(said: Written, path: str, findings: Findings) -> None:
    """`$NAME`, which dag-factory takes from the scheduler's surroundings."""
    for text in said.texts():
        if found := re.search(r"\$\{?[A-Za-z_]\w*\}?", text.value):
            message = f"{found[0]} is filled by dag-factory when it reads the file; here it stays as it is"
            findings.note(text, path, message, "a shell fills it; elsewhere write the value")


def _class(said: Written, path: str, findings: Findings) -> str:
    path_, old = str(said.value), OLD.fullmatch(str(said.value))
    if old is None:
        return path_
    module, name = ("empty", "EmptyOperator") if old[2] == "dummy" else (old[2], old[3])
    path_ = f"airflow.providers.standard.{old[1]}.{module}.{name}"
    findings.note(said, f"{path}.operator", f"is {path_} since Airflow 3")
    return path_


def _dataset_cure(key: str) -> str:
    return f"name a dataset: {'into' if key == 'outlets' else 'reads'}: [raw.orders]"


def _refuse(message: str, cure: str) -> Any:
    raise Untranslatable(message, cure)
