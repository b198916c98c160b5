"""dbt's manifest and results, read without dbt."""

import json
from pathlib import Path
from typing import Any, Literal

import pytest

from levada.engines.dbt import project
from levada.engines.dbt.build import Built
from levada.engines.dbt.manifest import Manifest, Model, Result, results
from levada.engines.dbt.verdict import refuse
from levada.errors import Blocked, Permanent
from levada.plan.actions import Dbt
from levada.plan.checks import CheckResult
from levada.plan.graph import Output, Task
from levada.plan.tables import Table

EXTERNAL = {"source.p.raw.flights": {"schema": "raw", "identifier": "flights", "name": "f", "config": {}}}


def node(name: str, *parents: str, kind: str = "model", materialized: str = "table") -> dict[str, Any]:
    return {
        "schema": "analytics", "alias": name, "name": name, "resource_type": kind,
        "original_file_path": f"models/{name}.sql", "depends_on": {"nodes": list(parents)},
        "config": {"materialized": materialized},
    }  # fmt: skip


def manifest(folder: Path, **nodes: dict[str, Any]) -> Manifest:
    named = {f"{one['resource_type']}.p.{name}": one for name, one in nodes.items()}
    (folder / "manifest.json").write_text(json.dumps({"nodes": named, "sources": EXTERNAL, "unit_tests": {}}))
    return Manifest(folder / "manifest.json")


def test_a_model_reads_what_lies_outside_the_selection(tmp_path: Path) -> None:
    found = manifest(
        tmp_path,
        mart=node("mart", "model.p.passing", "model.p.inner", "model.p.other"),
        passing=node("passing", "source.p.raw.flights", materialized="ephemeral"),
        inner=node("inner", "source.p.raw.flights", materialized="incremental"),
        other=node("other"),
    )
    assert found.models(("model.p.mart", "model.p.inner")) == (
        Model("analytics.inner", "incremental", "model.p.inner", "models/inner.sql", ("raw.flights",)),
        Model("analytics.mart", "table", "model.p.mart", "models/mart.sql", ("analytics.other", "raw.flights")),
    )


def test_a_test_is_about_the_model_it_hangs_on(tmp_path: Path) -> None:
    attached = node("unique", "model.p.other", "model.p.mart", kind="test") | {"attached_node": "model.p.mart"}
    found = manifest(tmp_path, mart=node("mart"), other=node("other"), t=attached, free=node("free", kind="test"))
    assert (found.tested("test.p.t"), found.tested("test.p.free")) == ("model.p.mart", None)


def test_results_come_in_their_order(tmp_path: Path) -> None:
    written = [
        {"unique_id": "model.p.a", "status": "success", "message": "OK", "failures": None},
        {"unique_id": "test.p.t", "status": "fail", "message": None, "failures": 3, "compiled_code": "select 1"},
    ]
    (tmp_path / "run_results.json").write_text(json.dumps({"results": written}))
    assert results(tmp_path / "run_results.json") == (
        Result("model.p.a", "success", "OK"),
        Result("test.p.t", "fail", "", 3, "select 1"),
    )


def failing(folder: Path, on_failure: Literal["block", "warn"]) -> None:
    into = Output("analytics.mart", Table("analytics.mart", on_failure=on_failure))
    failed = CheckResult("analytics.mart", "unique", "error", False, 1, 2, "mustBe 0")
    refuse(Task("pipeline", "marts", Dbt("mart"), into=(into,)), Built(manifest(folder), ()), (failed,))


def test_a_failing_test_blocks_unless_its_dataset_only_warns(tmp_path: Path) -> None:
    failing(tmp_path, "warn")
    with pytest.raises(Blocked) as error:
        failing(tmp_path, "block")
    said, found, cure = str(error.value).splitlines()
    assert said.endswith("nothing was published, for 1 dbt test failed")
    assert found == "analytics.mart: check unique FAILED: 1 of 2 rows (mustBe 0)"
    assert cure.startswith("correct what the models read")


def test_what_dbt_leaves_out_is_no_success_be_it_a_view_or_a_test(tmp_path: Path) -> None:
    view = node("v", "model.p.mart", materialized="view")
    known = manifest(tmp_path, mart=node("mart"), v=view, t=node("t", kind="test"), u=node("u", kind="test"))
    said = {"model.p.mart": "success", "test.p.u": "fail", "model.p.v": "skipped", "test.p.t": "skipped"}
    ends = tuple(Result(one, status, "") for one, status in said.items())
    into = Output("analytics.mart", Table("analytics.mart", on_failure="warn"))
    warned = CheckResult("analytics.mart", "unique", "error", False, 1, 2, "mustBe 0")
    with pytest.raises(Permanent, match=r"dbt has left out models/t\.sql, models/v\.sql, for a test of what they read"):
        refuse(Task("pipeline", "marts", Dbt("mart"), into=(into,)), Built(known, ends, 1), (warned,))


def test_a_model_of_a_kind_that_comes_later_is_refused_after_the_build_too(tmp_path: Path) -> None:
    into = Output("analytics.mart", Table("analytics.mart"))
    built = manifest(tmp_path, mart=node("mart", materialized="external"), other=node("other"))
    ends = (Result("model.p.mart", "success", ""), Result("model.p.other", "success", ""))
    with pytest.raises(Permanent, match=r"models/mart\.sql is materialized as external.*also builds analytics\.other"):
        refuse(Task("pipeline", "marts", Dbt("mart"), into=(into,)), Built(built, ends), ())


def test_what_dbt_says_of_a_model_is_told_without_files_that_are_gone(tmp_path: Path) -> None:
    said = "Runtime Error in model mart (models/mart.sql)\n  no such thing\n  compiled code at /scratch/mart.sql"
    built = Built(manifest(tmp_path, mart=node("mart")), (Result("model.p.mart", "error", said),))
    with pytest.raises(Permanent) as error:
        refuse(Task("pipeline", "marts", Dbt("mart")), built, ())
    assert str(error.value) == "step marts: dbt could not build models/mart.sql:\nmodels/mart.sql: no such thing"


def test_what_dbt_complains_of_is_told_without_what_is_outdated() -> None:
    lines = ["10:00:00  Found 4 models", "10:00:01  Encountered an error:", "Runtime Error", "  JWT expired"]
    summary = ["10:00:01  [WARNING][DeprecationsSummary]: Deprecated functionality", "- Some: 1 occurrence"]
    assert project.said([*lines, *summary]) == "Encountered an error:\nRuntime Error\n  JWT expired"
