"""Late data: after any change exactly what depends on it is stale, and after `run --stale` nothing is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.shop import Shop

DAILY = """\
apiVersion: levada/v1
kind: Pipeline
schedule: {cron: "0 4 * * *", start_date: 2024-01-01, end_date: 2024-01-02}
steps:
  - ingest: {files: "orders/{{ ds }}.csv"}
    into: raw.orders
  - ingest: {files: rates.csv}
    into: raw.rates
  - python: daily
    reads: [{dataset: raw.orders, rows: interval}]
    into: staging.daily
  - python: priced
    reads: [{dataset: raw.orders, rows: interval}, raw.rates]
    into: staging.priced
datasets:
  raw.orders:
    event_time: at
    write: insert_overwrite
    contract: [{name: at, logicalType: timestamp}, {name: amount, logicalType: integer}]
  raw.rates:
    write: replace
    contract: [{name: rate, logicalType: integer}]
  staging.daily: {event_time: at, write: insert_overwrite}
  staging.priced: {event_time: at, write: insert_overwrite}
"""
REPORT = """\
apiVersion: levada/v1
kind: Pipeline
steps:
  - python: total
    reads: [staging.daily]
    into: marts.total
"""
SEEN = """\
apiVersion: levada/v1
kind: Pipeline
steps:
  - ingest: {files: "*.csv"}
    into: raw.seen
  - sql: SELECT n FROM raw.seen
    reads: [{dataset: raw.seen, rows: new}]
    into: marts.seen
datasets:
  raw.seen: {write: append, contract: [{name: n, logicalType: integer}]}
  marts.seen: {write: append}
