"""Rows that come are told now and then."""

from levada.runtime.pace import Pace


def test_rows_and_rates_at_most_every_so_often() -> None:
    said: list[str] = []
    now = iter((0.0, 0.0, 1.0, 2.0, 3.0, 4.0))
    pace = Pace(said.append, 2, lambda: next(now))
    for rows in (100, 1_000, 2_000, 3_000, 40_000):
        pace("raw.orders", rows)
    assert said == ["raw.orders 2,000 rows (1,000/s)", "raw.orders 40,000 rows (10,000/s)"]


def test_the_clock_of_a_dataset_begins_with_its_first_rows() -> None:
    said: list[str] = []
    now = iter((0.0, 10.0, 20.0))
    pace = Pace(said.append, 1, lambda: next(now))
    pace("raw.orders", 5)
    pace("raw.orders", 50)
    assert said == ["raw.orders 50 rows (5/s)"]
