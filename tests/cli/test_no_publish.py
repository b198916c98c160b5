"""`levada run --no-publish`: everything but the publication."""

import pytest

from tests.cli.shop import FIRST, Shop

RUN = ("run", "shop", "--date", "2024-01-01", "--no-publish")


@pytest.fixture
def published(shop: Shop) -> Shop:
    """The second day is there already."""
    assert shop("run", "shop", "--date", "2024-01-02", "--step", "raw_orders").exit_code == 0
    return shop


def test_readers_see_nothing_and_the_branch_everything(published: Shop) -> None:
    (first, _) = published.json(*RUN)
    (table,) = first["tables"]
    assert (first["status"], table["status"], table["rows"]) == ("drafted", "drafted", 2)
    assert len(published.json("show", "raw.orders")) == 1
    assert len(published.json("show", "raw.orders", "--branch", table["branch"])) == 3
    assert published.json("diff", "raw.orders", "main", table["branch"])["rows_added"] == 2


def test_what_would_read_a_draft_is_skipped(published: Shop) -> None:
    result = published(*RUN)
    assert (result.exit_code, "skipped" in result.stderr) == (0, True)
    assert "look: levada diff raw.orders main audit_" in result.stderr


def test_a_run_afterwards_publishes_that_draft(published: Shop) -> None:
    (first, _) = published.json(*RUN)
    (again, _) = published.json(*RUN[:-1])
    assert (again["status"], again["tables"][0]["snapshot"]) == ("published", first["tables"][0]["snapshot"])


def test_what_is_published_already_is_no_draft(published: Shop) -> None:
    outcome = published.json("run", "shop", "--date", "2024-01-02", "--step", "raw_orders", "--no-publish")
    assert outcome[0]["status"] == "unchanged"


def test_checks_are_made_and_fail(published: Shop) -> None:
    published.write("data/orders/2024-01-01.csv", FIRST + "1,2024-01-01T12:00:00Z,-3\n")
    result = published(*RUN)
    assert (result.exit_code, "check id_unique FAILED" in result.stderr) == (1, True)
