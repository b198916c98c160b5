"""Airflow's own operators: asked before a scheduler sees them, and made of what the spec says."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Literal

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import BaseOperator
from airflow.sdk.definitions._internal.types import ArgNotSet
from airflow.sdk.exceptions import AirflowSkipException
from airflow.serialization.serialized_objects import DagSerialization

from levada.plan.actions import Operator
from levada.plan.conditions import ParamIs
from levada.plan.graph import Output, Plan, Settings, Task
from levada.plan.items import Listed
from levada.plan.tables import Table
from levada.targets.airflow.annotations import doubts
from levada.targets.airflow.foreign import Unfit
from levada.targets.airflow.signatures import doubtful, faults
from tests.targets.plans import LOCAL, dag
from tests.targets.test_loader import REPOSITORY

if TYPE_CHECKING:
    from pathlib import Path as Unknown

BASH = "airflow.providers.standard.operators.bash.BashOperator"


def told(path, **arguments):
    return [(part, message) for part, message, _ in faults(Operator(path, json.dumps(arguments)))]


@pytest.mark.parametrize(
    ("path", "arguments", "expected"),
    [
        (BASH, {"bash_command": "echo {{ ds }}", "env": {"A": "b"}}, []),
        (BASH, {"bash_comand": "x"}, [
            (("args", "bash_comand"), "BashOperator has no argument 'bash_comand'"),
            (("args",), "BashOperator lacks the argument 'bash_command'")]),
        (BASH, {"bash_command": "x", "output_encoding": "{{ ds }}"}, [
            (("args", "output_encoding"), "BashOperator fills no templates in 'output_encoding'")]),
        (BASH, {"bash_command": "a\necho ${#names[@]}", "env": {"A": "{{ ds ", "B": "{% raw %}${#a}{% endraw %}"}}, [
            (("args", "bash_command"), "'bash_command' is no template that Airflow can fill, line 2: Missing end"),
            (("args", "env"), "'env' is no template that Airflow can fill, line 1: unexpected end of template")]),
        (BASH.replace("bash.B", "b.B"), {}, [
            (("class",), "there is no module airflow.providers.standard.operators.b")]),
        (BASH[:-1], {}, [
            (("class",), "airflow.providers.standard.operators.bash has no operator BashOperato")]),
        ("json.JSONDecoder", {}, [(("class",), "json has no operator JSONDecoder")]),
        (BASH, {"bash_command": "x", "max_active_tis_per_dag": "many", "queue": 7, "weight_rule": "none"}, [
            (("args",), "BashOperator cannot be made: ")]),
    ],
)  # fmt: skip
def test_faults(path, arguments, expected):
    found = told(path, **arguments)
    assert [(part, text[: len(start)]) for (part, text), (_, start) in zip(found, expected, strict=True)] == expected


class Typed(BaseOperator):
    """An operator with the annotations there are."""

    template_fields = ("path",)
    template_ext = (".json",)

    def __init__(
        self, text: str = "", flag: "bool | None" = None, number: int = 0, many: "list[str] | Unknown" = (),
        map_: dict[str, int] | None = None, mode: Literal["a", "b"] = "a", either: str | Sequence[str] = "",
        unset: str | ArgNotSet = "", path: "dict[str, Any] | None" = None, when: timedelta | None = None,
        anything=None, fraction: "float" = 0.0, **kwargs,
    ):  # fmt: skip
        super().__init__(**kwargs)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("text", 5, "str, and this is a number"),
        ("text", True, "str, and this is true or false"),
        ("flag", "yes", "bool | None, and this is a text"),
        ("number", "5", "int, and this is a text"),
        ("map_", ["a"], "dict[str, int] | None, and this is a list"),
        ("mode", "c", "Literal['a', 'b'], and this is a text"),
        ("either", {"a": 1}, "str | collections.abc.Sequence[str], and this is a map"),
        ("unset", ["a"], "and this is a list"),
        ("path", "x", "dict[str, typing.Any] | None, and this is a text"),
        ("when", "5m", "datetime.timedelta | None, and this is a text"),
        ("fraction", "1.5", "float, and this is a text"),
        ("max_active_tis_per_dag", "many", "int | None, and this is a text"),
    ],
)
def test_a_value_of_another_type_than_the_annotations_is_told(name, value, said):
    ((argument, message),) = doubts(Typed, {name: value})
    assert argument == name
    assert f"Typed says that {name!r} is " in message
    assert message.endswith(said)


def test_a_word_that_airflow_imports_for_type_checkers_alone_rules_nothing_in():
    ((argument, message),) = doubts(BashOperator, {"bash_command": ["echo", "a"], "cwd": "/"})
    assert (argument, message.endswith("and this is a list")) == ("bash_command", True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("text", "a"), ("text", None), ("number", "{{ params.n }}"), ("number", "{% if a %}1{% endif %}"),
        ("flag", False), ("number", 5), ("number", 1.5), ("many", "a"), ("many", 5), ("map_", {"a": "b"}),
        ("mode", "b"), ("either", "a"), ("either", ["a"]), ("unset", "a"), ("path", "x.json"), ("when", 5),
        ("anything", [1]), ("fraction", 1), ("start_date", "2024-01-01"), ("email", ["a"]), ("nowhere", 1),
    ],
)  # fmt: skip
def test_of_what_cannot_be_told_for_certain_nothing_is_said(name, value):
    assert list(doubts(Typed, {name: value})) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("echo {{ dss }}", [("{{ dss }}", "did you mean `ds`?")]),
        ("{% if execution_date %}{{ ds }}{% endif %}", [("{{ execution_date }}", "see Airflow's reference")]),
        ("{{ ds }} {{ ti.xcom_pull('a') }} {{ macros.ds_add(ds, 1) }} {{ var.value.get('a', '') }} {{ item }}", []),
        ("{% for n in range(3) %}{{ loop.index }} {{ n }}{% endfor %}{% set a = 1 %}{{ a }}", []),
        ("{{ ds ", []),
    ],
)
def test_a_name_that_no_run_has_is_told(text, expected):
    found = list(doubtful(Operator(BASH, json.dumps({"bash_command": "x", "env": {"A": [text]}}))))
    assert [part for part, *_ in found] == [("args", "env")] * len(expected)
    for (_, message, hint), (word, cure) in zip(found, expected, strict=True):
        assert message == f"no run of Airflow's has {word}"
        assert hint.startswith(cure)


def test_what_assets_set_off_has_no_date():
    called = Operator(BASH, json.dumps({"bash_command": "echo {{ ds }} {{ dag_run.partition_key }}"}))
    ((part, message, cure),) = doubtful(called, dated=False)
    assert (part, message) == (("args", "bash_command"), "runs that assets set off have no {{ ds }}")
    assert "`partition_key`" in cure


def plan(**arguments):
    step = Task(
        "p", "o", Operator(BASH, json.dumps(arguments)), into=(Output("raw.a", Table("raw.a")),),
        settings=Settings(retries=2), trigger_rule="none_failed", description="Says so.",
    )  # fmt: skip
    return Plan("p", "p.yaml", tasks=(step,))


def test_it_is_airflows_operator_with_levadas_settings():
    made = dag(plan(bash_command="echo {{ ds }}"), LOCAL, "root").get_task("o")
    assert (type(made).__name__, made.bash_command, made.retries, made.doc_md) == (
        "BashOperator", "echo {{ ds }}", 2, "Says so.",
    )  # fmt: skip
    assert [outlet.name for outlet in made.outlets] == ["raw.a"]


def test_what_it_fills_carries_the_runs_interval():
    made = dag(plan(bash_command="true"), LOCAL, "root").get_task("o")
    days = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 2, tzinfo=UTC)
    context = {"run_id": "r", "data_interval_start": days[0], "data_interval_end": days[1]}
    events = defaultdict(lambda: SimpleNamespace(extra={}))
    made._post_execute_hook(context | {"outlet_events": events}, None)
    (event,) = events.values()
    assert event.extra["interval"]["start"] == "2024-01-01T00:00:00+00:00"


def test_it_can_be_stored():
    made = dag(plan(bash_command="true"), LOCAL, "root")
    assert json.dumps(DagSerialization.to_dict(made)) == json.dumps(DagSerialization.to_dict(made))


@pytest.mark.parametrize("for_each", [None, Listed(("a", "b"))])
def test_one_that_was_right_when_it_was_compiled_and_is_not_now_is_no_dag(for_each):
    made = plan(cmd="true")
    with pytest.raises(Unfit, match="BashOperator has no argument 'cmd'"):
        dag(replace(made, tasks=(replace(made.tasks[0], for_each=for_each),)), LOCAL, "root")


@pytest.mark.parametrize(
    ("said", "place", "message"),
    [
        ("cmd: x", "5:91: steps.0.operator.args.cmd", "BashOperator has no argument 'cmd'"),
        ('bash_command: x, output_encoding: "{{ ds }}"', "5:120: steps.0.operator.args.output_encoding",
         "BashOperator fills no templates in 'output_encoding'"),
    ],
)  # fmt: skip
def test_a_wrong_one_is_an_import_error_with_its_place(tmp_path, monkeypatch, said, place, message):
    (tmp_path / "include/pipelines").mkdir(parents=True)
    text = (
        f"apiVersion: levada/v1\nkind: Pipeline\nsteps:\n  - id: o\n    operator: {{class: {BASH}, args: {{{said}}}}}\n"
    )
    (tmp_path / "include/pipelines/wrong.yaml").write_text(text)
    monkeypatch.setenv("LEVADA_ROOT", str(tmp_path))
    bag = DagBag(REPOSITORY / "dags", bundle_path=REPOSITORY / "dags", bundle_name="dags-folder")
    assert f"include/pipelines/wrong.yaml:{place}: {message}" in bag.import_errors["include/pipelines/wrong.yaml"]
    assert bag.dags == {}


def test_the_scheduler_may_not_pass_over_a_condition():
    empty = Operator("airflow.providers.standard.operators.empty.EmptyOperator")
    step = Task("p", "o", empty, when=ParamIs("mode", '"full"'))
    stored = DagSerialization.from_dict(
        DagSerialization.to_dict(dag(Plan("p", "p.yaml", tasks=(step,)), LOCAL, "root"))
    )
    assert stored.get_task("o").has_on_execute_callback


def test_one_whose_condition_does_not_hold_is_skipped(tmp_path):
    (step,) = plan(bash_command="true").tasks
    step = replace(step, when=ParamIs("mode", '"full"'))
    made = dag(Plan("p", "p.yaml", tasks=(step,)), LOCAL, tmp_path).get_task("o")
    made._pre_execute_hook({"run_id": "r", "params": {"mode": "full"}})
    with pytest.raises(AirflowSkipException, match='only when param mode is "full"'):
        made._pre_execute_hook({"run_id": "r", "params": {"mode": "fast"}})
