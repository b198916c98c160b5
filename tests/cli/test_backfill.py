"""Ranges as a pipeline's `backfill` says: batches, their order, how many at a time."""

from datetime import date
from typing import Any

import pytest

from levada.cli.batches import batches
from levada.cli.project import Place
from levada.intervals import UNITS, on, units
from levada.plan.run import manual
from levada.plan.shares import together
from tests.cli.shop import Shop

SPEC = """\
apiVersion: levada/v1
kind: Pipeline
schedule: {cron: "0 4 * * *", timezone: Europe/Lisbon, start_date: 2024-01-30, end_date: 2024-02-02}
backfill: {batch_size: month}
steps:
  - ingest: {files: "orders/{{ ds }}.csv"}
    into: raw.orders
  - sql: SELECT date_trunc('day', at) AS day, sum(amount) AS amount FROM raw.orders GROUP BY 1
    reads: [{dataset: raw.orders, rows: interval}]
    into: staging.days
  - sql: SELECT sum(amount) AS amount FROM staging.days
    into: marts.total
datasets:
  raw.orders:
    event_time: at
    write: insert_overwrite
    contract: [{name: at, logicalType: timestamp}, {name: amount, logicalType: integer}]
  staging.days: {event_time: day, write: insert_overwrite}
"""
DAYS = ("2024-01-30", "2024-01-31", "2024-02-01", "2024-02-02")
RUN = ("run", "shop", "--from", DAYS[0], "--to", DAYS[-1])


@pytest.fixture
def days(shop: Shop) -> Shop:
    """Two days of January, two of February."""
    shop.write("include/pipelines/shop.yaml", SPEC)
    for number, day in enumerate(DAYS, 1):
        shop.write(f"data/orders/{day}.csv", f"at,amount\n{day}T10:00:00Z,{number}\n{day}T11:00:00Z,10\n")
    return shop


