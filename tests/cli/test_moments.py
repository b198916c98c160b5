"""`levada run --date` with a moment: the one interval that holds it."""

import pytest

from tests.cli.shop import Shop

HOURLY = """\
apiVersion: levada/v1
kind: Pipeline
schedule: {cron: "@hourly", timezone: Europe/Berlin, start_date: 2024-01-01}
steps:
  - ingest: {files: "orders/2024-01-01.csv"}
    into: raw.hourly
datasets:
  raw.hourly: {contract: [{name: id, logicalType: integer}, {name: at, logicalType: timestamp},
                          {name: amount, logicalType: number}]}
"""


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        ("2024-10-27", "2024-10-26T22:00"),
        ("2024-10-27T01:00", "2024-10-26T23:00"),
        ("2024-10-27T02:30", "2024-10-27T00:00"),
        ("2024-10-27T02:00+02:00", "2024-10-27T00:00"),
        ("2024-10-27T02:00+01:00", "2024-10-27T01:00"),
        ("2024-10-27T02:59:59Z", "2024-10-27T02:00"),
    ],
)
def test_one_hour_of_an_hourly_pipeline(shop: Shop, said: str, begins: str) -> None:
    shop.write("include/pipelines/hourly.yaml", HOURLY)
    (only,) = shop.json("run", "hourly", "--date", said)
    assert (only["status"], only["interval"]["start"]) == ("published", f"{begins}:00+00:00")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("2024-10-27T25:00", "is no day and no moment: write year-month-day, as in"),
        ("2024-03-31T02:30", "clocks in Europe/Berlin were put forward past it: say another moment"),
    ],
)
def test_a_moment_that_is_none(shop: Shop, said: str, why: str) -> None:
    shop.write("include/pipelines/hourly.yaml", HOURLY)
    result = shop("run", "hourly", "--date", said)
    assert (result.exit_code, why in " ".join(result.stderr.split())) == (2, True)
