"""Steps that are done item by item, at the command line and without a scheduler."""

import pytest

from tests.cli.shop import Shop

SPEC = """\
apiVersion: levada/v1
kind: Pipeline
schedule: {cron: "0 4 * * *", start_date: 2024-01-01, end_date: 2024-01-02}
params: {all: {type: boolean, default: true}}
steps:
  - ingest: {files: codes.csv}
    into: raw.codes
  - ingest: {files: "{{ item }}/{{ ds }}.csv"}
    into: raw.sales
    for_each: {dataset: raw.codes, column: code}
    when: {param: all, is: true}
  - sql: SELECT count(*) AS n FROM raw.sales
    into: marts.counts
datasets:
  raw.codes: {write: replace, contract: [{name: code, logicalType: string}]}
  raw.sales: {write: append, contract: [{name: id, logicalType: integer, unique: true}]}
"""


@pytest.fixture
def sales(shop: Shop) -> Shop:
    shop.write("include/pipelines/shop.yaml", SPEC)
    land(shop, "PT", "ES")
    return shop


def land(shop: Shop, *codes: str) -> None:
    shop.write("data/codes.csv", "\n".join(("code", *codes)) + "\n")
    for number, code in enumerate(codes):
        for day in (1, 2):
            shop.write(f"data/{code}/2024-01-0{day}.csv", f"id\n{10 * number + day}\n")


def told(outcomes: list[dict]) -> list[tuple[str, object, str]]:
    return [(outcome["step"], outcome.get("item"), outcome["status"]) for outcome in outcomes]


def test_each_item_is_written_checked_and_published_by_itself(sales: Shop) -> None:
    assert told(sales.json("run", "shop", "--date", "2024-01-01")) == [
        ("raw_codes", None, "published"), ("raw_sales", "ES", "published"), ("raw_sales", "PT", "published"),
        ("marts_counts", None, "published"),
    ]  # fmt: skip
    assert sales.json("show", "marts.counts") == [{"n": 2}]
    assert [version["item"] for version in sales.json("history", "raw.sales")] == [None, "ES", "PT"]
    assert sorted(path.name for path in sales.root.glob(".levada/runs/shop/*/raw_sales*")) == [
        "raw_sales.ES.json", "raw_sales.PT.json",
    ]  # fmt: skip


def test_a_second_run_does_nothing_and_a_new_item_only_itself(sales: Shop) -> None:
    sales("run", "shop", "--date", "2024-01-01")
    assert {status for *_, status in told(sales.json("run", "shop", "--date", "2024-01-01"))} == {"unchanged"}
    land(sales, "PT", "ES", "FR")
    again = told(sales.json("run", "shop", "--date", "2024-01-01"))
    assert [(item, status) for step, item, status in again if step == "raw_sales"] == [
        ("ES", "unchanged"), ("FR", "published"), ("PT", "unchanged"),
    ]  # fmt: skip


def test_one_that_fails_does_not_keep_others_from_being_tried_but_what_comes_after(sales: Shop) -> None:
    (sales.root / "data/ES/2024-01-01.csv").unlink()
    result = sales("run", "shop", "--date", "2024-01-01")
    assert result.exit_code == 1
    assert "raw_sales[PT]            published" in result.stderr
    assert "marts_counts             left out" in result.stderr
    sales.write("data/ES/2024-01-01.csv", "id\n11\n")
    assert [status for *_, status in told(sales.json("run", "shop", "--date", "2024-01-01"))] == [
        "unchanged", "published", "unchanged", "published",
    ]  # fmt: skip


def test_what_is_unique_is_so_over_all_items(sales: Shop) -> None:
    sales.write("data/PT/2024-01-01.csv", "id\n11\n")
    assert told(sales.json("run", "shop", "--date", "2024-01-01"))[1:3] == [
        ("raw_sales", "ES", "published"), ("raw_sales", "PT", "blocked"),
    ]  # fmt: skip


def test_without_items_or_where_the_condition_does_not_hold_the_step_is_skipped_once(sales: Shop) -> None:
    for options, why in (
        (["--param", "all=false"], "only when param all is true"),
        ([], "raw.codes.code has no values"),
    ):
        land(sales)
        skipped = sales.json("run", "shop", "--date", "2024-01-01", *options)
        assert [status for *_, status in told(skipped)][1:] == ["skipped", "skipped"]
        assert why in skipped[1]["error"]


def test_every_item_stands_for_itself(sales: Shop) -> None:
    sales("run", "shop", "--date", "2024-01-01")
    sales.write("data/PT/2024-01-01.csv", "id\n99\n")
    found = sales.json("intervals", "raw.sales")
    assert [(one["item"], one["interval"]["start"][:10], one["state"]) for one in found] == [
        ("ES", "2024-01-01", "published"), ("ES", "2024-01-02", "missing"),
        ("PT", "2024-01-01", "stale"), ("PT", "2024-01-02", "missing"),
    ]  # fmt: skip
    assert "shop.raw_sales[PT]" in sales("intervals").stdout


def test_only_the_item_that_is_out_of_date_is_done_again(sales: Shop) -> None:
    spec = sales.root / "include/pipelines/shop.yaml"
    spec.write_text(SPEC.replace("raw.sales: {write: append", "raw.sales: {write: {strategy: merge, unique_key: id}"))
    sales("run", "shop", "--date", "2024-01-01")
    sales.write("data/PT/2024-01-01.csv", "id\n99\n")
    assert told(sales.json("run", "--stale"))[:1] == [("raw_sales", "PT", "published")]


def test_drafts_of_items_wait_side_by_side(sales: Shop) -> None:
    sales("run", "shop", "--date", "2024-01-01", "--step", "raw_codes")
    drafted = sales.json("run", "shop", "--date", "2024-01-01", "--no-publish")
    assert told(drafted)[1:3] == [("raw_sales", "ES", "drafted"), ("raw_sales", "PT", "drafted")]
    assert len({one["tables"][0]["branch"] for one in drafted[1:3]}) == 2
    assert sales.json("show", "raw.sales") == []


def test_explain_says_what_it_is_done_for(sales: Shop) -> None:
    said = sales("explain", "shop").stdout
    assert "each   of the values of raw.codes.code, as it is published then: written, checked and published by" in said
    assert "in Airflow several at once; what comes after waits for all" in said