def ended(outcomes: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """Step, status, and from which day on."""
    return [(one["step"], one["status"], (one.get("interval") or one)["start"][:10]) for one in outcomes]


def test_steps_take_a_batch_at_once_or_each_day_or_run_but_once(days: Shop) -> None:
    assert [(step, start) for step, _, start in ended(days.json(*RUN))] == [
        ("raw_orders", "2024-01-30"), ("raw_orders", "2024-01-31"), ("staging_days", "2024-01-30"),
        ("raw_orders", "2024-02-01"), ("raw_orders", "2024-02-02"), ("staging_days", "2024-02-01"),
        ("marts_total", "2024-02-01"),
    ]  # fmt: skip


def test_rows_are_those_of_one_day_after_another(days: Shop) -> None:
    days.json(*RUN)
    batched = days.json("show", "staging.days")
    days.write("include/pipelines/shop.yaml", SPEC.replace("backfill: {batch_size: month}\n", ""))
    assert {one["status"] for one in days.json(*RUN) if one["step"] == "staging_days"} == {"published"}
    assert sorted(map(str, days.json("show", "staging.days"))) == sorted(map(str, batched))
    assert days.json("show", "marts.total") == [{"amount": 50}]


def test_a_second_time_there_is_nothing_to_do(days: Shop) -> None:
    days.json(*RUN)
    assert {one["status"] for one in days.json(*RUN)} == {"unchanged"}


def test_the_ledger_has_the_batches_and_misses_none_of_their_days(days: Shop) -> None:
    days.json(*RUN)
    known = days.json("intervals", "staging.days")
    assert [(one["state"], one["interval"]["start"][:10], one["interval"]["end"][:10]) for one in known] == [
        ("published", "2024-01-30", "2024-02-01"), ("published", "2024-02-01", "2024-02-03"),
    ]  # fmt: skip


def test_a_batch_replaces_days_that_were_done_before_and_a_day_is_done_again_in_it(days: Shop) -> None:
    days.json("run", "shop", "--date", DAYS[1])
    days.json(*RUN)
    days.write(f"data/orders/{DAYS[1]}.csv", f"at,amount\n{DAYS[1]}T10:00:00Z,100\n")
    assert ended(days.json("run", "shop", "--date", DAYS[1]))[1] == ("staging_days", "published", DAYS[1])
    rows = {row["day"][:10]: row["amount"] for row in days.json("show", "staging.days")}
    assert rows == {DAYS[0]: 11, DAYS[1]: 100, DAYS[2]: 13, DAYS[3]: 14}


def test_what_fails_on_one_day_is_not_built_upon_in_its_batch(days: Shop) -> None:
    days.write(f"data/orders/{DAYS[2]}.csv", "at,amount\nnever,1\n")
    result = days(*RUN, "--keep-going")
    assert result.exit_code == 1
    assert "2024-01-30 … 2024-01-31  fine" in result.stdout
    assert "2024-02-01 … 2024-02-02  failed" in result.stdout
    assert len(days.json("show", "staging.days")) == 2


def test_the_newest_first_and_several_at_a_time(days: Shop) -> None:
    said = SPEC.replace("batch_size: month", "order: newest_first")
    days.write("include/pipelines/shop.yaml", said)
    found = days.json(*RUN, "--step", "raw_orders")
    assert [start for *_, start in ended(found)] == [*reversed(DAYS)]
    days.write("include/pipelines/shop.yaml", SPEC.replace("month", "month, max_active_runs: 2"))
    assert len(days.json(*RUN)) == 7
    assert days.json("show", "marts.total") == [{"amount": 50}]


def test_one_interval_is_no_range(days: Shop) -> None:
    assert [step for step, *_ in ended(days.json("run", "shop", "--date", DAYS[0]))] == [
        "raw_orders", "staging_days", "marts_total",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SELECT date_trunc('day', at) AS day", "SELECT DATE '{{ ds }}' AS day"),
        (
            "SELECT date_trunc('day', at) AS day",
            "SELECT DATE '{{ data_interval_start.strftime(\"%Y-%m-%d\") }}' AS day",
        ),
        ("into: staging.days", "into: staging.days\n    when: {weekday: [mon]}"),
        ("staging.days: {event_time: day, write: insert_overwrite}", "staging.days: {write: append}"),
    ],
)
def test_what_is_done_day_by_day_all_the_same(days: Shop, old: str, new: str) -> None:
    days.write("include/pipelines/shop.yaml", SPEC.replace(old, new))
    assert not together(Place(lambda: days.root, "local").plan("shop"))


def test_a_function_that_asks_for_the_date_is_called_for_each(days: Shop) -> None:
    sql = "sql: SELECT date_trunc('day', at) AS day, sum(amount) AS amount FROM raw.orders GROUP BY 1"
    days.write("include/pipelines/shop.yaml", SPEC.replace(sql, "python: days"))
    days.write("spark_jobs/days.py", "def days(orders, ds):\n    return orders.rename_columns(['day', 'amount'])\n")
    assert [step for step, *_ in ended(days.json(*RUN))].count("staging_days") == 4


def test_batches_are_cut_where_the_larger_unit_begins_in_the_own_time_zone() -> None:
    first, last = (on(date(2024, 3, day), UNITS["hour"], "America/New_York") for day in (10, 11))
    runs = [manual(one, one.end) for one in units(first, last, UNITS["hour"])]
    assert [len(batch.units) for batch in batches(runs, "day")] == [23, 1]


def test_what_depends_on_the_intervals_before_it_is_a_mistake(days: Shop) -> None:
    days.write("include/pipelines/shop.yaml", SPEC + "  marts.total: {write: append}\n")
    (said,) = [one for one in days.json("validate") if one["id"] == "backfill"]
    assert (said["path"], said["line"]) == ("backfill.batch_size", 4)
    assert said["message"].startswith("step marts_total reads all of staging.days, so that its intervals must come one")


def test_explain_says_which_steps_take_a_batch(days: Shop) -> None:
    said = days("explain", "shop").stdout
    assert (
        "  ranges  with levada run: all intervals of a month at once, the oldest first\n"
        "          at once: staging_days\n"
        "          day by day: raw_orders\n"
        "          once for all: marts_total\n"
    ) in said
