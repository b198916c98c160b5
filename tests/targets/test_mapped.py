"""A step with `for_each` becomes a group of Airflow's tasks, one of which is mapped."""

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from airflow.models.serialized_dag import SerializedDagModel
from airflow.sdk import DAG
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from airflow.serialization.serialized_objects import DagSerialization

from levada.plan import codec
from levada.plan.actions import Operator
from levada.plan.conditions import ParamIs
from levada.plan.graph import Output
from levada.plan.items import Listed, Values
from levada.targets.airflow.listing import refuse_more
from levada.targets.airflow.operator import Perform
from tests.targets.plans import CLEAN, FLIGHTS, INGEST, LOCAL, PLAN, dag

ROOT = Path("project")
COUNTRIES = Values("raw.countries", "code")
LAKE = replace(LOCAL, catalogue=(("type", "sql"), ("uri", "sqlite:///catalog.db"), ("warehouse", "warehouse")))
BASH = "airflow.providers.standard.operators.bash.BashOperator"


def made(for_each, **changes):
    return dag(replace(PLAN, tasks=(replace(INGEST, for_each=for_each, **changes), CLEAN)), LOCAL, ROOT)


def instance(task, index=0):
    """What becomes of a mapped task for one of its literal items."""
    return task.unmap(task._expand_mapped_kwargs({"ti": SimpleNamespace(map_index=index)})[0])


def stored(dag_):
    return DagSerialization.from_dict(DagSerialization.to_dict(dag_))


def test_a_list_is_mapped_and_a_last_task_stands_for_all_items():
    tasks = made(Listed(("PT", "ES"))).task_dict
    assert list(tasks) == ["raw_flights.each", "raw_flights.all", "staging_flights"]
    assert tasks["staging_flights"].upstream_task_ids == {"raw_flights.all"}
    assert tasks["raw_flights.all"].upstream_task_ids == {"raw_flights.each"}
    assert tasks["raw_flights.all"].trigger_rule == "none_failed_min_one_success"


@pytest.mark.parametrize("changes", [{"for_each": COUNTRIES}, {"for_each": Listed(("PT",)), "when": ParamIs("a", "1")}])
def test_a_task_lists_what_only_a_run_can_tell(changes):
    tasks = made(**changes, trigger_rule="none_failed").task_dict
    assert tasks["raw_flights.each"].upstream_task_ids == {"raw_flights.items"}
    assert tasks["raw_flights.each"].expand_input.value["item"].operator.task_id == "raw_flights.items"
    assert [tasks[f"raw_flights.{name}"].trigger_rule for name in ("items", "each")] == ["none_failed", "all_success"]


def test_an_item_is_tried_as_the_step_says_and_called_after_itself():
    each = made(Listed((7, "a b"))).get_task("raw_flights.each")
    one = instance(each)
    assert (one.item, one.retries, one.pool) == (7, 2, "narrow")
    assert each.map_index_template == "{{ (task.item | string)[:250] }}"
    assert codec.decode(one.work) == INGEST


def test_only_the_last_task_announces_the_datasets():
    tasks = made(COUNTRIES).task_dict
    assert {name: len(task.outlets) for name, task in tasks.items() if name.startswith("raw")} == {
        "raw_flights.items": 0, "raw_flights.each": 0, "raw_flights.all": 1,
    }  # fmt: skip


@pytest.mark.parametrize(("strategy", "at_once"), [("append", None), ("merge", 1), ("delete+insert", 1)])
def test_items_that_replace_rows_by_keys_come_one_after_another(strategy, at_once):
    into = (Output("raw.flights", replace(FLIGHTS, strategy=strategy, unique_key=("id",))),)
    task = made(Listed(("PT", "ES")), into=into).get_task("raw_flights.each")
    assert task.max_active_tis_per_dagrun == at_once


def test_another_s_operator_is_asked_its_item():
    action = Operator(BASH, '{"bash_command": "echo {{ item }} {{ item | upper }} {{ ds }}", "append_env": true}')
    made_ = dag(replace(PLAN, tasks=(replace(INGEST, action=action, for_each=Listed((1, "x")), into=()),)), LOCAL, ROOT)
    one = instance(made_.get_task("raw_flights.each"), 1)
    template = one.get_template_env().from_string(one.bash_command)
    assert template.render(task=one, ds="2024-01-01") == "echo x X 2024-01-01"
    assert instance(made_.get_task("raw_flights.each")).task_display_name == "1"


