"""Whoever owns a pipeline is told of runs that fail or are late; roles may do what they were given."""

import asyncio
import json
from dataclasses import replace
from types import SimpleNamespace

import pytest
from airflow.models.serialized_dag import SerializedDagModel
from airflow.serialization.serialized_objects import DagSerialization

from levada.plan.graph import Channel, Grant
from levada.plan.items import Listed
from levada.targets.airflow.deadlines import missed
from levada.targets.airflow.failures import sentence
from levada.targets.airflow.signatures import doubtful, faults
from tests.targets.plans import LOCAL, PLAN, dag

POSTCARD, TELEGRAM = "tests.targets.postcards.Postcard", "tests.targets.postcards.Telegram"
FAILURE = {"status": "failed", "error": "raw_flights: no file flights/2013-01-01.csv\nwith a row of it"}
LATE = {"dag_run": {"dag_id": "flights", "dag_run_id": "r"}, "deadline": {"deadline_time": "2013-01-02T06:00:00"}}
GRANTS = (Grant("analysts", "DAGs", ("can_edit", "can_read")), Grant("analysts", "DAG Runs", ("can_create",)))


def channel(file="nowhere", path=POSTCARD, text="{{ message }}"):
    return Channel(path, json.dumps({"text": text, "file": str(file)}))


def made(**changes):
    return dag(replace(PLAN, **changes), LOCAL, "root")


def context(last):
    return {"dag": made(), "run_id": "r", "reason": "task_failure", "ti": last}


@pytest.fixture
def last():
    """The last task instance of a run, as the DAG processor is given it."""
    states = {"r": {"raw_flights": "failed", "staging_flights": "upstream_failed"}}
    return SimpleNamespace(
        dag_id="flights", run_id="r", get_task_states=lambda **_: states, xcom_pull=lambda task_ids: FAILURE
    )


def test_a_failed_run_is_told_with_its_steps_and_without_rows(last, tmp_path):
    made(channel=channel(tmp_path / "card")).on_failure_callback(context(last))
    said = "flights: run r has failed at raw_flights: raw_flights: no file flights/2013-01-01.csv"
    assert (tmp_path / "card").read_text() == said


def test_it_is_told_even_if_nobody_can_say_why(last):
    del last.get_task_states
    assert sentence(context(last)) == sentence(context(None)) == "flights: run r has failed"


def test_of_a_step_that_is_airflows_its_name_is_told(last):
    last.get_task_states = lambda **_: {"r": {"mail": "failed"}}
    assert sentence(context(last)) == "flights: run r has failed at mail"


def test_of_a_step_done_for_each_item_a_few_are_told(last):
    ingest = replace(PLAN.tasks[0], for_each=Listed(tuple("abcdefg")))
    last.get_task_states = lambda **_: {"r": {f"raw_flights.each_{number}": "failed" for number in range(7)}}
    outcome = {"step": "raw_flights", "error": "no file"}
    last.xcom_pull = lambda task_ids, map_indexes: outcome | {"item": "abcdefg"[map_indexes]}
    said = sentence({**context(last), "dag": made(tasks=(ingest,))})
    assert said.startswith("flights: run r has failed at raw_flights[a]: no file; raw_flights[b]: no file; ")
    assert said.endswith("; and 2 more")


def test_the_channels_notifier_is_not_imported_while_a_dag_is_made():
    made(channel=Channel("no.such.Notifier"), deadline=60)


@pytest.mark.parametrize(("path", "end"), [(POSTCARD, ""), (TELEGRAM, " STOP")])
def test_a_late_run_is_told_as_the_notifier_can(path, end, tmp_path, caplog):
    (alert,) = made(channel=channel(tmp_path / "card", path), deadline=60).deadline
    asyncio.run(missed(LATE, **alert.callback.kwargs))
    assert (tmp_path / "card").read_text() == caplog.messages[0] + end


@pytest.mark.parametrize("path", [POSTCARD, TELEGRAM])
def test_what_a_template_names_of_a_failed_run_is_there_of_a_late_one_too(path, tmp_path):
    words = "{{ dag.dag_id }} {{ run_id }} {{ dag_run.dag_id }} {{ dag_run.run_id }}"
    (alert,) = made(channel=channel(tmp_path / "card", path, words), deadline=60).deadline
    asyncio.run(missed(LATE, **alert.callback.kwargs))
    assert (tmp_path / "card").read_text().removesuffix(" STOP") == "flights r flights r"


def test_without_a_channel_nobody_is_told():
    one = made(deadline=60)
    assert (one.on_failure_callback, one.deadline[0].callback.kwargs) == (None, {})


@pytest.mark.filterwarnings("ignore:The airflow.security.permissions module")
def test_roles_may_do_what_they_were_given():
    given = made(access_control=GRANTS)
    assert given.access_control == {"analysts": {"DAGs": {"can_edit", "can_read"}, "DAG Runs": {"can_create"}}}
    assert DagSerialization.from_dict(DagSerialization.to_dict(given)).access_control == given.access_control
    assert made().access_control is None


@pytest.mark.filterwarnings("ignore:The airflow.security.permissions module")
def test_a_dag_with_a_channel_and_roles_is_the_same_every_time():
    stored = [DagSerialization.to_dict(made(channel=channel(), deadline=60, access_control=GRANTS)) for _ in range(2)]
    assert SerializedDagModel.hash(stored[0]) == SerializedDagModel.hash(stored[1])
    assert stored[0]["dag"]["has_on_failure_callback"]


@pytest.mark.parametrize(
    ("path", "arguments", "expected"),
    [
        (POSTCARD, {"text": "{{ message }}", "file": "x"}, []),
        (POSTCARD, {"text": "x", "file": "{{ ds }}"}, [(("args", "file"), "Postcard fills no templates in 'file'")]),
        (POSTCARD, {"txt": "x", "file": "x"}, [
            (("args", "txt"), "Postcard has no argument 'txt'"), (("args",), "Postcard lacks the argument 'text'")]),
        (POSTCARD + "s", {}, [(("class",), "tests.targets.postcards has no notifier Postcards")]),
        ("airflow.providers.standard.operators.bash.BashOperator", {}, [
            (("class",), "airflow.providers.standard.operators.bash has no notifier BashOperator")]),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_notifier(path, arguments, expected):
    found = [(part, message) for part, message, _ in faults(Channel(path, json.dumps(arguments)))]
    assert [(part, text[: len(start)]) for (part, text), (_, start) in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ message }} of {{ dag.dag_id }}", []),
        ("{{ mesage }}", [(("args", "text"), "no run of Airflow's has {{ mesage }}", "did you mean `message`?")]),
    ],
)
def test_a_word_that_no_notifier_is_given(text, expected):
    assert list(doubtful(channel("x", text=text))) == expected