"""
DAYS = ("2024-01-01", "2024-01-02")
ORDERS, RATES, DAILY_STEP, PRICED, TOTAL = "raw_orders", "raw_rates", "staging_daily", "staging_priced", "marts_total"


@pytest.fixture(scope="module")
def late(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """Two days published, of two pipelines."""
    shop = Shop(tmp_path_factory.mktemp("late"))
    (shop.root / "include/pipelines/shop.yaml").unlink()
    shop.write("include/pipelines/daily.yaml", DAILY)
    shop.write("include/pipelines/report.yaml", REPORT)
    shop.write("data/rates.csv", "rate\n2\n")
    shop.write("spark_jobs/daily.py", "def daily(orders):\n    return orders\n")
    shop.write("spark_jobs/priced.py", "def priced(orders, rates):\n    return orders\n")
    shop.write("spark_jobs/total.py", "def total(daily):\n    return daily.select(['amount'])\n")
    for day in DAYS:
        orders(shop, day, 1)
    assert shop("run", "daily", "--from", DAYS[0]).exit_code == 0
    assert shop("run", "report").exit_code == 0
    return shop


def orders(shop: Shop, day: str, amount: int) -> None:
    shop.write(f"data/orders/{day}.csv", f"at,amount\n{day}T10:00:00Z,{amount}\n")


def states(shop: Shop, state: str) -> set[tuple[str, str]]:
    """Step and day of everything that stands so."""
    said = shop.json("intervals")
    return {(one["step"], one["interval"]["start"][:10] if one["interval"] else "") for one in said
            if one["state"] == state}  # fmt: skip


def edit(path: str) -> Callable[[Shop], None]:
    def change(shop: Shop) -> None:
        file = shop.root / path
        file.write_text(file.read_text() + "# edited\n")

    return change


def check(shop: Shop) -> None:
    spec = shop.root / "include/pipelines/daily.yaml"
    spec.write_text(spec.read_text().replace("name: amount, ", "name: amount, required: true, "))


def of(step: str, *days: str) -> set[tuple[str, str]]:
    return {(step, day) for day in days}


@pytest.mark.parametrize(
    ("change", "stale"),
    [
        (lambda shop: orders(shop, DAYS[0], 7),
         of(ORDERS, DAYS[0]) | of(DAILY_STEP, DAYS[0]) | of(PRICED, DAYS[0]) | of(TOTAL, "")),
        (lambda shop: orders(shop, DAYS[1], 8),
         of(ORDERS, DAYS[1]) | of(DAILY_STEP, DAYS[1]) | of(PRICED, DAYS[1]) | of(TOTAL, "")),
        (lambda shop: shop.write("data/rates.csv", "rate\n3\n"), of(RATES, DAYS[1]) | of(PRICED, *DAYS)),
        (edit("spark_jobs/daily.py"), of(DAILY_STEP, *DAYS) | of(TOTAL, "")),
        (edit("spark_jobs/total.py"), of(TOTAL, "")),
        (edit("include/pipelines/daily.yaml"), set()),
    ],
    ids=["first day", "second day", "rates", "code of daily", "code of total", "a comment"],
)  # fmt: skip
def test_exactly_what_depends_on_a_change_is_stale_and_done_again(
    late: Shop, change: Callable[[Shop], None], stale: set[tuple[str, str]]
) -> None:
    assert states(late, "stale") == set()
    change(late)
    assert {(step, day if step != RATES else DAYS[1]) for step, day in states(late, "stale")} == stale
    outcomes = late.json("run", "--stale")
    assert {outcome["step"] for outcome in outcomes} == {step for step, _ in stale}
    assert len(outcomes) == len(stale)
    assert states(late, "stale") == states(late, "missing") == set()


def test_other_checks_are_made_of_the_rows_that_are_there(late: Shop) -> None:
    check(late)
    assert (states(late, "stale"), states(late, "unverified")) == (set(), of(ORDERS, *DAYS))
    outcomes = late.json("run", "--stale")
    assert [(outcome["step"], outcome["status"]) for outcome in outcomes] == [(ORDERS, "verified")] * 2
    assert states(late, "unverified") == set()


def test_what_was_done_again_is_what_readers_see(late: Shop) -> None:
    orders(late, DAYS[0], 40)
    late("run", "--stale")
    assert 40 in [row["amount"] for row in late.json("show", "marts.total")]


def test_the_reasons(late: Shop) -> None:
    orders(late, DAYS[1], 50)
    said = {one["step"]: one["reasons"] for one in late.json("intervals") if one["state"] == "stale"}
    assert said == {ORDERS: ["2024-01-02.csv has changed"], DAILY_STEP: ["raw.orders is out of date"],
                    PRICED: ["raw.orders is out of date"], TOTAL: ["staging.daily is out of date"]}  # fmt: skip
    late("run", "daily", "--date", DAYS[1], "--step", ORDERS)
    said = {one["step"]: one["reasons"] for one in late.json("intervals", "staging.daily") if one["state"] == "stale"}
    assert said == {DAILY_STEP: ["raw.orders has changed in this interval"]}
    late("run", "--stale")


def test_only_the_pipelines_that_were_named(late: Shop) -> None:
    orders(late, DAYS[1], 60)
    assert {outcome["pipeline"] for outcome in late.json("run", "--stale", "daily")} == {"daily"}
    assert {outcome["pipeline"] for outcome in late.json("run", "--stale")} == {"report"}


def test_a_file_that_is_gone_makes_nothing_stale(late: Shop) -> None:
    path = late.root / f"data/orders/{DAYS[0]}.csv"
    text = path.read_text()
    path.unlink()
    assert states(late, "stale") == set()
    path.write_text(text)


def test_nothing_depends_on_what_failed(late: Shop) -> None:
    good = (late.root / f"data/orders/{DAYS[0]}.csv").read_text()
    late.write(f"data/orders/{DAYS[0]}.csv", good + f"{DAYS[0]}T11:00:00Z,\n")
    result = late("run", "--stale")
    assert (result.exit_code, result.stderr.count("blocked")) == (1, 1)
    assert "staging_daily" not in result.stderr
    late.write(f"data/orders/{DAYS[0]}.csv", good)
    assert states(late, "stale") == set()


def test_what_looks_back_depends_on_earlier_intervals(shop: Shop) -> None:
    (shop.root / "include/pipelines/shop.yaml").unlink()
    step = "  - python: daily\n    reads: [{dataset: raw.orders, rows: interval, lookback: 1d}]\n"
    head, datasets = DAILY[: DAILY.index("  - ingest: {files: rates")], DAILY[DAILY.index("datasets:") :]
    rest = datasets.replace(
        "  raw.rates:\n    write: replace\n    contract: [{name: rate, logicalType: integer}]\n", ""
    )
    spec = head + step + "    into: staging.daily\n" + rest[: rest.index("  staging.priced")]
    shop.write("include/pipelines/daily.yaml", spec)
    shop.write("spark_jobs/daily.py", "def daily(orders):\n    return orders\n")
    for day in DAYS:
        orders(shop, day, 1)
    assert shop("run", "daily", "--from", DAYS[0]).exit_code == 0
    orders(shop, DAYS[0], 2)
    assert states(shop, "stale") == of(ORDERS, DAYS[0]) | of(DAILY_STEP, *DAYS)
    assert shop("run", "--stale").exit_code == 0
    assert states(shop, "stale") == set()


def test_missing_and_published_in_few_lines(shop: Shop) -> None:
    shop("run", "shop", "--date", "2024-01-01", "--step", "raw_orders")
    lines = shop("intervals", "raw.orders").stdout.splitlines()[2:]
    assert [line.split()[1:3] for line in lines] == [["2024-01-01", "published"], ["2024-01-02", "missing"]]


def test_files_that_have_not_come_make_one_line(shop: Shop) -> None:
    for file in (shop.root / "data/orders").iterdir():
        file.unlink()
    (line,) = shop("intervals", "raw.orders").stdout.splitlines()[2:]
    assert "2024-01-01 … 2024-01-02 (2 intervals)  missing" in line
    assert line.rstrip().endswith("; and so on")


def test_wrong_usage(shop: Shop, tmp_path: Path) -> None:
    assert shop("intervals", "nothing").exit_code == 2
    assert shop("run").exit_code == 2
    assert shop("run", "--stale", "--date", "2024-01-01").exit_code == 2


def test_a_file_that_was_appended_and_has_changed_is_loaded_in_its_place(shop: Shop) -> None:
    assert shop("run", "shop", "--from", DAYS[0]).exit_code == 0
    shop.write("data/orders/2024-01-01.csv", "id,at,amount\n1,2024-01-01T10:00:00Z,6\n")
    assert shop("run", "shop", "--date", DAYS[0]).exit_code == 1
    assert [(one["step"], one["status"]) for one in shop.json("run", "--stale")] == [
        ("raw_orders", "published"), ("staging_totals", "published")]  # fmt: skip
    assert sorted(row["id"] for row in shop.json("show", "raw.orders")) == [1, 3]
    assert states(shop, "stale") == set()


def test_of_many_files_those_that_have_changed_are_told_from_new_ones(shop: Shop) -> None:
    spec = '{ingest: {files: "orders/*.csv"}, into: raw.orders}'
    dataset = "{write: append, contract: [{name: id, logicalType: integer}]}"
    head = "apiVersion: levada/v1\nkind: Pipeline\n"
    shop.write("include/pipelines/shop.yaml", f"{head}steps: [{spec}]\ndatasets: {{raw.orders: {dataset}}}\n")
    assert shop("run", "shop").exit_code == 0
    shop.write("data/orders/later.csv", "id\n4\n")
    assert shop("run", "shop").exit_code == 0
    orders(shop, DAYS[0], 7)
    shop.write("data/orders/last.csv", "id\n5\n")
    (said,) = shop.json("intervals")
    assert said["reasons"] == ["2024-01-01.csv has changed", "last.csv is new"]


def test_what_reads_new_rows_is_stale_once_rows_it_read_were_replaced(shop: Shop) -> None:
    (shop.root / "include/pipelines/shop.yaml").unlink()
    shop.write("include/pipelines/seen.yaml", SEEN)
    shop.write("data/a.csv", "n\n1\n")
    assert shop("run", "seen").exit_code == 0
    shop.write("data/a.csv", "n\n1\n2\n")
    told = shop("run", "--stale")
    assert (told.exit_code, "marts_seen" in told.output, "new-rows" in told.output) == (1, True, True)
    assert shop("run", "--stale").exit_code == 1
    assert shop("run", "seen", "--reload").exit_code == 0
    assert "nothing is out of date" in shop("run", "--stale").output
