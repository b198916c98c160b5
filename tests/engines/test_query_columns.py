"""A column that nothing a query reads has, told before anything runs; and all the names that are none such."""

from pathlib import Path

import pytest

from levada.engines.queries.columns import review
from levada.engines.queries.references import outline
from levada.engines.registry import ABILITIES
from levada.errors import Problem
from levada.plan.binding import bind, environment
from levada.plan.planner import plan
from levada.spec.reader import read
from tests.spec.conftest import HEAD

CONTRACT = "contract: [{name: carrier, logicalType: string}, {name: delay, logicalType: integer}]"
INGEST = "  - {ingest: {files: a.csv}, into: raw.a}\n"
SQL = "  - sql: |\n      select carrier,\n        dealy as d\n      from raw.a\n    into: m.a\n"


def told(root: Path, steps: str, dataset: str = CONTRACT, **files: str) -> list[Problem]:
    pipeline = f"{HEAD}steps:\n{steps}datasets: {{raw.a: {{{dataset}}}}}\n"
    for name, text in {"pipelines/p.yaml": pipeline, **files}.items():
        path = root / "include" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    project = read(root)
    return list(review(project, [bind(made, environment(project), ABILITIES) for made in plan(project)]))


def test_a_misspelt_column_is_told_where_it_stands_with_the_one_that_was_meant(tmp_path: Path) -> None:
    (said,) = told(tmp_path, INGEST + SQL)
    assert str(said).splitlines() == [
        "include/pipelines/p.yaml:7:9: steps.1.sql: raw.a has no column dealy [sql]",
        "            dealy as d",
        "            ^",
        "    cure: did you mean `delay`?",
    ]


def test_in_a_file_of_its_own_too(tmp_path: Path) -> None:
    files = {"sql/m/a.sql": "-- late ones\nselect carrier from raw.a where dely > 5\n"}
    (said,) = told(tmp_path, INGEST + "  - {sql: m/a.sql, into: m.a}\n", **files)
    assert (said.file, said.line, said.column, said.severity) == ("include/sql/m/a.sql", 2, 33, "error")


@pytest.mark.parametrize(
    ("steps", "dataset"),
    [
        (INGEST + SQL, f"write: {{strategy: append, on_schema_change: ignore}}, {CONTRACT}"),
        (SQL, f"loader: them, {CONTRACT}"),
    ],
)
def test_where_a_table_may_have_more_than_its_contract_says_it_is_a_warning(
    tmp_path: Path, steps: str, dataset: str
) -> None:
    (said,) = told(tmp_path, steps, dataset)
    assert (said.message, said.severity) == ("the contract of raw.a knows no column dealy", "warning")


def test_of_a_dataset_without_a_contract_nothing_is_said(tmp_path: Path) -> None:
    assert told(tmp_path, SQL, "loader: them") == []


def test_the_columns_there_are_where_none_is_alike(tmp_path: Path) -> None:
    (said,) = told(tmp_path, INGEST + "  - {sql: select xyz as d from raw.a, into: m.a}\n")
    assert (said.hint, said.line, said.column) == ("columns there: carrier, delay", 5, 18)


def test_capitals_do_not_matter(tmp_path: Path) -> None:
    (said,) = told(tmp_path, INGEST + "  - {sql: select DELY as d from raw.a, into: m.a}\n")
    assert (said.message, said.hint) == ("raw.a has no column DELY", "did you mean `delay`?")


FILLED = "{write: %s, contract: [{name: carrier, logicalType: string}, {name: late, logicalType: integer}]}"


OPEN = "write: {strategy: append, on_schema_change: ignore}"


def returned(root: Path, query: str, write: str = "replace", raw: str = CONTRACT) -> list[tuple[str, str | None, int]]:
    """What is said of a query's columns, the cure, and the offset in its line."""
    dataset = f"{raw}}}, m.a: {FILLED % write}"
    steps = f"{INGEST}  - {{sql: '{query}', into: m.a}}\n"
    return [(said.message, said.hint, said.column - 12) for said in told(root, steps, dataset[:-1])]


def test_columns_that_the_contract_of_the_result_has_not(tmp_path: Path) -> None:
    assert returned(tmp_path, "select carrier, delay as lat, 1 as xyz from raw.a") == [
        ("the contract of m.a has no column lat", "did you mean `late`?", 25),
        ("the contract of m.a has no column xyz", "leave it out, or add it to the contract of m.a", 35),
        ("the query returns no column late, which the contract of m.a has", "did you mean `lat`?", 7),
    ]


def test_columns_that_the_result_has_not(tmp_path: Path) -> None:
    said = (
        "the query returns no column late, which the contract of m.a has",
        "return it, or take it out of the contract",
    )
    assert returned(tmp_path, "select carrier from raw.a") == [(*said, 7)]
    assert returned(tmp_path, "with x as (select * from raw.a) select * exclude (delay) from x") == [(*said, 0)]


