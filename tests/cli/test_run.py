"""`levada run`: a pipeline without a scheduler."""

from tests.cli.shop import FIRST, SHOP, Shop

ONCE = """\
apiVersion: levada/v1
kind: Pipeline
steps:
  - ingest: {files: "orders/2024-01-01.csv"}
    into: raw.kept
datasets:
  raw.kept: {contract: [{name: id, logicalType: integer, primaryKey: true}, {name: at, logicalType: timestamp},
                        {name: amount, logicalType: number}]}
"""
DAILY = 'schedule: {cron: "0 4 * * *", start_date: 2024-01-01, end_date: 2024-01-03}\nsteps:'


def statuses(outcomes: list[dict]) -> list[str]:
    return [outcome["status"] for outcome in outcomes]


def total(shop: Shop) -> list[dict]:
    return sorted(shop.json("show", "staging.totals"), key=lambda row: row["at"])


def test_a_date_of_another_form_is_told_how_it_is_written(shop: Shop) -> None:
    result = shop("run", "shop", "--date", "31.01.2024")
    assert (result.exit_code, "'31.01.2024' is no day and no moment: write year-month-day" in result.stderr) == (
        2,
        True,
    )


def test_a_last_day_wants_a_first(shop: Shop) -> None:
    result = shop("run", "shop", "--to", "2024-01-02")
    assert (result.exit_code, "say the first, --from, too" in result.stderr) == (2, True)


def test_a_range_of_intervals_is_published_in_order(shop: Shop) -> None:
    outcomes = shop.json("run", "shop", "--from", "2024-01-01", "--to", "2024-01-02")
    assert statuses(outcomes) == ["published"] * 4
    assert [row["total"] for row in total(shop)] == [5.0, 7.5, 1.0]


def test_the_default_is_the_last_interval_of_the_schedule(shop: Shop) -> None:
    (first, _) = shop.json("run", "shop")
    assert first["interval"]["start"] == "2024-01-02T00:00:00+00:00"


def test_a_second_run_does_nothing(shop: Shop) -> None:
    shop("run", "shop", "--date", "2024-01-01")
    assert statuses(shop.json("run", "shop", "--date", "2024-01-01")) == ["unchanged", "unchanged"]


def test_what_does_not_depend_on_the_interval_is_not_done_for_each(shop: Shop) -> None:
    spec = shop.root / "include/pipelines/shop.yaml"
    replaced = spec.read_text().replace("orders/{{ ds }}.csv", "orders/2024-01-01.csv").replace("append", "replace")
    spec.write_text(replaced)
    shop("run", "shop", "--date", "2024-01-01")
    assert statuses(shop.json("run", "shop", "--date", "2024-01-02")) == ["unchanged", "published"]


def test_what_reads_an_interval_does_not_depend_on_others(shop: Shop) -> None:
    shop("run", "shop", "--from", "2024-01-01", "--to", "2024-01-02")
    assert statuses(shop.json("run", "shop", "--date", "2024-01-01")) == ["unchanged", "unchanged"]


def test_a_changed_job_is_run_again(shop: Shop) -> None:
    shop("run", "shop", "--date", "2024-01-01")
    job = shop.root / "spark_jobs/totals.py"
    job.write_text(job.read_text().replace("F.sum", "F.max"))
    assert statuses(shop.json("run", "shop", "--date", "2024-01-01")) == ["unchanged", "published"]


def test_bad_data_is_held_back_and_what_comes_after_is_left_out(shop: Shop) -> None:
    shop.write("data/orders/2024-01-01.csv", FIRST + "1,2024-01-01T12:00:00Z,-3\n")
    result = shop("run", "shop", "--date", "2024-01-01")
    assert result.exit_code == 1
    assert "check id_unique FAILED: 1 of 3 rows" in result.stderr
    assert "check amount_range FAILED: 1 of 3 rows" in result.stderr
    assert '"amount": -3.0' in result.stderr.replace('":-', '": -')
    assert "left out" in result.stderr
    assert shop.json("show", "raw.orders") == []


