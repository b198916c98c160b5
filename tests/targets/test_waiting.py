"""Waiting in Airflow: the triggerer looks, and no worker is held."""

import asyncio
import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException, TaskDeferred

from levada.plan.actions import Wait
from levada.plan.conditions import ParamIs
from levada.plan.graph import Plan, Task
from levada.targets.airflow import waiting as waits
from levada.targets.airflow.waiting import Arrival
from tests.targets.plans import LOCAL, dag

CONTEXT = {
    "run_id": "r",
    "dag_run": SimpleNamespace(run_after=datetime(2024, 1, 1, tzinfo=UTC)),
    "ti": SimpleNamespace(xcom_push=lambda **_: None),
}


def waiting(root, **said):
    step = Task("p", "w", Wait("files", "there.ok", **said))
    return dag(Plan("p", "p.yaml", tasks=(step,)), LOCAL, root).get_task("w")


def land(root):
    (root / "data").mkdir()
    (root / "data/there.ok").touch()


def execute(task):
    return type(task).execute.__wrapped__(task, CONTEXT)


def test_what_is_there_is_not_waited_for(tmp_path):
    land(tmp_path)
    assert execute(waiting(tmp_path))["status"] == "arrived"


def test_what_is_not_there_is_left_to_the_triggerer(tmp_path):
    with pytest.raises(TaskDeferred) as deferred:
        execute(waiting(tmp_path))
    path, said = deferred.value.trigger.serialize()
    assert (path, deferred.value.method_name) == ("levada.targets.airflow.waiting.Arrival", "resume")
    assert json.loads(json.dumps(said)) == said


def test_the_log_tells_what_is_waited_for_and_until_when(tmp_path, monkeypatch):
    said, task = [], waiting(tmp_path, timeout=60)
    monkeypatch.setattr(type(task), "log", SimpleNamespace(info=lambda text, *values: said.append(text % values)))
    with pytest.raises(TaskDeferred):
        execute(task)
    assert said[0] == "p.w, a run without an interval: wait for files there.ok; after 1m it fails"
    assert said[1].startswith("there.ok has not come yet: the triggerer looks until 20")


def event(root, limit, pace=0.0):
    with pytest.raises(TaskDeferred) as deferred:
        execute(waiting(root))
    said = deferred.value.trigger.serialize()[1] | {"limit": limit, "pace": pace}

    async def first():
        return await anext(Arrival(**said).run())

    return first, said


def test_the_triggerer_sees_it_come(tmp_path):
    first, _ = event(tmp_path, "2999-01-01T00:00:00+00:00")
    land(tmp_path)
    assert asyncio.run(first()).payload.endswith("there.ok is there")


def test_the_scheduler_has_time_to_see_it_deferred(tmp_path, monkeypatch):
    first, _ = event(tmp_path, "2999-01-01T00:00:00+00:00", pace=20.0)
    pauses = []

    async def sleep(seconds):
        pauses.append(seconds)
        if len(pauses) == 4:
            land(tmp_path)

    monkeypatch.setattr(waits, "sleep", sleep)
    asyncio.run(first())
    assert pauses == [5.0, 10.0, 20.0, 20.0]


def test_the_triggerer_gives_up(tmp_path):
    first, _ = event(tmp_path, "2000-01-01T00:00:00+00:00")
    assert asyncio.run(first()).payload == "time is up"


@pytest.mark.parametrize(("on_timeout", "error"), [("fail", AirflowFailException), ("skip", AirflowSkipException)])
def test_a_step_that_waited_in_vain_ends_as_it_says(tmp_path, on_timeout, error):
    with pytest.raises(error, match="did not come in time"):
        waiting(tmp_path, on_timeout=on_timeout).resume(CONTEXT, "time is up")


def test_a_step_whose_time_was_up_when_it_came_goes_on(tmp_path):
    land(tmp_path)
    assert waiting(tmp_path).resume(CONTEXT, "time is up")["status"] == "arrived"


def test_a_step_that_is_not_for_the_run_does_not_wait(tmp_path):
    step = Task("p", "w", Wait("files", "none"), when=ParamIs("mode", '"full"'))
    task = dag(Plan("p", "p.yaml", tasks=(step,)), LOCAL, tmp_path).get_task("w")
    with pytest.raises(AirflowSkipException, match="only when param mode"):
        execute(task)