@pytest.mark.parametrize(
    ("query", "write", "raw"),
    [
        ("select CARRIER, delay as Late from raw.a", "replace", CONTRACT),
        ("select carrier, delay as late from raw.a union all select carrier, 1 from raw.a", "replace", CONTRACT),
        ("select carrier, 1 as more from raw.a", OPEN.partition(": ")[2], CONTRACT),
        ("select 1 as late, * from raw.a", "replace", f"{OPEN}, {CONTRACT}"),
    ],
)
def test_results_of_which_nothing_can_be_said(tmp_path: Path, query: str, write: str, raw: str) -> None:
    assert returned(tmp_path, query, write, raw) == []


def nowhere(query: str, dialect: str, have: str) -> list[str]:
    """What is not to be found in tables that all have the same columns."""
    return [said.name for said in outline(query, dialect).references if said.name.lower() not in have.split()]


@pytest.mark.parametrize(
    ("query", "absent"),
    [
        ("select lower(e) as e from r.t where e = ''", ["e"]),
        ("with x as (select a, b as c from r.t) select c, z from x", ["b", "z"]),
        ("with x as (select *, 1 as n from r.t) select n, z from x where n > y", ["z", "y"]),
        ("select t.a, t.q from r.t as t join r.u on t.a = u.b", ["q", "b"]),
        ("select r.t.q from r.t", ["q"]),
        ("select a from r.t where exists (select 1 from r.u where u.k = t.j)", ["k", "j"]),
        ("select s.q from (select * from r.t) s", ["q"]),
        ("select a from r.t union all select q from r.t order by a", ["q"]),
        ("select sum(q) over w as s, count(*) filter (where z) as n from r.t window w as (partition by p)",
         ["q", "z", "p"]),
        ("select t.a from r.t cross join unnest(t.q) as i(id) where i.id = z", ["q", "z"]),
        ("select transform(a, e -> e.x + y) as l from r.t group by z", ["y", "z"]),
        ("select o.a from r.t as t", ["o"]),
        ("select a from r.t join (select a, b as k from r.u) u using (a, k)", ["b", "k"]),
    ],
)  # fmt: skip
def test_columns_that_cannot_be_there(query: str, absent: list[str]) -> None:
    assert nowhere(query, "trino", "a") == absent


@pytest.mark.parametrize(
    ("dialect", "query"),
    [
        ("trino", 'select "A" as x, t.A, a.b.c as d, R.T.a as e, "$path" as p, current_date as n from r.t'),
        ("trino", "select k from (select a as k from r.t) t join (select a as k from r.t) u using (k)"),
        ("trino", "select a as k, count(*) as n from r.t group by k having n > 1 order by n"),
        ("trino", "select i.id, n, o from r.t, unnest(a) with ordinality as i(id, n, o)"),
        ("trino", "select l.y from r.t cross join lateral (select t.a as y) l"),
        ("trino", "with recursive c(n) as (select 1 union all select n + 1 from c where n < 9) select n from c"),
        ("trino", "select x, y from (values (1, 2)) as v(x, y)"),
        ("trino", "select a, anything from r.t cross join pg.public.o"),
        ("trino", "select (select max(u.a) from r.u where u.a = t.a) as m, cast(row(a) as row(z int)).z as z from r.t"),
        ("trino", "select m.d from r.t match_recognize (measures c as d pattern (x) define x as x.e > 1) as m"),
        ("duckdb", "select * exclude (a) from r.t"),
        ("duckdb", "select w.b from (select * rename (a as b) from r.t) w"),
        ("duckdb", "select [q * 2 for q in a if q > 1] as l, {'k': a} as s from r.t where list_sum(a) > 1"),
        ("duckdb", "select list_filter(a, lambda e: e > 1) as m, list_transform(a, e -> e.x) as n from r.t"),
        ("duckdb", "select x: a, t as whole, columns('.*') from r.t order by all"),
        ("duckdb", "select anything from (select unnest(a) from r.t)"),
        ("duckdb", "from r.t select a, a + 1 as b, b + 1 as c"),
        ("duckdb", "select y from (pivot r.t on a using sum(a))"),
        ("duckdb", "select a, x, y from (select a as x from r.t), (select a as y from r.t), r.t"),
        ("spark", "select w, a, current_database, datediff(day, a, a) as d from r.t lateral view explode(a) v as w"),
        ("spark", "select p, q from (select inline(a) as (p, q) from r.t)"),
        ("spark", "select x from (select * from r.t pivot (sum(a) for a in ('x')))"),
        ("spark", "select `a`, named_struct('k', a).k as k, interval 1 day as i from r.t"),
    ],
)  # fmt: skip
def test_names_that_mean_something_else(dialect: str, query: str) -> None:
    assert nowhere(query, dialect, "a") == []


def test_nothing_is_told_of_a_query_that_is_too_deep() -> None:
    assert outline(" UNION ALL ".join(["SELECT nope FROM raw.a"] * 500), "trino").references == ()
