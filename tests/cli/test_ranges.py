"""`levada run --from … --to …`: one after another, or at once; what a failure stops; what is left when it is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import click
import pytest

from levada.cli.project import Place
from levada.cli.shares import Shares, shares
from tests.cli.shop import Shop

SPEC = """\
apiVersion: levada/v1
kind: Pipeline
schedule: {cron: "0 4 * * *", start_date: 2024-01-01, end_date: 2024-01-04}
steps:
  - ingest: {files: rates.csv}
    into: raw.rates
  - ingest: {files: "orders/{{ ds }}.csv"}
    into: raw.orders
  - python: total
    reads: [raw.orders]
    into: marts.total
datasets:
  raw.rates: {write: replace, contract: [{name: rate, logicalType: integer}]}
  raw.orders:
    event_time: at
    write: insert_overwrite
    contract: [{name: at, logicalType: timestamp}, {name: amount, logicalType: integer}]
"""
LOOKS_BACK = (
    SPEC.replace("reads: [raw.orders]", "reads: [{dataset: raw.orders, rows: interval, lookback: 1d}]")
    + "  marts.total: {write: append, event_time: at}\n"
)
RUN = ("run", "shop", "--from", "2024-01-01")


@pytest.fixture
def four(shop: Shop) -> Shop:
    """Four days; a step before them, and one after."""
    shop.write("include/pipelines/shop.yaml", SPEC)
    shop.write("data/rates.csv", "rate\n2\n")
    total = "def total(orders):\n    return orders.group_by([]).aggregate([('amount', 'sum')])\n"
    shop.write("spark_jobs/total.py", total)
    for day in (1, 2, 3, 4):
        shop.write(f"data/orders/2024-01-0{day}.csv", f"at,amount\n2024-01-0{day}T10:00:00Z,{day}\n")
    return shop


def plan_of(shop: Shop, spec: str) -> Shares:
    shop.write("include/pipelines/shop.yaml", spec)
    plan = Place(lambda: shop.root, "local").plan("shop")
    return shares(plan, tuple(task.step for task in plan.tasks))


def told(shop: Shop, *command: str) -> list[str]:
    """What `levada` says on standard error, its processes included."""
    levada = [sys.executable, "-m", "levada.cli", "--root", str(shop.root), *command]
    return subprocess.run(levada, capture_output=True, text=True, check=True).stderr.splitlines()


def test_what_steps_say_is_there_for_whoever_wants_it(four: Shop) -> None:
    four.write("spark_jobs/total.py", "def total(orders):\n    print('rows:', len(orders))\n    return orders\n")
    line = f"  │ {'marts_total':<24} rows: 1"
    assert line not in told(four, "run", "shop", "--date", "2024-01-01")
    four.write("spark_jobs/total.py", "def total(orders):\n    print('rows:', len(orders))\n    return orders[:1]\n")
    assert line in told(four, "run", "shop", "--date", "2024-01-01", "--verbose")


def test_what_steps_say_at_once_names_the_interval(four: Shop) -> None:
    said = told(four, *RUN, "--jobs", "2", "--step", "raw_orders", "-v")
    for day in (1, 2, 3, 4):
        whose = f"2024-01-0{day}T00:00:00+00:00/2024-01-0{day + 1}T00:00:00+00:00"
        assert any(line.startswith(f"  │ {whose} raw_orders ") and f"2024-01-0{day}.csv" in line for line in said)


def test_at_once_comes_to_the_same_as_in_order(four: Shop) -> None:
    outcomes = four.json(*RUN, "--jobs", "2")
    assert [outcome["status"] for outcome in outcomes] == ["published"] * 6
    assert four.json("show", "marts.total") == [{"amount_sum": 10}]
    assert {outcome["status"] for outcome in four.json(*RUN)} == {"unchanged"}


def test_one_table_of_all(four: Shop) -> None:
    lines = four(*RUN, "--step", "raw_orders", "--jobs", "2").stdout.splitlines()
    assert [line.split()[:3] for line in lines[2:]] == [[f"2024-01-0{day}", "fine", "1"] for day in (1, 2, 3, 4)]


def test_a_failure_stops_what_has_not_begun(four: Shop) -> None:
    four.write("data/orders/2024-01-02.csv", "at,amount\n2024-01-02T10:00:00Z,x\n")
    result = four(*RUN, "--step", "raw_orders")
    *_, failed, left = result.stdout.splitlines()
    assert (result.exit_code, left) == (1, "2 of 4 not begun; --keep-going does not stop at a failure")
    assert "column amount is 'x'" in failed


def test_what_fails_among_others_is_listed_last(four: Shop) -> None:
    four.write("data/orders/2024-01-01.csv", "at,amount\n2024-01-01T10:00:00Z,x\n")
    result = four(*RUN, "--jobs", "2", "--keep-going", "--step", "raw_orders")
    assert (result.exit_code, "column amount is 'x'" in result.stdout.splitlines()[-1]) == (1, True)


def test_the_others_go_on_where_that_is_said(four: Shop) -> None:
    four.write("data/orders/2024-01-01.csv", "at,amount\n2024-01-01T10:00:00Z,x\n")
    result = four(*RUN, "--step", "raw_orders", "--keep-going")
    assert (result.exit_code, len(four.json("show", "raw.orders"))) == (1, 3)


def test_what_is_done_once(shop: Shop) -> None:
    assert plan_of(shop, SPEC) == Shares(("raw_rates",), ("raw_orders",), ("marts_total",))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (SPEC.replace("write: insert_overwrite", "write: replace"), "replaces its table"),
        (SPEC + "  marts.total: {write: append}\n", "reads all of raw.orders"),
        (LOOKS_BACK, "looks back at rows of raw.orders that other intervals bring"),
    ],
)
def test_intervals_that_must_come_one_after_another(shop: Shop, wrong: str, said: str) -> None:
    with pytest.raises(click.UsageError, match=said):
        plan_of(shop, wrong)


@pytest.mark.parametrize(
    ("backfill", "problems"),
    [
        ("batch_size: month", 0),
        ("batch_size: month, order: newest_first", 1),
        ("batch_size: month, max_active_runs: 2", 1),
    ],
)
def test_who_looks_back_may_take_batches_the_oldest_first(four: Shop, backfill: str, problems: int) -> None:
    spec = LOOKS_BACK.replace("kind: Pipeline\n", f"kind: Pipeline\nbackfill: {{{backfill}}}\n")
    four.write("include/pipelines/shop.yaml", spec)
    four.write("spark_jobs/total.py", "def total(orders):\n    return orders\n")
    assert [problem["id"] for problem in four.json("validate")] == ["backfill"] * problems
    assert (four(*RUN).exit_code == 0) == (not problems)


def test_a_function_that_asks_for_the_date_is_each_interval_s_own(four: Shop) -> None:
    spec = SPEC.replace("reads: [raw.orders]", "reads: []").replace("spark: total", "python: total")
    four.write("include/pipelines/shop.yaml", spec + "  marts.total: {write: {strategy: merge, unique_key: day}}\n")
    four.write("spark_jobs/total.py", "import pyarrow\ndef total(ds):\n    return pyarrow.table({'day': [ds]})\n")
    assert four(*RUN, "--jobs", "2", "--step", "marts_total").exit_code == 0
    assert sorted(row["day"] for row in four.json("show", "marts.total")) == [f"2024-01-0{day}" for day in (1, 2, 3, 4)]


def test_where_one_stands_for_all_nothing_is_left(four: Shop) -> None:
    assert "not begun" not in four(*RUN, "--jobs", "2", "--step", "raw_rates").stdout


def test_who_looks_back_at_what_is_there_already_may_do_so_at_once(four: Shop) -> None:
    four.write("include/pipelines/shop.yaml", LOOKS_BACK)
    four.write("spark_jobs/total.py", "def total(orders):\n    return orders\n")
    assert four(*RUN, "--step", "raw_orders", "--jobs", "2").exit_code == 0
    assert four(*RUN, "--step", "marts_total", "--jobs", "2").exit_code == 0
    assert len(four.json("show", "marts.total")) == 4


@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize(("number", "said"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "stopped by SIGTERM")])
def test_a_stopped_run_leaves_no_process_and_can_be_run_again(four: Shop, number: int, said: str) -> None:
    four.write("spark_jobs/total.py", "import time\n\n\ndef total(orders):\n    time.sleep(60)\n")
    command = [sys.executable, "-m", "levada.cli", "--root", str(four.root), *RUN, "--jobs", "2"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2] / "plugins")}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, env=environment, start_new_session=True, text=True, **quiet) as process:  # type: ignore
        for line in process.stderr:
            if "2024-01-0" in line:
                break
        (os.killpg if number == signal.SIGINT else os.kill)(process.pid, number)  # as terminals and systemd do
        last = process.stderr.read().splitlines()[-1]
    again = "nothing is half done; the same command again goes on from there"
    assert (process.returncode, last) == (128 + number, f"{said}: {again}")
    assert not _alive(process.pid)
    four.write("spark_jobs/total.py", "def total(orders):\n    return orders.select(['amount'])\n")
    assert four(*RUN).exit_code == 0
    assert len(four.json("show", "marts.total")) == 4


def _alive(group: int) -> bool:
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.1)
    return True
