"""Rows of dbt's tests, in the same words whichever engine has found them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from levada.engines.dbt.samples import objects


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (Decimal("1.50"), "1.50"),
        (float("nan"), '"nan"'),
        (0.1, "0.1"),
        (True, "true"),
        (None, "null"),
        (date(2024, 2, 29), '"2024-02-29"'),
        (datetime(2024, 1, 1, 0, 0, 0, 1, UTC), '"2024-01-01 00:00:00.000001+00:00"'),
        ("é 👍🏽", '"é 👍🏽"'),
        ([Decimal("1.5"), None], '["1.5",null]'),
    ],
)
def test_a_value(value: Any, said: str) -> None:
    assert objects(["gr ö"], [[value]]) == (f'{{"gr ö":{said}}}',)


def test_rows_have_an_order_of_their_own() -> None:
    assert objects(["n"], [[2], [1]]) == ('{"n":1}', '{"n":2}')
