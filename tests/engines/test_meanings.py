"""What Trino means by its words, in the words of the other engines."""

import pytest
from sqlglot import parse_one

from levada.engines.queries.dialects import DUCKDB, SPARK, Dialect
from levada.engines.queries.translation import missing, translated
from levada.errors import Permanent
from levada.plan.actions import Sql
from tests.engines.bench import RUN

COLUMNS = {"raw.t": {"d": "DOUBLE", "p": "DECIMAL(9, 2)", "n": "BIGINT", "day": "DATE", "at": "TIMESTAMPTZ"}}


def said(select: str, to: Dialect) -> str:
    """One column's translation, without the names around it."""
    text = translated(Sql(f"SELECT {select} FROM raw.t"), RUN, COLUMNS, to)
    (column,) = parse_one(text, dialect=to.name).selects
    return column.sql(to.name).replace('"t".', "").replace("`t`.", "").replace('"', "").replace("`", "")


@pytest.mark.parametrize(
    ("select", "to", "expected"),
    [
        ("CAST(d AS bigint) AS x", DUCKDB, "CAST(ROUND(d) AS BIGINT) AS x"),
        ("CAST(p AS bigint) AS x", SPARK, "CAST(ROUND(p) AS BIGINT) AS x"),
        ("CAST(n AS integer) AS x", SPARK, "CAST(n AS INT) AS x"),
        ("CAST(d AS decimal(9, 2)) AS x", DUCKDB, "CAST(d AS DECIMAL(9, 2)) AS x"),
        ("date_diff('day', day, at) AS x", DUCKDB, "DATE_SUB('day', day, at) AS x"),
        ("date_diff('day', day, at) AS x", SPARK, "DATEDIFF(DAY, day, at) AS x"),
        ("day + INTERVAL '1' MONTH AS x", DUCKDB, "CAST(day + INTERVAL '1' MONTH AS DATE) AS x"),
        ("at + INTERVAL '1' MONTH AS x", DUCKDB, "at + INTERVAL '1' MONTH AS x"),
        ("EXTRACT(HOUR FROM at) AS x", DUCKDB, "EXTRACT(HOUR FROM CAST(at AS TIMESTAMP)) AS x"),
        ("EXTRACT(YEAR FROM day) AS x", DUCKDB, "EXTRACT(YEAR FROM day) AS x"),
        ("date_trunc('month', day) AS x", SPARK, "CAST(DATE_TRUNC('MONTH', day) AS DATE) AS x"),
        ("CAST(day AS timestamp) AS x", SPARK, "CAST(day AS TIMESTAMP_NTZ) AS x"),
        ("TIMESTAMP '2024-01-01 00:00:00' AS x", SPARK, "CAST('2024-01-01 00:00:00' AS TIMESTAMP_NTZ) AS x"),
        ("TIMESTAMP '2024-01-01 00:00:00 UTC' AS x", SPARK, "CAST('2024-01-01 00:00:00 UTC' AS TIMESTAMP) AS x"),
        ("least(greatest(n, 1), 2) AS x", SPARK,
         "CASE WHEN CASE WHEN n IS NULL OR 1 IS NULL THEN NULL ELSE GREATEST(n, 1) END IS NULL OR 2 IS NULL THEN NULL "
         "ELSE LEAST(CASE WHEN n IS NULL OR 1 IS NULL THEN NULL ELSE GREATEST(n, 1) END, 2) END AS x"),
        ("day_of_week(at) AS x", SPARK, "(WEEKDAY(at) + 1) AS x"),
        ("to_unixtime(at) AS x", SPARK, "(CAST(UNIX_MICROS(CAST(at AS TIMESTAMP)) AS DOUBLE) / 1000000) AS x"),
        ("from_unixtime(d) AS x", SPARK, "TIMESTAMP_MILLIS(CAST(ROUND((d) * 1000) AS BIGINT)) AS x"),
        ("from_unixtime(n) AS x", SPARK, "CAST(FROM_UNIXTIME(n) AS TIMESTAMP) AS x"),
        ("floor(d) AS x", SPARK, "CAST(FLOOR(d) AS DOUBLE) AS x"),
        ("floor(p) AS x", SPARK, "FLOOR(p) AS x"),
        ("sign(d) AS x", DUCKDB, "CAST(SIGN(d) AS DOUBLE) AS x"),
        ("if(n > 0, 'p') AS x", SPARK, "IF(n > 0, 'p', NULL) AS x"),
        ("sum(p) AS x", SPARK, "CAST(SUM(p) AS DECIMAL(38, 2)) AS x"),
        ("sum(p) FILTER (WHERE n > 1) OVER (PARTITION BY day) AS x", SPARK,
         "CAST(SUM(p) FILTER(WHERE n > 1) OVER (PARTITION BY day) AS DECIMAL(38, 2)) AS x"),
        ("sum(n) AS x", SPARK, "SUM(n) AS x"),
        ("d > 50 AS x", DUCKDB, "(d > 50 AND NOT ISNAN(d)) AS x"),
        ("d < 50 OR 50 > d AS x", DUCKDB, "d < 50 OR 50 > d AS x"),
        ("50 < d AS x", SPARK, "(50 < d AND NOT ISNAN(d)) AS x"),
        ("d = d AS x", DUCKDB, "(d = d AND NOT (ISNAN(d) AND NOT d IS NULL)) AS x"),
        ("d <> n AS x", SPARK, "(d <> n OR (ISNAN(d) AND NOT n IS NULL)) AS x"),
        ("d = 1 OR d <> 1 AS x", DUCKDB, "d = 1 OR d <> 1 AS x"),
        ("n >= p AS x", DUCKDB, "n >= p AS x"),
    ],
)  # fmt: skip
def test_a_word_is_translated_by_its_meaning(select: str, to: Dialect, expected: str) -> None:
    assert said(select, to) == expected


@pytest.mark.parametrize(
    ("select", "refused"),
    [
        ("at AT TIME ZONE 'Europe/Lisbon' AS x", True),
        ("date_trunc('day', at AT TIME ZONE 'Europe/Lisbon') AS x", True),
        ("CAST((at AT TIME ZONE 'Europe/Lisbon') AS date) AS x", False),
        ("CAST(at AT TIME ZONE 'Europe/Lisbon' AS timestamp(6)) AS x", False),
    ],
)
def test_a_zone_that_would_get_lost_is_refused(select: str, refused: bool) -> None:
    found = [message for _, message in missing(Sql(f"SELECT {select} FROM raw.t"), DUCKDB)]
    assert any("AT TIME ZONE means something else in DuckDB" in message for message in found) == refused


@pytest.mark.parametrize("to", [DUCKDB, SPARK])
def test_a_table_that_only_trino_sees_is_refused_with_the_cure(to: Dialect) -> None:
    action = Sql("SELECT o.n AS n FROM pg.public.o AS o", foreign=("pg.public.o",))
    with pytest.raises(Permanent, match=r"pg\.public\.o lies in another catalogue: give the step to Trino"):
        translated(action, RUN, {}, to)