def test_what_stands_in_an_item_is_no_template():
    action = Operator(BASH, '{"bash_command": "echo {{ item }}"}')
    task = replace(INGEST, action=action, for_each=Listed(("{{ ds }}",)), into=())
    one = instance(dag(replace(PLAN, tasks=(task,)), LOCAL, ROOT).get_task("raw_flights.each"))
    assert one.get_template_env().from_string(one.bash_command).render(task=one, ds="never") == "echo {{ ds }}"


@pytest.mark.parametrize("for_each", [COUNTRIES, Listed(("PT", 2, 0.5))])
def test_it_is_stored_and_read_back_always_the_same(for_each):
    one, other = (SerializedDagModel.hash(DagSerialization.to_dict(made(for_each))) for _ in range(2))
    assert one == other
    assert stored(made(for_each)).get_task("raw_flights.each").is_mapped


def test_it_finds_its_place_in_a_group_too():
    from airflow.sdk import TaskGroup

    from levada.targets.airflow.compiling import artefact
    from levada.targets.airflow.tasks import ends

    whole = artefact(replace(PLAN, tasks=(replace(INGEST, for_each=COUNTRIES),)), LOCAL)
    with DAG("mine", schedule=None) as mine, TaskGroup("flights"):
        first, last = ends(whole["tasks"][0], whole, ROOT)
    assert (first.task_id, last.task_id) == ("flights.raw_flights.items", "flights.raw_flights.all")
    assert mine.get_task("flights.raw_flights.each").downstream_task_ids == {last.task_id}


def test_more_items_than_airflow_maps_are_told(monkeypatch):
    monkeypatch.setenv("AIRFLOW__CORE__MAX_MAP_LENGTH", "3")
    refuse_more("the values of a.b", 3)
    with pytest.raises(AirflowFailException, match=r"the values of a\.b, are 4, and Airflow maps at most 3"):
        refuse_more("the values of a.b", 4)


def test_a_step_without_items_stays_one_task():
    assert isinstance(dag(PLAN, LOCAL, ROOT).get_task("raw_flights"), Perform)


class Instance(dict):
    """A task instance, as far as it has XComs of others, by their ids: one value, or all of a mapped task's."""

    def xcom_pull(self, task_ids):
        return self.get(task_ids)


def execute(task, xcoms=()):
    """What a task returns, and what the events of its outlets carry."""
    events = defaultdict(lambda: SimpleNamespace(extra={}))
    context = {"run_id": "r", "outlet_events": events, "ti": Instance(xcoms), "params": {"a": 1}}
    return type(task).execute.__wrapped__(task, context), {asset.name: event.extra for asset, event in events.items()}


def outcome(rows):
    table = {"dataset": "raw.flights", "status": "published", "rows": rows, "bytes": rows, "files": 1}
    return {"tables": [table]}


@pytest.mark.parametrize("xcoms", [[outcome(2), None, outcome(3), {"tables": []}], outcome(5)])
def test_the_last_task_tells_what_all_items_have_published(tmp_path, xcoms):
    last = dag(replace(PLAN, tasks=(replace(INGEST, for_each=COUNTRIES),)), LAKE, tmp_path).get_task("raw_flights.all")
    _, events = execute(last, {"raw_flights.each": xcoms})
    assert events == {"raw.flights": {"snapshot": None, "interval": None, "rows": 5, "unchanged": False}}


def test_of_what_an_operator_has_done_only_the_interval_is_told(tmp_path):
    action = Operator(BASH, '{"bash_command": "echo {{ item }}"}')
    plan = replace(PLAN, tasks=(replace(INGEST, action=action, for_each=COUNTRIES),))
    assert execute(dag(plan, LAKE, tmp_path).get_task("raw_flights.all"))[1] == {"raw.flights": {"interval": None}}


@pytest.mark.parametrize(("action", "expected"), [(INGEST.action, [1, 2]), (Operator(BASH, "{}"), ["1", "2"])])
def test_the_list_is_an_xcom_of_texts_for_an_operator(tmp_path, action, expected):
    task = replace(INGEST, action=INGEST.action, for_each=Listed((1, 2)), when=ParamIs("a", "1"))
    first = dag(replace(PLAN, tasks=(task,)), LAKE, tmp_path).get_task("raw_flights.items")
    first.work = codec.encode(replace(task, action=action))
    assert execute(first)[0] == expected


def test_where_the_condition_does_not_hold_the_list_is_skipped(tmp_path):
    task = replace(INGEST, for_each=Listed((1, 2)), when=ParamIs("a", "2"))
    with pytest.raises(AirflowSkipException, match="only when param a is 2"):
        execute(dag(replace(PLAN, tasks=(task,)), LAKE, tmp_path).get_task("raw_flights.items"))
