"""Which time a dataset's publications cover."""

from dataclasses import replace
from datetime import date

from levada.intervals import UNITS, joined, on
from levada.lake.entries import Entry
from levada.plan.run import Run
from levada.runtime.coverage import around, stretch
from levada.runtime.perform import perform
from tests.runtime.tasks import DAY, ENVIRONMENT, land, task

HOUR = on(date(2024, 1, 1), UNITS["hour"], "UTC")
SECOND, FOURTH = (on(date(2024, 1, day), UNITS["day"], "UTC") for day in (2, 4))


def entry(interval):
    return Entry("p", "s", "r", interval, "", (), (), 1, "2024-01-02T04:00:00.000+00:00")


def test_an_item_is_not_all_of_its_interval():
    parts = entry(DAY), replace(entry(SECOND), item="EWR")
    assert stretch(parts, HOUR) == DAY


def test_what_touches_is_joined_and_a_gap_stays():
    assert joined([FOURTH, SECOND, DAY, HOUR]) == [DAY.span(SECOND), FOURTH]


def test_what_lies_around_an_interval_is_what_the_ledger_has_beside_it(tmp_path):
    for number, day in enumerate((DAY, SECOND, FOURTH)):
        start = day.start.date().isoformat()
        land(tmp_path, f"id,at\n{number},{start}T10:00:00Z\n", start)
        perform(task(), Run(f"r{number}", day), ENVIRONMENT, tmp_path)
    assert around(ENVIRONMENT, tmp_path, "raw.t", DAY) == DAY.span(SECOND)
    assert around(ENVIRONMENT, tmp_path, "raw.t", FOURTH) == FOURTH
    assert around(ENVIRONMENT, tmp_path, "raw.other", FOURTH) == FOURTH
