"""Waiting: what has come, and what happens if it does not."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from levada.errors import Permanent, Retryable, Skipped
from levada.intervals import UNITS, Interval, on
from levada.lake import ledger
from levada.lake.catalogue import open_lake
from levada.lake.entries import Entry, covered
from levada.plan.actions import Ingest, Wait
from levada.plan.graph import Task
from levada.plan.run import Run
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from levada.runtime.waiting import Lookout, at_last, until, wait
from tests.runtime.tasks import DAY, ENVIRONMENT, RUN, land, task

HOUR = on(date(2024, 1, 1), UNITS["hour"], "UTC")
BEGAN = datetime(2024, 1, 2, 3, tzinfo=UTC)


def lookout(root, kind, what, run=RUN):
    return Lookout(Wait(kind, what), run, ENVIRONMENT, root)


def entry(interval):
    return Entry("p", "s", "r", interval, "", (), (), 1, "2024-01-02T04:00:00.000+00:00")


def test_files(tmp_path):
    files = lookout(tmp_path, "files", "t-{{ ds }}.*")
    assert files.seen() == ""
    land(tmp_path)
    assert files.seen() == f"{tmp_path}/data/t-2024-01-01.csv is there"


def test_a_dataset_for_the_runs_interval(tmp_path):
    land(tmp_path)
    assert lookout(tmp_path, "dataset", "raw.t").seen() == ""
    perform(task(), RUN, ENVIRONMENT, tmp_path)
    assert lookout(tmp_path, "dataset", "raw.t").seen().startswith("raw.t is published for 2024-01-01T")
    assert lookout(tmp_path, "dataset", "raw.t", Run("r2", on(date(2024, 1, 2), UNITS["day"], "UTC"))).seen() == ""


def test_a_dataset_whose_writer_found_nothing_new(tmp_path):
    land(tmp_path)
    step = replace(task("replace"), action=Ingest("t-2024-01-01.csv", "csv"))
    next_day, third = (Run(f"r{n}", on(date(2024, 1, n), UNITS["day"], "UTC")) for n in (2, 3))
    perform(step, RUN, ENVIRONMENT, tmp_path)
    for run in (next_day, third):
        assert lookout(tmp_path, "dataset", "raw.t", run).seen() == ""
        assert perform(step, run, ENVIRONMENT, tmp_path).status == "unchanged"
        assert lookout(tmp_path, "dataset", "raw.t", run).seen().startswith("raw.t is published for 2024-01-0")
    (known,) = ledger.read(open_lake(ENVIRONMENT, tmp_path), "raw.t").entries
    assert known.confirmed == (Interval(next_day.interval.start, third.interval.end, "UTC"),)


def test_a_dataset_since_the_run_began(tmp_path):
    land(tmp_path)
    perform(task(), RUN, ENVIRONMENT, tmp_path)
    assert lookout(tmp_path, "dataset", "raw.t", Run("r", began=BEGAN)).seen().startswith("raw.t was published at")
    assert lookout(tmp_path, "dataset", "raw.t", Run("r", began=datetime.now(UTC))).seen() == ""


def test_an_interval_is_covered_by_smaller_ones_without_a_gap():
    hours = [Interval(*(datetime(2024, 1, 1, h, tzinfo=UTC) for h in (a, a + 8)), "UTC") for a in (0, 8)]
    last = Interval(datetime(2024, 1, 1, 16, tzinfo=UTC), DAY.end, "UTC")
    assert covered((entry(last), *map(entry, hours)), DAY)
    assert not covered((entry(last), entry(hours[0])), DAY)
    assert covered((entry(DAY),), HOUR)


@pytest.mark.parametrize(
    ("what", "run", "moment"),
    [
        ("06:30", Run("r", DAY), datetime(2024, 1, 2, 5, 30, tzinfo=UTC)),
        ("06:30", Run("r", began=BEGAN), datetime(2024, 1, 2, 5, 30, tzinfo=UTC)),
        ("{{ data_interval_end }}", Run("r", DAY), DAY.end),
    ],
)
def test_a_time_of_the_day_on_which_the_interval_ends(what, run, moment):
    assert until(Wait("until", what, timezone="Europe/Berlin"), run) == moment


def test_it_looks_until_it_is_there(tmp_path):
    said = []
    came = wait(lookout(tmp_path, "files", "t-{{ ds }}.csv"), said.append, lambda _: land(tmp_path))
    assert came.endswith("t-2024-01-01.csv is there")
    assert said == ["waiting for t-{{ ds }}.csv, for 1d at most"]


def test_a_store_that_does_not_answer_is_asked_again_while_there_is_time(tmp_path, monkeypatch):
    def silent(*_):
        raise Retryable("the store does not answer")

    monkeypatch.setattr("levada.runtime.waiting.first", silent)
    said, look = [], lookout(tmp_path, "files", "t.csv")
    came = wait(look, said.append, lambda _: monkeypatch.setattr("levada.runtime.waiting.first", lambda *_: "t.csv"))
    assert (came, said[0]) == ("t.csv is there", "the store does not answer")
    monkeypatch.setattr("levada.runtime.waiting.first", silent)
    with pytest.raises(Retryable):
        wait(replace(look, wait=at_last(look.wait)), said.append)


@pytest.mark.parametrize(
    ("on_timeout", "error", "status"), [("fail", Permanent, "failed"), ("skip", Skipped, "skipped")]
)
def test_time_is_up(tmp_path, on_timeout, error, status):
    ends = []
    step = Task("p", "w", Wait("files", "none", 0, on_timeout))
    with pytest.raises(error, match="none did not come in time"):
        perform(step, RUN, ENVIRONMENT, tmp_path, Listener(ended=ends.append))
    assert [end.status for end in ends] == [status]


def test_what_has_come_is_recorded(tmp_path):
    land(tmp_path)
    step = replace(task(), action=Wait("files", "t-{{ ds }}.csv"), into=())
    assert perform(step, RUN, ENVIRONMENT, tmp_path).status == "arrived"
