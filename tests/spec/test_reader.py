"""Which files are read, what they are called, and what is opened for one pipeline."""

import os
from datetime import date
from pathlib import Path

import pytest

from levada.errors import SpecError
from levada.spec.reader import read, read_pipeline
from tests.spec.conftest import AIRLINES, HEAD, Problems, Write
from tests.spec.shop import CONTRACT, SALES, SHOP

ENVIRONMENT = "apiVersion: levada/v1\nkind: Environment\n"


def test_a_project(write: Write) -> None:
    project = read(write(SHOP))
    assert list(project.pipelines) == ["report", "sales"]
    assert project.sources["sales"].file == "include/pipelines/shop/sales.yaml"
    assert project.sources["sales"].text == SALES
    assert project.contracts["sales"].file == "include/contracts/sales.odcs.yaml"
    assert project.environment.verbs == {"spark": "embedded", "check": "embedded"}


def test_short_forms(write: Write) -> None:
    sales = read(write(SHOP)).pipelines["sales"]
    ingest, _, clean, marts, _ = sales.steps
    assert sales.schedule.start_date == date(2024, 1, 1)
    assert ingest.ingest is not None
    assert (ingest.ingest.files.path, ingest.outputs) == ("sales/{{ ds }}.csv.gz", {"raw.sales": "raw.sales"})
    assert (ingest.name, ingest.execution_timeout, ingest.ingest.files.inferred_format) == ("raw_sales", 3600, "csv")
    assert clean.spark is not None
    assert (clean.spark.job, clean.inputs["sold"].rows, clean.inputs["shops"].rows) == (
        "clean:sales",
        "interval",
        "all",
    )
    assert marts.dbt is not None
    assert (marts.dbt.select, list(marts.inputs), len(marts.outputs)) == ("tag:sales", ["sales"], 2)
    assert sales.datasets["raw.sales"].write is not None


def test_own_keys_survive_where_words_are_passed_on(write: Write) -> None:
    body = "steps: [{spark: a, x-own: 1, into: m.a, with: {x-arg: 1}}]\nx-own: {x: y}"
    step = read(write({"pipelines/p.yaml": HEAD + body})).pipelines["p"].steps[0]
    assert step.arguments == {"x-arg": 1}


def test_no_files_at_all(tmp_path: Path) -> None:
    project = read(tmp_path)
    assert (project.pipelines, project.environment.catalog["type"]) == ({}, "sql")


@pytest.mark.parametrize(
    ("file", "text", "problem"),
    [
        ("pipelines/a.yml", AIRLINES, "include/pipelines/a.yml: files end in .yaml"),
        ("pipelines/A-b.yaml", AIRLINES, "include/pipelines/A-b.yaml: 'A-b' is not a name"),
        ("pipelines/defaults.yaml", "", "include/pipelines/defaults.yaml: is empty"),
        ("contracts/defaults.yaml", "", "include/contracts/defaults.yaml: a contract's file ends in .odcs.yaml"),
        ("contracts/a.yaml", CONTRACT, "include/contracts/a.yaml: a contract's file ends in .odcs.yaml"),
        ("policies/a.yaml", "", "include/policies/a.yaml: include/policies/ is known, not in this release"),
        ("a.yaml", "", "include/a.yaml: nothing reads this file"),
        ("pipelines/a.yaml", "", "include/pipelines/a.yaml: is empty"),
        ("pipelines/a.yaml", "- a", "include/pipelines/a.yaml:1:1: must be a map of keys and values"),
        ("pipelines/a.yaml", "kind: Pipeline", "include/pipelines/a.yaml:1:1: `apiVersion` is missing"),
        ("pipelines/a.yaml", "apiVersion: levada/v1", "include/pipelines/a.yaml:1:1: `kind` is missing"),
        (
            "pipelines/a.yaml",
            "apiVersion: v1\nkind: Pipeline",
            "include/pipelines/a.yaml:1:13: apiVersion: 'v1' is not",
        ),
        (
            "pipelines/a.yaml",
            "apiVersion: levada/v1\nkind: Pipelin",
            "include/pipelines/a.yaml:2:7: kind: 'Pipelin' is",
        ),
        (
            "pipelines/a.yaml",
            "kind: Policy\nfoo: 1",
            "include/pipelines/a.yaml:1:7: kind: the kind Policy is known, not",
        ),
        (
            "pipelines/a.yaml",
            ENVIRONMENT,
            "include/pipelines/a.yaml:2:7: kind: the kind Environment does not live here",
        ),
        (
            "environments/a.yaml",
            ENVIRONMENT + "extends: b",
            "include/environments/a.yaml:3:1: extends: `extends` is known",
        ),
        (
            "environments/a.yaml",
            ENVIRONMENT + "verbs: {pod: a}",
            "include/environments/a.yaml:3:9: verbs.pod: `pod` is known",
        ),
        (
            "environments/a.yaml",
            ENVIRONMENT + "verbs: {sprak: a}",
            "include/environments/a.yaml:3:9: verbs.sprak: 'sprak' is",
        ),
    ],
)
def test_misplaced_files(problems: Problems, file: str, text: str, problem: str) -> None:
    found = problems({file: text})
    assert len(found) == 1
    assert str(found[0]).startswith(problem)


def test_one_name_one_pipeline(problems: Problems) -> None:
    found = problems({"pipelines/a.yaml": AIRLINES, "pipelines/b/a.yaml": AIRLINES})
    assert [p.message for p in found] == ["a is already the name of include/pipelines/a.yaml"]


def test_an_environment_that_is_not_there(problems: Problems) -> None:
    found = problems({"environments/prod.yaml": ENVIRONMENT}, "prd")
    assert [(p.file, p.message, p.hint) for p in found] == [
        ("include/environments/prd.yaml", "there is no environment 'prd'", "there are: local, prod")
    ]


def test_one_pipeline_opens_what_it_names(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write({**SHOP, "pipelines/broken.yaml": ": [", "contracts/other.odcs.yaml": ": [", "pipelines/x.yml": ""})
    opened: list[str] = []
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: opened.append(path.name) or read_bytes(path))
    assert list(read_pipeline(root, "sales").pipelines) == ["sales"]
    assert opened == ["local.yaml", "sales.yaml", "defaults.yaml", "defaults.yaml", "sales.odcs.yaml"]


def test_a_pipeline_that_is_not_there(write: Write) -> None:
    with pytest.raises(SpecError, match=r"there is no pipeline 'sale' \[name\]\n    cure: there are: report, sales"):
        read_pipeline(write(SHOP), "sale")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    folder = tmp_path / "include" / "pipelines"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_bytes(b"description: \xff")
    with pytest.raises(SpecError, match=r"a.yaml:1:14: is not UTF-8"):
        read(tmp_path)


def test_a_folder_called_like_a_file_and_a_file_too_large(tmp_path: Path) -> None:
    folder = tmp_path / "include" / "pipelines"
    (folder / "a.yaml").mkdir(parents=True)
    (folder / "b.yaml").write_bytes(b"#" * (1 << 21))
    with pytest.raises(SpecError) as caught:
        read(tmp_path)
    assert [p.message for p in caught.value.problems] == ["is larger than 1 MiB"]


def test_a_folder_that_may_not_be_looked_into_is_a_mistake(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root, listed = write({"pipelines/erp/p.yaml": AIRLINES}), os.scandir

    def shut(path: str) -> object:
        if str(path).endswith("erp"):
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    monkeypatch.setattr(os, "scandir", shut)
    with pytest.raises(SpecError, match="include/pipelines/erp: may not be looked into"):
        read(root)
