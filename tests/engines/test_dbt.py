"""`dbt`: one `dbt build` in a scratch database. Each build takes seconds, so that few tests ask much."""

import json
from pathlib import Path

import pyarrow as pa
import pytest

from levada.engines.dbt import listing as listing_of
from levada.engines.dbt.listing import Listing, Selection, listing, listings
from levada.engines.dbt.manifest import Model
from levada.engines.process import run
from levada.errors import Blocked, Permanent
from levada.lake.drafts import Mark, Writer
from levada.plan.actions import Dbt
from levada.plan.graph import Output, Read
from levada.plan.run import Run
from levada.plan.tables import Table
from tests.engines.bench import Bench, table

READS = (Read("flights", "raw.flights"),)
INTO = Output("delays", Table("marts.delays"))
"""What dbt calls delays, and the step calls otherwise."""

PROJECT = {
    "dbt_project.yml": "name: demo\nversion: 1.0.0\nprofile: demo\nmodels: {demo: {+materialized: table}}\n",
    "macros/generate_schema_name.sql": (
        "{% macro generate_schema_name(name, node) %}{{ name or target.schema }}{% endmacro %}"
    ),
    "models/delays.sql": (
        "{{ config(schema='analytics', tags=['flights']) }}\n"
        "select carrier, sum(n) as n, cast('{{ var('day') }}' as date) as day\n"
        "from {{ source('raw', 'flights') }} group by carrier\n"
    ),
    "models/other.sql": "{{ config(tags=['other']) }} select nope from {{ source('raw', 'weather') }}",
    "models/models.yml": (
        "models: [{name: delays, columns: ["
        "{name: carrier, data_tests: [not_null, {unique: {config: {severity: warn}}}]}, "
        "{name: n, data_tests: [{accepted_values: {arguments: {values: [1, 2], quote: false}}}]}]}]"
    ),
}


@pytest.fixture
def project(bench: Bench) -> Bench:
    bench.fill(table(carrier="string", n="int"), pa.table({"carrier": ["UA", "AA", "UA"], "n": [1, 2, 3]}))
    for name, text in PROJECT.items():
        bench.file(f"dbt_project/{name}", text)
    return bench


def files(root: Path) -> list[str]:
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


def test_a_failing_test_blocks_the_step_and_every_outcome_is_told(project: Bench) -> None:
    with pytest.raises(Blocked, match=r"marts\.delays: check accepted_values_delays_n__False__1__2 FAILED") as raised:
        project.perform(Dbt("tag:flights", variables='{"day": "{{ ds }}"}'), INTO, reads=READS)
    checks = {check.check: check for check in raised.value.results}
    assert {name: (check.passed, check.severity) for name, check in checks.items()} == {
        "not_null_delays_carrier": (True, "error"),
        "unique_delays_carrier": (True, "warning"),
        "accepted_values_delays_n__False__1__2": (False, "error"),
    }
    failed = checks["accepted_values_delays_n__False__1__2"]
    assert (failed.dataset, failed.column, failed.count, failed.rows) == ("marts.delays", "n", 1, 2)
    assert [json.loads(row)["value_field"] for row in failed.sample] == [4]
    assert any("OK created sql table model analytics.delays" in line for line in project.said)
    assert project.lake.load("marts.delays") is None
    assert files(project.root / "dbt_project") == sorted(PROJECT)


def test_a_model_that_reads_more_than_the_step_says_is_told(project: Bench) -> None:
    with pytest.raises(Permanent, match=r"models/other\.sql reads raw\.weather: add it to the step's `reads`"):
        project.perform(Dbt("tag:other", variables='{"day": "2013-01-01"}'), INTO, reads=READS)


def test_a_model_s_error_is_told_with_its_file(project: Bench) -> None:
    other = PROJECT["models/other.sql"]
    project.file("dbt_project/models/other.sql", f"{other.replace('weather', 'flights')} where nowhere = 1")
    with pytest.raises(Permanent, match=r"models/other\.sql: .*nowhere") as raised:
        project.perform(Dbt("tag:other", variables='{"day": "2013-01-01"}'), INTO, reads=READS)
    assert "Traceback" not in str(raised.value)


def test_a_selection_is_listed_and_remembered(project: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    project.file("dbt_project/models/models.yml", "")
    project.file("dbt_project/models/delays.sql", PROJECT["models/delays.sql"].replace("var('day')", "1"))
    asked = (project.root, project.environment, Selection("tag:flights", reads=("raw.flights",)))
    found = listing(*asked)
    assert found.models == (
        Model("analytics.delays", "table", "model.demo.delays", "models/delays.sql", ("raw.flights",)),
    )
    monkeypatch.setattr(listing_of, "run", None)
    assert listing(*asked) == found
    project.file("dbt_project/models/more.sql", "select 1")
    with pytest.raises(TypeError):
        listing(*asked)


def test_several_selections_are_listed_at_once(project: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    project.file("dbt_project/models/models.yml", "")
    project.file("dbt_project/models/delays.sql", PROJECT["models/delays.sql"].replace("var('day')", "1"))
    calls: list[list[str]] = []
    monkeypatch.setattr(listing_of, "run", lambda command, *more: calls.append(command) or run(command, *more))
    asked = (
        Selection("tag:flights", reads=("raw.flights",)),
        Selection("state:modified"),
        Selection("*", "tag:flights"),
    )
    some, wrong, others = listings(project.root, project.environment, asked)
    assert isinstance(some, Listing)
    assert isinstance(others, Listing)
    assert [model.dataset for model in (*some.models, *others.models)] == ["analytics.delays", "main.other"]
    assert str(wrong).startswith("dbt cannot tell what is selected: Runtime Error Got a state selector")
    assert len(calls) == 1


def test_a_step_without_a_project_is_refused(bench: Bench) -> None:
    with pytest.raises(Permanent, match=r"dbt_project\.yml does not exist"):
        bench.prepare(Dbt("tag:flights"), INTO)


def test_a_model_says_itself_whether_columns_may_go(project: Bench) -> None:
    model = "select carrier, sum(n) as n{} from {{{{ source('raw', 'flights') }}}} group by carrier"
    head = "{{{{ config(schema='analytics', tags=['flights']{}) }}}}\n"

    def build(columns: str, config: str = "") -> None:
        project.file("dbt_project/models/delays.sql", head.format(config) + model.format(columns))
        run = f"{columns}{config}"
        writer = Writer(project.lake, Mark("pipeline", "step", Run(run), f"sha256:{run}"))
        project.prepare(Dbt("tag:flights"), INTO, reads=READS).write(writer)
        project.publish(INTO.table, writer)

    project.file("dbt_project/models/models.yml", "models: []")
    build(", max(n) as most")
    with pytest.raises(Permanent, match=r"has a column most, .* \(of a dbt model, in its config\), to drop them"):
        build("")
    build("", ", on_schema_change='append_new_columns'")
    assert sorted(project.rows("marts.delays")[0]) == ["carrier", "most", "n"]
    build("", ", on_schema_change='sync_all_columns'")
    assert sorted(project.rows("marts.delays")[0]) == ["carrier", "n"]
