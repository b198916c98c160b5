"""`levada validate` for programs, and `levada errors`."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from levada.cli.main import cli
from levada.cli.reports import REPORTS, github
from levada.errors import Problem

PROBLEM = Problem("include/a,b:c.yaml", 3, 5, "steps.0", "50% of it is\nwrong", "quote it", "x", "value")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "include" / "pipelines"
    folder.mkdir(parents=True)
    (folder / "a.yaml").write_text("apiVersion: levada/v1\nkind: Pipeline\nstepps: []\nowner: 5\n")
    return tmp_path


def levada(root: Path, *said: str) -> Result:
    return CliRunner().invoke(cli, ["--root", str(root), *said])


def test_people_see_the_id(root: Path) -> None:
    found = levada(root, "validate")
    assert found.exit_code == 1
    assert "include/pipelines/a.yaml:3:1: stepps: unknown key `stepps` [unknown-key]\n" in found.stdout
    later = "not looked at until that is corrected: functions, queries, dbt and operators, of all pipelines"
    assert found.stdout.endswith(f"2 problems\n{later}\n")


def test_json(root: Path) -> None:
    first, second = json.loads(levada(root, "validate", "--format", "json").stdout)
    assert (first["id"], first["line"], second["id"]) == ("unknown-key", 3, "value")


def test_sarif(root: Path) -> None:
    said = json.loads(levada(root, "validate", "--format", "sarif").stdout)
    (run,) = said["runs"]
    assert said["version"] == "2.1.0"
    assert [result["ruleId"] for result in run["results"]] == ["unknown-key", "value"]
    assert {result["ruleId"] for result in run["results"]} <= {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {
        "artifactLocation": {"uri": "include/pipelines/a.yaml"},
        "region": {"startLine": 3, "startColumn": 1},
    }


def test_sarif_of_a_whole_file() -> None:
    (result,) = json.loads(REPORTS["sarif"]([Problem("a.yaml", 0, 0, "", "is empty", id="yaml")]))["runs"][0]["results"]
    assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "a.yaml"}}}]


def test_a_place_in_sarif_is_an_address() -> None:
    (result,) = json.loads(REPORTS["sarif"]([Problem("include/my ü%.yaml", 0, 0, "", "is empty")]))["runs"][0][
        "results"
    ]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": "include/my%20%C3%BC%25.yaml"}


def test_github_escapes() -> None:
    assert github([PROBLEM]) == (
        "::error file=include/a%2Cb%3Ac.yaml,line=3,col=5,title=value::steps.0: 50%25 of it is%0Awrong%0Acure: quote it"
    )


def test_nothing_wrong(tmp_path: Path) -> None:
    (tmp_path / "include").mkdir()
    assert levada(tmp_path, "validate", "--format", "github").stdout == "\n"
    assert json.loads(levada(tmp_path, "validate", "--format", "sarif").stdout)["runs"][0]["results"] == []
    assert json.loads(levada(tmp_path, "validate", "--format", "json").stdout) == []


def test_errors(root: Path) -> None:
    assert levada(root, "errors", "yaml").stdout.startswith("yaml: The text is not YAML")
    assert len(re.findall("^## ", levada(root, "errors").stdout, re.MULTILINE)) > 40
    assert "did you mean `yaml`" in levada(root, "errors", "yml").stderr
