"""`levada diff`: rows that came, went and changed between two states of a table."""

import pytest

from tests.cli.shop import SHOP, Shop

BEFORE = "id,at,amount\n1,2024-01-01T10:00:00Z,5\n2,2024-01-01T11:00:00Z,7.5\n3,2024-01-01T12:00:00Z,\n"
AFTER = "id,at,amount\n1,2024-01-01T10:00:00Z,5\n2,2024-01-01T11:00:00Z,8\n4,2024-01-01T13:00:00Z,1\n"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    """The orders replaced: one changed, one gone, one new."""
    shop = Shop(tmp_path_factory.mktemp("changed"))
    shop.write("include/pipelines/shop.yaml", SHOP.replace("write: append", "write: replace"))
    for rows in (BEFORE, AFTER):
        shop.write("data/orders/2024-01-01.csv", rows)
        assert shop("run", "shop", "--date", "2024-01-01", "--step", "raw_orders").exit_code == 0
    return shop


def test_the_published_state_against_the_one_before(changed: Shop) -> None:
    found = changed.json("diff", "raw.orders")
    assert [found[word] for word in ("rows_before", "rows_after", "rows_added", "rows_removed", "rows_changed")] == [
        3,
        3,
        1,
        1,
        1,
    ]
    assert found["columns"] == {"amount": 1}
    assert [row["id"] for row in found["added"] + found["removed"]] == [4, 3]
    assert found["changed"] == [{"key": {"id": 2}, "columns": {"amount": [7.5, 8.0]}}]


def test_for_people(changed: Shop) -> None:
    said = changed("diff", "raw.orders").stdout
    assert "1 added, 1 removed, 1 changed, by id" in said
    assert "2   amount  7.5     8.0" in said


def test_snapshots_and_the_way_round(changed: Shop) -> None:
    first, second, third = (version["snapshot"] for version in changed.json("history", "raw.orders"))
    assert changed.json("diff", "raw.orders", first)["rows_added"] == 3
    back = changed.json("diff", "raw.orders", third, second)
    assert (back["before"], [row["id"] for row in back["added"]]) == (third, [3])


def test_without_a_key_a_changed_row_went_and_came(changed: Shop) -> None:
    found = changed.json("diff", "raw.orders", "--key", "")
    assert (found["rows_added"], found["rows_removed"], found["rows_changed"]) == (2, 2, 0)


def test_output_is_limited(changed: Shop) -> None:
    first = changed.json("history", "raw.orders")[0]["snapshot"]
    assert "added (1 of 3):" in changed("diff", "raw.orders", first, "--limit", "1").stdout


def test_the_same_state_does_not_differ(changed: Shop) -> None:
    found = changed.json("diff", "raw.orders", "main", "main")
    assert (found["rows_added"], found["rows_removed"], found["rows_changed"], found["schema"]) == (0, 0, 0, [])


def test_a_column_that_came(shop: Shop) -> None:
    shop("run", "shop", "--date", "2024-01-01", "--step", "raw_orders")
    spec = SHOP.replace("      - {name: amount", "      - {name: note}\n      - {name: amount")
    shop.write("include/pipelines/shop.yaml", spec)
    shop("run", "shop", "--date", "2024-01-02", "--step", "raw_orders")
    found = shop.json("diff", "raw.orders")
    assert found["schema"] == [{"before": None, "after": "note string"}]
    assert (found["rows_before"], found["rows_added"], found["rows_changed"]) == (2, 1, 0)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["raw.nothing"], "there is no table"), (["raw.orders", "x"], "no branch or tag 'x'"),
     (["raw.orders", "12"], "no snapshot 12"), (["raw.orders", "--key", "x"], "no column x")],
)  # fmt: skip
def test_what_is_not_there(changed: Shop, arguments: list[str], said: str) -> None:
    result = changed("diff", *arguments)
    assert (result.exit_code, said in result.stderr) == (1, True)


def test_a_key_that_is_none(shop: Shop) -> None:
    shop.write("data/orders/2024-01-01.csv", "id,at,amount\n1,2024-01-01T10:00:00Z,5\n2,2024-01-01T10:00:00Z,5\n")
    shop("run", "shop", "--date", "2024-01-01", "--step", "raw_orders")
    result = shop("diff", "raw.orders", "--key", "amount")
    assert (result.exit_code, "amount is not unique in the later state" in result.stderr) == (1, True)
