"""Where the columns of a query come from: told from its text, or not told."""

import pytest

from levada.engines.lineage import Trace, Untold, dataset
from levada.engines.queries.lineage import traced

TABLES = {
    "raw.flights": dataset("raw.flights", ["carrier", "n", "dep"]),
    "raw.airlines": dataset("raw.airlines", ["carrier", "Name"]),
    "raw.ids": dataset("raw.ids", ["id"]),
    "pg.public.orders": None,
}
N, DEP, CARRIER = "raw.flights.n", "raw.flights.dep", "raw.flights.carrier"


def said(trace: Trace) -> dict[str, str]:
    return {".".join(column): " ".join(sorted(how)) for column, how in trace.items()}


def columns(query: str, dialect: str = "trino") -> dict[str, dict[str, str]]:
    return {name: said(trace) for name, trace in traced(query, dialect, TABLES).columns.items()}


def rows(query: str, dialect: str = "trino") -> dict[str, str]:
    return said(traced(query, dialect, TABLES).rows)


def test_a_star_is_every_column() -> None:
    assert columns("select * from raw.flights") == {
        "carrier": {CARRIER: "identity"}, "n": {N: "identity"}, "dep": {DEP: "identity"},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("expression", "origins"),
    [
        ("n", {N: "identity"}),
        ("cast(n as varchar)", {N: "transformation"}),
        ("n + dep", {N: "transformation", DEP: "transformation"}),
        ("n is null", {N: "transformation"}),
        ("1", {}),
        ("case when n > 1 then carrier else 'x' end", {N: "conditional", CARRIER: "transformation"}),
        ("if(n > 1, dep, n)", {N: "conditional transformation", DEP: "transformation"}),
        ("row_number() over (partition by carrier order by dep)", {CARRIER: "window", DEP: "window"}),
        ("lag(n) over (order by dep)", {N: "transformation", DEP: "window"}),
        ("sum(n) over (partition by carrier)", {N: "aggregation", CARRIER: "window"}),
        ("sum(n) over w", {N: "aggregation", DEP: "window"}),
        ("transform(array[n], each -> each + dep)", {N: "transformation", DEP: "transformation"}),
        ("(select max(id) from raw.ids where id = n)", {"raw.ids.id": "aggregation filter", N: "filter"}),
    ],
)
def test_a_column_is_computed_from_others(expression: str, origins: dict[str, str]) -> None:
    assert columns(f"select {expression} as x from raw.flights window w as (order by dep)") == {"x": origins}


@pytest.mark.parametrize(
    ("expression", "origins"),
    [
        ("count(*)", {}),
        ("round(avg(n), 1)", {N: "aggregation"}),
        ("count(*) filter (where dep > 1)", {DEP: "filter"}),
        ("max_by(n, dep)", {N: "aggregation", DEP: "aggregation"}),
        ("array_agg(n order by dep)", {N: "aggregation", DEP: "sort"}),
    ],
)
def test_an_aggregate_is_computed_from_many_rows(expression: str, origins: dict[str, str]) -> None:
    assert columns(f"select {expression} as x from raw.flights group by carrier") == {"x": origins}


@pytest.mark.parametrize(
    ("query", "origins"),
    [
        ("select n from raw.flights where dep > 1", {DEP: "filter"}),
        ("select 1 from raw.flights f join raw.ids on id = f.n", {N: "join", "raw.ids.id": "join"}),
        ("select 1 from raw.flights group by carrier having max(n) > 1", {CARRIER: "group_by", N: "filter"}),
        ("select 1 from raw.flights group by rollup(carrier, n)", {CARRIER: "group_by", N: "group_by"}),
        ("select distinct n from raw.flights", {N: "group_by"}),
        ("select n as x, dep as n from raw.flights order by n limit 3", {DEP: "sort"}),
        ("select n from raw.flights where exists (select 1 from raw.ids where id = dep)",
         {"raw.ids.id": "filter", DEP: "filter"}),
        ("select n from raw.flights where n in (select id from raw.ids)", {N: "filter", "raw.ids.id": "filter"}),
        ("select n from raw.flights except select id from raw.ids", {N: "filter", "raw.ids.id": "filter"}),
    ],
)  # fmt: skip
def test_rows_are_decided_by_columns(query: str, origins: dict[str, str]) -> None:
    assert rows(query) == origins


def test_what_an_inner_query_did_is_not_forgotten() -> None:
    query = "with s as (select carrier, sum(n) as total from raw.flights where dep > 1 group by carrier) {}"
    outer = "select total + 1 as total, case when total > 1 then carrier end as big from s order by total"
    assert columns(query.format(outer)) == {
        "total": {N: "aggregation"}, "big": {N: "conditional", CARRIER: "transformation"},
    }  # fmt: skip
    assert rows(query.format(outer)) == {DEP: "filter", CARRIER: "group_by", N: "sort"}


def test_a_union_goes_by_position() -> None:
    query = "select n as a, dep as b from raw.flights union all select id, id from raw.ids"
    assert columns(query) == {
        "a": {N: "identity", "raw.ids.id": "identity"}, "b": {DEP: "identity", "raw.ids.id": "identity"},
    }  # fmt: skip


def test_a_query_that_reads_itself_is_followed_to_its_end() -> None:
    query = "with recursive t(a, b) as (select n, dep from raw.flights union all select b, a from t) select a from t"
    assert columns(query) == {"a": {N: "identity", DEP: "identity"}}


def test_an_array_s_values_come_from_the_array() -> None:
    query = "select x, place from raw.flights cross join unnest(array[n]) with ordinality as t(x, place)"
    assert columns(query) == {"x": {N: "transformation"}, "place": {}}
    assert columns("select v from raw.flights lateral view explode(array(n)) t as v", "spark") == {
        "v": {N: "transformation"}
    }


def test_a_column_keeps_its_name_as_the_table_has_it() -> None:
    assert columns("select a.NAME from raw.airlines a") == {"name": {"raw.airlines.Name": "identity"}}


def test_a_table_of_another_catalogue_is_named_in_full() -> None:
    query = "select o.total, n from pg.public.orders o join raw.flights on o.flight = n"
    assert columns(query) == {"total": {"pg.public.orders.total": "identity"}, "n": {N: "identity"}}


@pytest.mark.parametrize(
    ("query", "dialect"),
    [
        ("select * from raw.unknown", "trino"),
        ("select * from pg.public.orders", "trino"),
        ('select "$path" from raw.flights', "trino"),
        ("select columns('n|dep') from raw.flights", "duckdb"),
        ("select flights from raw.flights", "duckdb"),
        ("pivot raw.flights on carrier using sum(n)", "duckdb"),
        ("select * from raw.flights union by name select id as n from raw.ids", "duckdb"),
        ("select n from raw.flights distribute by dep sort by n", "spark"),
        ("select n as dep, 1 as one from raw.flights group by n having max(dep) > 1", "trino"),
        ("select r.x from raw.flights match_recognize (measures a.n as x pattern (a) define a as n > 1) as r", "trino"),
    ],
)
def test_what_cannot_be_told_is_not_told(query: str, dialect: str) -> None:
    with pytest.raises(Untold):
        traced(query, dialect, TABLES)
