"""Service levels of a contract: what a publication can tell of them, and what is only listed."""

import pytest

from levada.plan.checks import Check, Threshold
from levada.plan.measures import Freshness
from levada.plan.planner import plan
from levada.spec.reader import read
from tests.spec.conftest import Problems, Write
from tests.spec.shop import CONTRACT, SHOP

FILE = "contracts/sales.odcs.yaml"
TWO_DAYS = Threshold("mustBeLessOrEqualTo", (172800,))


def shop(*items: str) -> dict[str, str]:
    return {**SHOP, FILE: CONTRACT + "slaProperties:\n" + "".join(f"  - {{{item}}}\n" for item in items)}


def sales(write: Write, *items: str) -> tuple[list[Check], tuple[str, ...]]:
    """The checks of freshness of `raw.sales`, and what is not checked."""
    (made,) = (made for made in plan(read(write(shop(*items)))) if made.pipeline == "sales")
    (table,) = made.task("raw_sales").tables
    return [check for check in table.checks if isinstance(check.measure, Freshness)], made.unchecked


@pytest.mark.parametrize(
    "item",
    [
        "property: latency, value: 2, unit: d, element: sold.sold_at",
        "property: latency, value: 48, unit: hours, element: 'sold.sold_at, clean.sold_at'",
        "property: latency, value: '48', unit: h, element: raw.sales.sold_at",
        "property: latency, value: 2, unit: days, element: sold",
    ],
)
def test_latency_is_a_warning_about_the_newest_row(write: Write, item: str) -> None:
    found, unchecked = sales(write, item)
    assert found == [Check("latency", Freshness("sold_at"), TWO_DAYS, "warning", "seconds", "timeliness")]
    assert unchecked == ()


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ("property: retention, value: 3, unit: y, element: sold.sold_at", "raw.sales.table: retention 3 y"),
        ("property: latency, value: P2D, element: sold.sold_at", "raw.sales.sold_at: latency P2D: not a number of s"),
        ("property: latency, value: 2, unit: mo, element: sold.sold_at", "raw.sales.sold_at: latency 2 mo: not a"),
        ("property: endOfSupport, value: '2032-05-12'", "contract sales: endOfSupport 2032-05-12"),
    ],
)
def test_the_rest_is_listed(write: Write, item: str, said: str) -> None:
    found, (unchecked,) = sales(write, item)
    assert (found, unchecked[: len(said)]) == ([], said)


def test_an_agreement_about_a_column_that_is_not_there(problems: Problems) -> None:
    (found,) = problems(shop("property: latency, value: 2, unit: d, element: sold.sold"))
    assert (found.path, found.message) == (
        "slaProperties.0.element",
        "sold.sold is no column of an object of this contract",
    )
    assert found.hint == "did you mean `sold_at`?"
