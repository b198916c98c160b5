"""What the engine that an environment binds has not of a query, told before anything runs."""

from pathlib import Path

import pytest

from levada.engines.queries.dialects import TRINO, functions
from levada.engines.queries.review import review
from levada.engines.queries.translation import missing
from levada.engines.registry import ABILITIES
from levada.plan.actions import Sql
from levada.plan.binding import bind, environment
from levada.plan.planner import plan
from levada.spec.reader import read
from tests.spec.conftest import HEAD

STEP = "steps:\n  - sql: |\n      select zip_with(x, y, (a, b) -> a) as z\n      from raw.a\n    into: m.a\n"
PIPELINE = f"{HEAD}{STEP}datasets: {{raw.a: {{loader: them}}}}\n"
CLUSTER = """apiVersion: levada/v1
kind: Environment
catalog: {type: rest, uri: https://c}
verbs: {sql: trino}
engines: {trino: {uri: https://t, user: ann}}
"""


def told(root: Path, **files: str) -> list[str]:
    for name, text in {"pipelines/p": PIPELINE, **files}.items():
        path = root / "include" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    project = read(root)
    bound = [bind(made, environment(project), ABILITIES) for made in plan(project)]
    return [str(problem).splitlines()[0] for problem in review(project, bound)]


def test_a_function_of_another_engine_is_refused_where_it_stands(tmp_path: Path) -> None:
    (said,) = told(tmp_path)
    assert said.endswith(
        "p.yaml:5:14: steps.0.sql.zip_with: zip_with() cannot be translated from trino for DuckDB [sql]"
    )


@pytest.mark.parametrize(
    ("environment", "table", "message"),
    [
        ({}, "pg.public.o", "pg.public.o lies in another catalogue, and DuckDB reads only the environment's"),
        ({"environments/local": CLUSTER}, "pg.public.o", ""),
        ({"environments/local": CLUSTER.replace("ann}", "ann, catalog: ice}")}, "ice.raw.a",
         "ice.raw.a lies in the environment's own catalogue"),
    ],
)  # fmt: skip
def test_who_reads_elsewhere(tmp_path: Path, environment: dict[str, str], table: str, message: str) -> None:
    step = f"steps: [{{sql: 'select a.x from raw.a, {table} o', into: m.a}}]\n"
    pipeline = f"{HEAD}{step}datasets: {{raw.a: {{loader: them}}}}\n"
    found = told(tmp_path, **{"pipelines/p": pipeline, **environment})
    assert found == ([f"include/pipelines/p.yaml:3:39: steps.0.sql.{table}: {message} [sql]"] if message else [])


def test_an_engine_s_own_queries_may_call_whatever_it_has(tmp_path: Path) -> None:
    assert told(tmp_path, **{"environments/local": CLUSTER}) == []


@pytest.mark.parametrize(
    ("query", "dialect", "message"),
    [
        ("select list_sum(x) as n from a.b", "duckdb", ["list_sum() cannot be translated from duckdb for Trino"]),
        ("select x // 2 as n, date_trunc('day', y) as d, list_aggregate([1], 'sum') as s from a.b", "duckdb",
         ["list_aggregate() cannot be translated from duckdb for Trino"]),
        ("select date_add(y, 1) as d, coalesce(x, 1) as c, trim(z) as t from a.b", "spark", []),
    ],
)  # fmt: skip
def test_what_trino_has_not_is_known_before(query: str, dialect: str, message: list[str]) -> None:
    assert [said for _, said in missing(Sql(query, dialect), TRINO)] == message


def test_the_names_of_functions_are_words() -> None:
    assert {"date_trunc", "st_area", "zip_with"} <= functions(TRINO)
