"""What a dbt step says, held against what dbt would build. dbt itself is not asked here."""

from pathlib import Path

import pytest

from levada.engines.dbt import review as reviewing
from levada.engines.dbt.listing import Listing
from levada.engines.dbt.looks import Look
from levada.engines.dbt.manifest import Model
from levada.errors import Problem
from levada.plan.binding import bind, environment
from levada.plan.planner import plan
from levada.spec.reader import read

SPEC = """\
apiVersion: levada/v1
kind: Pipeline
steps:
  - id: marts
    dbt: tag:x
    reads: [raw.a]
    into: [analytics.b]
datasets:
  raw.a: {loader: somebody else}
"""
MODEL = Model("analytics.b", "table", "model.p.b", "models/b.sql", ("raw.a",))


def found(root: Path, monkeypatch: pytest.MonkeyPatch, *models: Model, looks: tuple[Look, ...] = ()) -> list[Problem]:
    (root / "include/pipelines").mkdir(parents=True)
    (root / "include/pipelines/p.yaml").write_text(SPEC)
    monkeypatch.setattr(reviewing, "listings", lambda *_: (Listing(models, looks),))
    project = read(root)
    where = environment(project)
    bound = [bind(made, where, {"embedded": frozenset({"dbt", "check"})}) for made in plan(project)]
    return list(reviewing.review(project, bound, where, root))


def problems(root: Path, monkeypatch: pytest.MonkeyPatch, *models: Model) -> list[str]:
    return [f"{p.line}:{p.column} {p.path} {p.message}" for p in found(root, monkeypatch, *models)]


def test_a_true_step_is_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view = Model("analytics.v", "view", "model.p.v", "models/v.sql", ("raw.a",))
    assert problems(tmp_path, monkeypatch, MODEL, view) == []


def test_materializations_of_later_releases_are_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = [("external", "", "sql"), ("incremental", "microbatch", "sql"), ("table", "", "python")]
    models = [Model("analytics.b", kind, "model.p.b", "models/b.sql", ("raw.a",), *rest) for kind, *rest in kinds]
    assert problems(tmp_path, monkeypatch, *models) == [
        "5:10 steps.0.dbt models/b.sql is materialized as external: known, not in this release",
        "5:10 steps.0.dbt models/b.sql is a microbatch model: known, not in this release",
        "5:10 steps.0.dbt models/b.sql is a python model: known, not in this release",
    ]


@pytest.mark.parametrize("kind", ["incremental", "snapshot", "seed"])
def test_models_that_go_on_from_their_table_and_seeds_are_datasets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    model = Model("analytics.b", kind, "model.p.b", "models/b.sql", ("raw.a",))
    assert problems(tmp_path, monkeypatch, model) == []


def test_tables_that_are_not_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Model("analytics.c", "table", "model.p.c", "models/c.sql", ("raw.a",))
    assert problems(tmp_path, monkeypatch, MODEL, other) == ["7:11 steps.0.into dbt also builds analytics.c"]


def test_tables_that_nobody_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = problems(tmp_path, monkeypatch, Model("staging.b", "table", "model.p.b", "models/b.sql", ("raw.a",)))
    assert "7:11 steps.0.into dbt does not build analytics.b: it builds staging.b" in said


@pytest.mark.parametrize(("schema", "cured"), [("main_analytics", True), ("mainanalytics", False), ("staging", False)])
def test_a_schema_that_dbt_has_prefixed_is_told_with_its_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, schema: str, cured: bool
) -> None:
    built = Model(f"{schema}.b", "table", "model.p.b", "models/b.sql", ("raw.a",))
    cures = [problem.hint for problem in found(tmp_path, monkeypatch, built)]
    assert any("generate_schema_name" in cure for cure in cures) == cured


def test_what_tests_look_at_is_read_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = Look("known", ("raw.a",)), Look("far", ("analytics.c", "raw.a"))
    (problem,) = found(tmp_path, monkeypatch, MODEL, looks=(one, other))
    assert (problem.path, problem.message) == ("steps.0.reads", "dbt's test far also looks at analytics.c")


def test_reads_that_differ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = Model("analytics.b", "table", "model.p.b", "models/b.sql", ("raw.z",))
    assert problems(tmp_path, monkeypatch, model) == [
        "6:12 steps.0.reads the models also read raw.z",
        "6:12 steps.0.reads no selected model reads raw.a",
    ]