def test_corrected_data_is_published(shop: Shop) -> None:
    shop.write("data/orders/2024-01-01.csv", "id,at,amount\n1,2024-01-01T12:00:00Z,-3\n")
    assert shop("run", "shop", "--date", "2024-01-01").exit_code == 1
    shop.write("data/orders/2024-01-01.csv", FIRST)
    assert statuses(shop.json("run", "shop", "--date", "2024-01-01")) == ["published", "published"]


def test_a_changed_file_is_an_error_whose_cure_is_rollback(shop: Shop) -> None:
    shop("run", "shop", "--date", "2024-01-01")
    shop.write("data/orders/2024-01-01.csv", FIRST + "9,2024-01-01T12:00:00Z,3\n")
    result = shop("run", "shop", "--date", "2024-01-01")
    assert result.exit_code == 1
    assert "levada rollback raw.orders" in result.stderr
    before = shop.json("history", "raw.orders")[0]["snapshot"]
    assert shop("rollback", "raw.orders", "--to", before).exit_code == 0
    assert statuses(shop.json("run", "shop", "--date", "2024-01-01")) == ["published", "published"]
    assert len(shop.json("show", "raw.orders")) == 3


def test_params_are_said_or_have_a_default(shop: Shop) -> None:
    spec = (shop.root / "include/pipelines/shop.yaml").read_text()
    params = "params: {folder: {enum: [orders, returns], default: orders}}\nsteps:"
    spec = spec.replace("steps:", params, 1).replace('"orders/{{ ds }}.csv"', '"{{ params.folder }}/{{ ds }}.csv"')
    shop.write("include/pipelines/shop.yaml", spec)
    assert shop("run", "shop", "--date", "2024-01-01").exit_code == 0
    assert (
        "data/returns/2024-01-01.csv" in shop("run", "shop", "--date", "2024-01-01", "--param", "folder=returns").stderr
    )
    wrong = shop("run", "shop", "--param", "folder=other")
    assert (wrong.exit_code, "param folder" in wrong.stderr) == (2, True)


def test_a_missing_file_is_named(shop: Shop) -> None:
    result = shop("run", "shop", "--date", "2024-02-01")
    assert result.exit_code == 1
    assert "data/orders/2024-02-01.csv" in result.stderr


def test_a_day_whose_file_was_loaded_before_there_was_a_schedule_is_not_missing(shop: Shop) -> None:
    shop.write("include/pipelines/kept.yaml", ONCE)
    shop("run", "kept")
    shop.write("include/pipelines/kept.yaml", ONCE.replace("2024-01-01", "{{ ds }}").replace("steps:", DAILY))
    assert statuses(shop.json("run", "kept", "--date", "2024-01-01")) == ["unchanged"]
    lines = [line.split() for line in shop("intervals", "kept").stdout.splitlines()[2:]]
    assert lines[0] == ["kept.raw_kept", "2024-01-01", "published", "2"]
    assert lines[1] == ["kept.raw_kept", "2024-01-02", "missing", "·"]
    assert "2024-01-03.csv is not there" in " ".join(lines[2])


def test_one_step_alone(shop: Shop) -> None:
    assert [o["step"] for o in shop.json("run", "shop", "--date", "2024-01-01", "--step", "raw_orders")] == [
        "raw_orders"
    ]


def test_every_task_leaves_a_record(shop: Shop) -> None:
    shop("run", "shop", "--date", "2024-01-01")
    (record,) = shop.root.glob(".levada/runs/shop/*/raw_orders.json")
    for word in ("rows", "bytes", "snapshot", "cpu_seconds", "peak_memory", "checks", "sha256:"):
        assert word in record.read_text()


def test_nothing_is_left_in_scratch(shop: Shop) -> None:
    shop("run", "shop", "--date", "2024-01-01")
    assert list((shop.root / ".levada/scratch").iterdir()) == []


def test_a_step_whose_rule_allows_it_runs_after_a_failed_one(shop: Shop) -> None:
    spec = (shop.root / "include/pipelines/shop.yaml").read_text()
    shop.write(
        "include/pipelines/shop.yaml",
        spec.replace("    into: staging", "    trigger_rule: all_done\n    into: staging"),
    )
    shop("run", "shop", "--date", "2024-01-01")
    assert statuses(shop.json("run", "shop", "--date", "2024-02-01")) == ["failed", "published"]


