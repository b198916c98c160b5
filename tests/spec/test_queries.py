"""`sql` steps: what a query reads, and what is wrong with one, at its place."""

from collections.abc import Callable
from pathlib import Path

import pytest

from levada.plan.actions import Sql
from levada.plan.planner import plan
from levada.spec.reader import read
from tests.spec.conftest import HEAD, Problems, Write

THEM = "datasets: {raw.a: {loader: them, event_time: at}, raw.b: {loader: them}, stg.a: {loader: them}}\n"


def reads(root: Path) -> list[list[tuple[str, str]]]:
    steps = read(root).pipelines["p"].steps
    return [[(one.dataset, one.rows) for one in step.inputs.values()] for step in steps]


def test_reads_are_what_the_query_names_and_reads_only_refines_them(write: Write) -> None:
    query = 'with w as (select x from RAW.b) select a.x from stg.a, raw."a" a, w where x in (select y from raw.b)'
    step = f"{{sql: '{query}', reads: [{{dataset: raw.a, rows: interval}}], into: m.a}}"
    text = f"{HEAD}schedule: '@daily'\nsteps: [{step}]\n{THEM[:-2]}, m.a: {{write: append}}}}"
    assert reads(write({"pipelines/p.yaml": text})) == [[("raw.a", "interval"), ("raw.b", "all"), ("stg.a", "all")]]


def test_names_of_three_parts_lie_elsewhere(write: Write) -> None:
    query = 'select a.x from raw.a join pg.public."Orders" o on o.x = a.x join PG.public.orders p on p.x = a.x'
    root = write({"pipelines/p.yaml": f"{HEAD}steps: [{{sql: '{query}', into: m.a}}]\n{THEM}"})
    (step,) = plan(read(root))[0].tasks
    assert reads(root) == [[("raw.a", "all")]]
    assert step.action == Sql(query, foreign=("pg.public.orders",))


def test_a_query_may_stand_in_a_file(write: Write) -> None:
    files = {
        "pipelines/p.yaml": f"{HEAD}steps: [{{sql: f/a.sql, into: m.a}}]\n{THEM}",
        "sql/f/a.sql": "select x from raw.a",
    }
    project = read(write(files))
    sql = project.pipelines["p"].steps[0].sql
    assert sql is not None
    assert (sql.query, sql.dialect) == ("select x from raw.a", "trino")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("selct 1", "1 must be a SELECT, and begins with SELCT"),
        ("insert into a.b select 1", "1 must be a SELECT, and begins with INSERT"),
        ("values 1", "1 must be a SELECT, and begins with VALUES"),
        ("select 1 as a; drop table raw.a", "16 a second statement begins here"),
        ("select x into y from raw.a", "15 INTO has no place in a query that only reads"),
        ("with w as (delete from raw.a) select 1 as a", "24 DELETE has no place in a query that only reads"),
        (f"select {'(' * 900}x{')' * 900} as x from raw.a", "1 is nested too deeply"),
        ("select 'x from raw.a", "8 a quotation mark or a comment is not closed"),
        ("select x /* from raw.a", "10 a quotation mark or a comment is not closed"),
        ("select x from raw.a where", "21 is not SQL at 'where': required keyword: 'this' missing"),
        ("select x from b", "15 b is no dataset and no WITH"),
        ("select x from lake.raw.a", "15 lake.raw.a is neither a dataset nor a table of another catalogue"),
        ("select x from pg.a.b.c", "15 pg.a.b.c is neither a dataset nor a table of another catalogue"),
        ('select x from raw."A b"', "15 raw.a b is not a dataset's name"),
        ("select x from read_csv('/etc/passwd')", "15 READ_CSV('/etc/passwd') is a function, not a dataset"),
        ("select x from '/etc/passwd'", "15 /etc/passwd is no dataset and no WITH"),
        ("select x from raw.a for version as of 1", "15 raw.a as it was once: known, not in this release"),
        ("select count(*) from raw.a", "8 a column has no name: COUNT(*)"),
        ("select id, n as ID from raw.a", "12 two columns are called ID; capitals make no difference"),
        ("select a.id, b.id from raw.a a, raw.b b", "14 two columns are called id; capitals make no difference"),
        ("select x from raw.a where d = {{ ds }}", "31 {{ ds }} stands outside of quotes"),
        ('select "{{ ds }}" from raw.a', "9 {{ ds }} stands outside of quotes"),
        ("select '{{ dss }}' as x from raw.a", "1 {{ dss }} is not known"),
        ("select x from raw.nope", "15 nothing provides raw.nope"),
        ("select x from m.a", "15 m_a → m_a: the step waits for itself"),
    ],
)
def test_mistakes_in_a_query(said: Callable[[str], list[str]], query: str, expected: str) -> None:
    column, _, message = expected.partition(" ")
    found = said(f"schedule: '@daily'\nsteps:\n  - sql: |\n\n      -- x\n      {query}\n    into: m.a\n{THEM}")
    where = "3:10" if "dss" in query else f"6:{int(column) + 6}"
    assert [line.partition(" ")[0] for line in found] == [where]
    assert found[0].endswith(f": {message}")


def test_places_in_a_file_and_on_one_line(problems: Problems) -> None:
    steps = """steps:
  - {sql: f.sql, into: m.a}
  - {sql: "select x from raw.z", into: m.b}
  - {sql: nope.sql, into: m.d}
  - {sql: ../f.sql, into: m.e}
  - sql: select x
      from raw.z
    into: m.f
"""
    found = problems({"pipelines/p.yaml": HEAD + steps + THEM, "sql/f.sql": "-- x\nselect x\nfrom raw.y"})
    assert [(p.file, p.line, p.column, p.path, p.message) for p in found] == [
        ("include/pipelines/p.yaml", 5, 26, "steps.1.reads.0", "nothing provides raw.z"),
        ("include/pipelines/p.yaml", 6, 11, "steps.2.sql", "there is no include/sql/nope.sql"),
        ("include/pipelines/p.yaml", 7, 11, "steps.3.sql", "'../f.sql' is neither a query nor a file"),
        ("include/pipelines/p.yaml", 8, 10, "steps.4.reads.0", "nothing provides raw.z"),
        ("include/sql/f.sql", 3, 6, "steps.0.reads.0", "nothing provides raw.y"),
    ]


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("{sql: select x from raw.a, reads: [raw.b], into: m.a}", "1:44 steps.0.reads.0: the query does not read"),
        (
            "{sql: select x from raw.a, reads: {y: raw.a}, into: m.a}",
            "1:43 steps.0.reads: a query calls datasets by their names",
        ),
        ("{id: s, sql: select x from raw.a, into: [m.a, m.b]}", "1:49 steps.0.into: a query fills one dataset"),
        ("{sql: {query: select x from raw.a, dialect: db2}, into: m.a}", "1:53 steps.0.sql.dialect: 'db2' is not"),
    ],
)  # fmt: skip
def test_mistakes_beside_a_query(said: Callable[[str], list[str]], step: str, expected: str) -> None:
    found = said(f"steps: [{step}]\n{THEM}")
    assert [line.startswith(expected) for line in found] == [True], found
