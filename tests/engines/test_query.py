"""`sql`: one SELECT in another engine's words, asked of DuckDB: what it means stays the same."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal

import duckdb
import pyarrow as pa
import pytest

from levada.engines.queries.dialects import DUCKDB, functions
from levada.engines.queries.translation import missing
from levada.errors import Permanent
from levada.lake.drafts import Writer
from levada.plan.actions import Sql
from levada.plan.graph import Read
from levada.plan.run import Run
from levada.plan.tables import Column, Table
from tests.engines.bench import RUN, Bench, mark, table

FLIGHTS = Table(
    "raw.flights",
    (Column("carrier", "string"), Column("at", "timestamptz"), Column("fare", "decimal(9, 2)"), Column("n", "long")),
    event_time="at",
)
HOURS = [datetime(2013, 1, day, 12, tzinfo=UTC) for day in (1, 1, 2)]
ROWS = pa.table({"carrier": ["UA", "AA", "O'x"], "at": HOURS, "fare": [Decimal("1.50")] * 3, "n": [1, 2, 2**60 + 1]})
READS = (Read("raw.flights", "raw.flights"),)


@pytest.fixture
def project(bench: Bench) -> Bench:
    bench.fill(FLIGHTS, ROWS)
    return bench


def ask(project: Bench, query: str, run: Run = RUN, reads: tuple[Read, ...] = READS) -> list[tuple[object, ...]]:
    project.perform(Sql(query), Table("staging.result"), reads=reads, run=run)
    return [tuple(row.values()) for row in project.rows("staging.result")]


def test_a_query_of_trino_s_means_the_same(project: Bench) -> None:
    query = """
        WITH flown AS (SELECT *, n / 2 AS half FROM RAW."flights")
        SELECT carrier, half, greatest(half, NULL) AS nothing, date_format(at, '%Y-%m-%d') AS day,
               date_diff('hour', at, TIMESTAMP '2013-01-03 00:00:00 UTC') AS hours, sum(fare) AS fare,
               cardinality(array_agg(n)) AS counted
        FROM flown GROUP BY carrier, half, at, n ORDER BY n"""
    assert ask(project, query) == [
        ("UA", 0, None, "2013-01-01", 36, Decimal("1.50"), 1),
        ("AA", 1, None, "2013-01-01", 36, Decimal("1.50"), 1),
        ("O'x", 2**59, None, "2013-01-02", 12, Decimal("1.50"), 1),
    ]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("cast(0.5e0 * n as integer)", 1),
        ("cast(fare as bigint)", 2),
        ("cast(-fare - 1 as bigint)", -3),
        ("cast(n as integer)", 1),
        ("date_add('day', 1, cast(at as date))", date(2013, 1, 2)),
        ("date_trunc('month', date_trunc('week', cast(at as date)))", date(2012, 12, 1)),
        ("cast(at as date) - interval '1' month", date(2012, 12, 1)),
        ("date_trunc('day', at)", datetime(2013, 1, 1, tzinfo=UTC)),
        ("date_add('hour', -3, at)", datetime(2013, 1, 1, 9, tzinfo=UTC)),
        ("date_add('month', 1, at)", datetime(2013, 2, 1, 12, tzinfo=UTC)),
        ("year_of_week(at)", 2013),
        ("extract(doy from at)", 1),
        ("cast('Funchal' as varchar(3))", "Fun"),
        ("cast(json_extract('{\"a\": \"Funchal\"}', '$.a') as varchar(3))", "Fun"),
        ("extract(dow from date '2013-01-06')", 7),
        ("reverse(array[1, 2])", [2, 1]),
        ("split_part('a;;c', ';', 4)", None),
        ("split_part('a;;c', ';', 2)", ""),
        ("split_part('a--c', '--', 1 + 1)", "c"),
        ("regexp_extract(carrier, '[0-9]+')", None),
        ("regexp_extract(carrier, '(U)(A)', 2)", "A"),
        ("repeat(carrier, 2)", ["UA", "UA"]),
        ("sha1(to_utf8('a')) = from_hex('86f7e437faa5a7fce15d1ddcb9eaeaea377667b8')", True),
        ("sequence(date '2013-01-31', date '2013-02-01')", [date(2013, 1, 31), date(2013, 2, 1)]),
        ("sequence(date '2013-01-31', date '2013-03-01', interval '1' month)", [date(2013, 1, 31), date(2013, 2, 28)]),
        ("slice(array[1, 2, 3, 4], 2, 2)", [2, 3]),
        ("slice(array[1, 2, 3, 4], -3, 2)", [2, 3]),
        ("slice(array[1, 2, 3, 4], -9, 6)", []),
        ("slice(array[1, 2, 3, 4], n + 1, 1)", [2]),
        ("array_distinct(array[1, null, 1, 3, null])", [1, None, 3]),
        ("contains(array['a', null], 'a')", True),
        ("contains(array['a', null], 'b')", None),
        ("contains(array['a'], 'b')", False),
        ("cardinality(map(array['a'], array[1]))", 1),
        ("url_decode('a+b%20c')", "a b c"),
        ("try_cast('1.5' as integer)", None),
        ("try_cast(' -12 ' as bigint)", -12),
        ("json_extract_scalar('{\"a\": {\"b\": 1} }', '$.a')", None),
        ("json_extract_scalar('{\"a\": [\"x\"]}', '$.a[0]')", "x"),
        ("json_extract_scalar('nonsense', '$.a')", None),
        ("json_extract_scalar('{\"UA\": 5}', concat('$.', carrier))", "5"),
        ("json_extract_scalar('{\"q''r\": 5}', '$[\"q''r\"]')", "5"),
        ("json_extract_scalar('{\"a b\": \"q''r\"}', '$[\"a b\"]')", "q'r"),
    ],
)
def test_trino_rounds_what_becomes_whole_and_days_stay_days(project: Bench, expression: str, expected: object) -> None:
    assert ask(project, f"select {expression} as x from raw.flights where n = 1") == [(expected,)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("max_by(x, n)", None),
        ("min_by(x, n)", "a"),
        ("max_by(x, n) filter (where n < 3)", "b"),
        ("count_if(z)", 0),
        ("count_if(n > 1)", 2),
    ],
)
def test_trino_minds_nulls_where_duckdb_passes_over_them(project: Bench, expression: str, expected: object) -> None:
    rows = "(values ('a', 1, cast(null as boolean)), ('b', 2, null), (null, 3, null)) as t (x, n, z)"
    assert ask(project, f"select {expression} as y from {rows}") == [(expected,)]


def test_an_interval_read_sees_the_run_s_rows(project: Bench) -> None:
    reads = (Read("raw.flights", "raw.flights", "interval"),)
    assert ask(project, "select count(*) as n from raw.flights", reads=reads) == [(2,)]


def test_templates_are_filled_in_quoted_texts(project: Bench) -> None:
    query = "select '{{ ds }}' as day, carrier from raw.flights where at < timestamp '{{ ds }} 12:30:00' -- {{ ds }}"
    assert sorted(ask(project, query)) == [("2013-01-01", "AA"), ("2013-01-01", "UA")]


@pytest.mark.parametrize("value", ["O'x", "' or '1' = '1", "\\' or 1=1 --", '"; drop table raw.flights; --', "O''x"])
@pytest.mark.parametrize("dialect", ["trino", "duckdb", "spark"])
def test_no_value_ends_the_text_it_stands_in(project: Bench, value: str, dialect: str) -> None:
    action = Sql("select '{{ params.x }}' as said from raw.flights where n = 1", dialect)
    project.perform(action, Table("staging.result"), reads=READS, run=Run("r", None, json.dumps({"x": value})))
    assert project.rows("staging.result") == [{"said": value}]


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            "select\n  carier, count(*) as n from raw.flights group by 1",
            'line 2 of its query: there is no column "carier" in what it reads: did you mean `carrier`?',
        ),
        ("select 1 as a,\n  nope from raw.flights", r'line 2 of its query: there is no column "nope" in what it reads'),
        ("select carrier + 1 as a from raw.flights", "its query: Binder Error|its query: Conversion Error"),
        ("select cast(carrier as integer) as n\nfrom raw.flights", r"its query: .*Could not convert string 'UA'"),
        ("select n / 0 as n from raw.flights", "Division by zero"),
        ("select count(*) as n from raw.flights where '{{ params.x }}' = ''", r"params\.x .* is not known here"),
    ],
)
def test_what_duckdb_refuses_is_told_with_the_line(project: Bench, query: str, message: str) -> None:
    with pytest.raises(Permanent, match=message) as raised:
        ask(project, query)
    assert "LINE 1" not in str(raised.value)


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("select zip_with(x, y, (a, b) -> a) as z from a.b", ["zip_with() cannot be translated from trino for DuckDB"]),
        ("select from_base(x, 2) as n from a.b", ["from_base() is no function of DuckDB's"]),
        ("select reduce(x, 0, (s, x) -> s + x, s -> s) as n from a.b", ["Argument 'finish' is not supported"]),
        (
            "select x from a.b match_recognize (pattern (a) define a as x > 1)",
            ["MATCHRECOGNIZE is not there in DuckDB"],
        ),
        ("select format('%d', x) as n from a.b", ["FORMAT is not there in DuckDB"]),
        ("select json_value(x, 'lax $.a') as n from a.b", ["JSON_VALUE is not there in DuckDB"]),
        ("select json_query(x, 'lax $.a') as n from a.b", ["JSON_QUERY is not there in DuckDB"]),
        ("select hour(from_iso8601_timestamp(x)) as n from a.b", ["a clock of a moment's own"]),
        ("select day(timestamp '2020-01-01 01:00:00 Asia/Tokyo') as n", ["a clock of a moment's own"]),
        ("select cast(from_iso8601_timestamp(x) as date) as n from a.b", ["a clock of a moment's own"]),
        ("select cast(from_iso8601_timestamp(x) at time zone 'UTC' as date) as n from a.b", []),
        ("select cast(from_iso8601_timestamp(x) as timestamp(6) with time zone) as n from a.b", []),
        ("select hour(timestamp '2020-01-01 01:00:00 UTC') as n, from_iso8601_timestamp(x) as m from a.b", []),
        ("select date_trunc('decade', x) as n from a.b", ["date_trunc to decade is not there in DuckDB"]),
        ("select date_trunc('quarter', x) as n, date_format(x, '%Y-%m') as m from a.b", []),
        ("select date_format(x, '%a %v') as n from a.b", ["%v in a format is not there in DuckDB"]),
        ("select extract(timezone_hour from x) as n from a.b", ["EXTRACT(TIMEZONE_HOUR) is not there in DuckDB"]),
        ("select cast(x as char(3)) as n from a.b", ["CHAR, which Trino fills with blanks, is not there in DuckDB"]),
        ("select row_number() over (order by x) as n, try(x / y) as m, if(x = 1, y, z) as o from a.b", []),
    ],
)
def test_what_duckdb_has_not_is_known_before(query: str, message: list[str]) -> None:
    found = [said for _, said in missing(Sql(query), DUCKDB)]
    assert [said in one for said, one in zip(message, found, strict=True)] == [True] * len(message), found


def test_the_names_of_duckdb_s_functions_are_those_of_the_one_installed() -> None:
    asked = (
        "select distinct function_name from duckdb_functions() where function_type in ('scalar', 'aggregate', 'macro')"
    )
    with duckdb.connect() as new:  # others may have given the common connection functions of their own
        there = {name for (name,) in new.sql(asked).fetchall() if name.isidentifier() and name.islower()}
    assert {name for name in there if name[0] != "_"} == functions(DUCKDB)


def test_fields_that_duckdb_would_not_find_are_not_read_as_nulls(bench: Bench) -> None:
    bench.fill(Table("raw.odd"), pa.table({"s": [{"y z": 1}]}))
    with pytest.raises(Permanent, match="called 'y z', by which DuckDB does not find it"):
        bench.perform(Sql("select s from raw.odd"), Table("staging.n"), reads=(Read("raw.odd", "raw.odd"),))


def test_a_step_may_be_written_twice(project: Bench) -> None:
    prepared = project.prepare(Sql("select n from raw.flights"), into := table("staging.n", n="long"), reads=READS)
    for name in ("first", "second"):
        prepared.write(writer := Writer(project.lake, mark(name)))
        assert writer.drafts[into.name].rows == 3


def test_values_that_only_some_may_see_are_not_quoted(bench: Bench) -> None:
    people = Table("raw.people", (Column("carrier", "string", guarded=True),))
    bench.fill(people, pa.table({"carrier": ["Ada Lovelace"]}))
    reads = (Read("raw.people", "raw.people"),)
    with pytest.raises(Permanent, match=r"DuckDB fails with ConversionException, whose message is not shown") as told:
        bench.perform(Sql("select carrier::int as n from raw.people", "duckdb"), Table("staging.result"), reads=reads)
    assert "Ada" not in str(told.value)
    assert told.value.__cause__ is None


@pytest.mark.parametrize(
    "source", ["raw.flights", "(SELECT n, fare FROM raw.flights) AS f", "some"], ids=["table", "query", "named"]
)
def test_a_column_is_not_the_result_that_has_its_name(project: Bench, source: str) -> None:
    query = f"""
        WITH some AS (SELECT n, fare FROM raw.flights)
        SELECT n AS fare, count(*) AS flights FROM {source} GROUP BY n HAVING max(fare) < 2 ORDER BY n"""
    assert ask(project, query) == [(1, 1), (2, 1), (2**60 + 1, 1)]
