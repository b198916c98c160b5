"""`levada explain PIPELINE PATH`: where a value comes from."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from levada.cli.main import cli

HEAD = "apiVersion: levada/v1\nkind: "
FILES = {
    "defaults.yaml": "Defaults\npipeline: {default_args: {retries: 3}}\ndatasets: {m.*: {properties: {a: b}}}\n",
    "pipelines/air/defaults.yaml": "Defaults\npipeline: {default_args: {retries: 4}, variables: {x: 1}}\n",
    "pipelines/air/p.yaml": "Pipeline\nsteps:\n  - {spark: a, into: m.a, with: {n: '${var.x}'}}\n",
    "environments/local.yaml": "Environment\noverrides: [{id: o, select: {kind: Step}, set: {retries: 9}}]\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "include" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + text)
    return tmp_path


def levada(root: Path, *said: str) -> Result:
    return CliRunner().invoke(cli, ["--root", str(root), *said])


def test_a_chain(root: Path) -> None:
    assert (
        levada(root, "explain", "p", "steps.m_a.retries").stdout
        == """\
p steps.m_a.retries = 9
  built-in                               0
  include/defaults.yaml:3                3  (pipeline.default_args.retries)
  include/pipelines/air/defaults.yaml:3  4  (pipeline.default_args.retries)
  include/environments/local.yaml:3      9  (overrides.0.set.retries  override o)
"""
    )


def test_an_item_of_a_list_is_named_by_its_id(root: Path) -> None:
    checks = "{quality: {checks: [{id: %s, metric: rowCount, mustBe: %d}]}}"
    shared, own = checks % ("rows", 3), checks.replace("}]", "}, {id: rows, severity: info}]") % ("few", 2)
    (root / "include/defaults.yaml").write_text(f"{HEAD}Defaults\ndatasets: {{m.*: {shared}}}\n")
    spec = root / "include/pipelines/air/p.yaml"
    spec.write_text(spec.read_text() + f"datasets:\n  m.a: {own}\n")
    found = levada(root, "explain", "p", "datasets.m.a.quality.checks.rows.severity").stdout
    assert found.splitlines()[1].split()[:2] == ["include/pipelines/air/p.yaml:6", '"info"']
    found = levada(root, "explain", "p", "datasets.m.a.quality.checks.rows.mustBe").stdout
    assert found.splitlines()[1].split()[:2] == ["include/defaults.yaml:3", "3"]
    found = levada(root, "explain", "p", "datasets.m.a.quality.checks").stdout
    files = [line.split()[0].rpartition("/")[2] for line in found.splitlines()[1:]]
    assert files[:2] == ["defaults.yaml:3", "p.yaml:6"]
    assert "(merged)" in found


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("steps.0.with.n", 1),
        ("steps.m_a.spark.job", "a"),
        ("steps.m_a.retry_delay", "300s"),
        ("datasets.m.a.properties.a", "b"),
        ("schedule.timezone", "UTC"),
        ("owner", None),
    ],
)
def test_values(root: Path, path: str, value: object) -> None:
    assert json.loads(levada(root, "explain", "p", path, "--format", "json").stdout)["value"] == value


def test_how_a_table_is_written_of_which_nobody_says_it(root: Path) -> None:
    assert levada(root, "explain", "p", "datasets.m.a.write").stdout.splitlines() == [
        'p datasets.m.a.write = "replace"',
        '  inferred  "replace"  (it has no key, or is not loaded from files)',
    ]


def test_what_is_taken_away_leaves_the_built_in(root: Path) -> None:
    local = root / "include/environments/local.yaml"
    local.write_text(local.read_text().replace("retries: 9", "retries: null"))
    said = levada(root, "explain", "p", "steps.m_a.retries").stdout.splitlines()
    assert said[0] == "p steps.m_a.retries = 0"
    assert said[-1].endswith("taken away  (overrides.0.set.retries  override o)")
    assert "built-in  none" in levada(root, "explain", "p", "steps.m_a.execution_timeout").stdout


def test_the_command_line(root: Path) -> None:
    said = levada(root, "--var", "x=7", "explain", "p", "variables.x.default").stdout
    assert said.splitlines()[0] == "p variables.x.default = 7"
    assert said.splitlines()[-1].split() == ["--var", "7", "(--var", "x)"]


def test_a_path_that_is_not_there(root: Path) -> None:
    found = levada(root, "explain", "p", "steps.m_a.retires")
    assert (found.exit_code, "did you mean `retries`?" in found.stderr) == (2, True)


@pytest.mark.parametrize("said", ["x", "x=\udcff"])
def test_a_variable_said_wrongly(root: Path, said: str) -> None:
    found = levada(root, "--var", said, "validate")
    assert (found.exit_code, "--var" in found.stderr) == (2, True)
