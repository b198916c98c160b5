"""How a task's end becomes Airflow's: values out, failures mapped, events announced."""

import sys
from collections import defaultdict
from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowTaskTerminated

from levada.errors import Blocked, Permanent, Retryable
from levada.intervals import UNITS, on
from levada.plan.checks import CheckResult
from levada.runtime.evidence import Outcome, TableOutcome
from levada.targets.airflow.assets import announce_partition
from tests.targets.plans import LOCAL, PLAN, dag

DONE = Outcome(
    "flights", "raw_flights", "r", {"start": "a", "end": "b", "timezone": "UTC"}, "published",
    (TableOutcome("raw.flights", "published", 2**62, rows=3),),
)  # fmt: skip


@pytest.fixture
def task(tmp_path):
    return dag(PLAN, LOCAL, tmp_path).get_task("raw_flights")


@pytest.fixture
def ending(monkeypatch):
    """Makes every task end in one way, and keeps what it was called with."""
    calls = []

    def end(how):
        def perform(*arguments):
            *what, listener = arguments
            calls.append(what)
            if isinstance(how, Exception):
                listener.ended(replace(DONE, status="failed", tables=(), error=str(how)))
                raise how
            listener.ended(how)
            return how

        monkeypatch.setitem(sys.modules, "levada.runtime.perform", SimpleNamespace(perform=perform))
        return calls

    return end


class XComs(dict):
    """A task instance, as far as it keeps XComs."""

    def xcom_push(self, key, value):
        self[key] = value


def execute(task):
    context = {"run_id": "r", "outlet_events": defaultdict(lambda: SimpleNamespace(extra={})), "ti": XComs()}
    return type(task).execute.__wrapped__(task, context), context["outlet_events"]


def test_the_task_travels_as_json_and_arrives_as_it_was(task, ending, tmp_path):
    calls = ending(DONE)
    execute(task)
    ((arrived, run, environment, root),) = calls
    assert (arrived, run.id, environment, root) == (PLAN.task("raw_flights"), "r", LOCAL, tmp_path)


def test_a_task_that_shall_end_is_interrupted_and_no_other(task, monkeypatch):
    task.on_kill()
    monkeypatch.setitem(sys.modules, "levada.runtime.perform", SimpleNamespace(perform=lambda *_, **__: task.on_kill()))
    with pytest.raises(AirflowTaskTerminated):
        execute(task)
    task.on_kill()


def test_the_outcome_is_the_xcom_with_snapshots_as_text(task, ending):
    ending(DONE)
    value, _ = execute(task)
    assert value["tables"][0]["snapshot"] == str(2**62)


def test_the_assets_event_says_snapshot_interval_and_rows(task, ending):
    ending(DONE)
    _, events = execute(task)
    (event,) = events.values()
    assert event.extra == {"snapshot": str(2**62), "interval": DONE.interval, "rows": 3, "unchanged": False}


def test_the_assets_event_has_the_runs_interval_as_partition_key(ending, tmp_path):
    ending(DONE)
    where = replace(LOCAL, catalogue=(("type", "in-memory"),))
    task, keys = dag(PLAN, where, tmp_path).get_task("raw_flights"), set()
    event = SimpleNamespace(extra={}, add_partitions=keys.add, partition_keys=keys)
    interval = on(date(2013, 1, 1), UNITS["day"], "America/New_York")
    context = {"run_id": "r", "data_interval_start": interval.start, "data_interval_end": interval.end}
    type(task).execute.__wrapped__(task, context | {"outlet_events": defaultdict(lambda: event), "ti": XComs()})
    assert keys == {"2013-01-01T00:00:00-05:00/2013-01-02T00:00:00-05:00", None}


@pytest.mark.parametrize(("own", "others"), [(None, {"a/b", None}), ("a/b", {"a/b"})])
def test_dags_that_do_not_go_by_partitions_hear_of_it_where_airflow_lets_them(own, others):
    keys = set()
    event = SimpleNamespace(add_partitions=keys.add, partition_keys=keys)
    announce_partition(event, "a/b", {"dag_run": SimpleNamespace(partition_key=own)})
    assert keys == others


def test_an_older_airflow_is_told_of_no_partition():
    announce_partition(SimpleNamespace(), "a/b", {})


@pytest.mark.parametrize("error", [Permanent("no such column"), Blocked("held back raw.flights")])
def test_what_cannot_succeed_fails_at_once(task, ending, error):
    ending(error)
    with pytest.raises(AirflowFailException, match=str(error)):
        execute(task)


def test_a_task_that_fails_leaves_its_outcome_as_xcom(task, ending):
    ending(Blocked("held back raw.flights"))
    context = {"run_id": "r", "ti": XComs()}
    with pytest.raises(AirflowFailException):
        type(task).execute.__wrapped__(task, context)
    assert context["ti"]["return_value"]["error"] == "held back raw.flights"


def test_it_fails_with_the_headline_and_without_the_rows(task, ending):
    ending(Blocked('held back raw.flights\n    {"id": null}'))
    with pytest.raises(AirflowFailException, match=r"^held back raw.flights$"):
        execute(task)


def test_the_log_has_the_cure_and_not_once_more_the_checks(task, ending, monkeypatch):
    result = CheckResult("raw.flights", "id_required", "error", False, 1, 2, "mustBe 0", ('{"id": null}',))
    ending(Blocked("\n".join(("held back raw.flights", *result.told, "correct the rows")), (result,)))
    said = []
    monkeypatch.setattr(type(task), "log", SimpleNamespace(error=said.append, info=said.append))
    with pytest.raises(AirflowFailException):
        execute(task)
    assert said == ["correct the rows"]


def test_checks_that_failed_stand_out_in_the_log(task, monkeypatch):
    def perform(*arguments):
        *_, listener = arguments
        listener.found("warning", "raw.flights: check a warning")
        listener.found("error", "raw.flights: check b FAILED")
        raise Blocked("held back raw.flights")

    said = []
    log = SimpleNamespace(**{level: lambda line, at=level: said.append((at, line)) for level in ("warning", "error")})
    monkeypatch.setitem(sys.modules, "levada.runtime.perform", SimpleNamespace(perform=perform))
    monkeypatch.setattr(type(task), "log", SimpleNamespace(**vars(log), info=said.append))
    with pytest.raises(AirflowFailException):
        execute(task)
    assert said == [("warning", "raw.flights: check a warning"), ("error", "raw.flights: check b FAILED")]


def test_what_may_succeed_is_tried_again(task, ending):
    ending(Retryable("no file yet"))
    with pytest.raises(AirflowException, match="no file yet") as raised:
        execute(task)
    assert not isinstance(raised.value, AirflowFailException)
    assert raised.value.__suppress_context__


def test_a_mistake_of_ours_passes_through(task, ending):
    ending(KeyError("a bug"))
    with pytest.raises(KeyError):
        execute(task)