def test_a_step_only_when_there_are_rows(shop: Shop) -> None:
    spec = (shop.root / "include/pipelines/shop.yaml").read_text()
    spec = spec.replace("    into: staging", "    when: {rows: raw.orders}\n    into: staging")
    shop.write("include/pipelines/shop.yaml", spec)
    assert statuses(shop.json("run", "shop", "--date", "2024-01-01")) == ["published", "published"]
    shop.write("data/orders/2024-01-02.csv", "id,at,amount\n")
    result = shop("run", "shop", "--date", "2024-01-02")
    assert (result.exit_code, "only when this run has published rows of raw.orders" in result.stderr) == (0, True)


def test_a_changed_file_is_refused_and_loaded_anew_when_that_is_said(shop: Shop) -> None:
    shop("run", "shop", "--date", "2024-01-01")
    shop.write("data/orders/2024-01-01.csv", FIRST.replace("7.5", "8"))
    refused = shop("run", "shop", "--date", "2024-01-01")
    assert (refused.exit_code, "levada run --reload" in refused.stderr) == (1, True)
    assert statuses(shop.json("run", "shop", "--date", "2024-01-01", "--reload")) == ["published", "published"]
    assert [row["total"] for row in total(shop)] == [5.0, 8.0]


def test_files_that_came_one_by_one_are_loaded_anew_where_they_changed_and_nowhere_else(shop: Shop) -> None:
    spec = """\
apiVersion: levada/v1
kind: Pipeline
steps: [{ingest: {files: "many/*.csv"}, into: raw.many}]
datasets: {raw.many: {write: append, contract: [{name: id, logicalType: integer}]}}
"""
    shop.write("include/pipelines/many.yaml", spec)
    for name in ("a", "b"):
        shop.write(f"data/many/{name}.csv", f"id\n{ord(name)}\n")
        shop("run", "many")
    assert statuses(shop.json("run", "many", "--reload")) == ["unchanged"]
    shop.write("data/many/a.csv", "id\n1\n")
    (again,) = shop.json("run", "many", "--reload")
    assert (again["status"], [table["rows"] for table in again["tables"]]) == ("published", [1])
    other = spec.replace('"many/*.csv"', '{path: "many/*.csv", options: {null_marker: x}}')
    shop.write("include/pipelines/many.yaml", other)
    assert statuses(shop.json("run", "many", "--reload")) == ["published"]
    assert statuses(shop.json("run", "many", "--reload")) == ["unchanged"]


def test_what_was_left_out_is_told_in_a_pipe_too(shop: Shop) -> None:
    shop.write("data/orders/2024-01-01.csv", "id,at,amount,colour\n1,2024-01-01T10:00:00Z,5,red\n")
    told = "left out columns that the contract does not have: colour (2024-01-01.csv)"
    assert f"      note: {told}" in shop("run", "shop", "--date", "2024-01-01").stderr.splitlines()
    shop("rollback", "raw.orders", "--to", shop.json("history", "raw.orders")[0]["snapshot"])
    assert shop.json("run", "shop", "--date", "2024-01-01")[0]["notes"] == [told]


def test_a_step_that_is_held_back_tells_each_check_that_failed_once(shop: Shop) -> None:
    warned = "{name: amount, quality: [{metric: nullValues, mustBe: 0, severity: warning}], "
    shop.write("include/pipelines/shop.yaml", SHOP.replace("{name: amount, ", warned, 1))
    shop.write("data/orders/2024-01-01.csv", FIRST + "2,2024-01-01T12:00:00Z,\n")
    said = shop("run", "shop", "--date", "2024-01-01", "--step", "raw_orders").stderr
    assert said.count("check id_unique FAILED: 1 of 3 rows") == 1
    assert said.count("warning raw.orders: amount_nullValues: 1 of 3 rows (mustBe 0)") == 1
