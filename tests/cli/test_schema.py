"""`levada schema`, which needs no project."""

import json

import pytest
from click.testing import CliRunner

from levada.cli.main import cli


@pytest.mark.parametrize(("kind", "title"), [((), "levada"), (("Pipeline",), "levada Pipeline")])
def test_schema(kind: tuple[str, ...], title: str) -> None:
    assert json.loads(CliRunner().invoke(cli, ["schema", *kind]).stdout)["title"] == title


def test_the_schema_of_contracts_is_the_standards() -> None:
    assert "ODCS" in CliRunner().invoke(cli, ["schema", "DataContract"]).stdout


def test_a_page_of_tables() -> None:
    page = CliRunner().invoke(cli, ["schema", "--format", "markdown", "Environment"]).stdout
    assert [line for line in page.splitlines() if line.startswith("## ")][:2] == ["## Environment", "## Channel"]
    assert CliRunner().invoke(cli, ["schema", "--format", "markdown", "DataContract"]).exit_code == 2


def test_a_kind_that_is_not_there() -> None:
    assert CliRunner().invoke(cli, ["schema", "Pipelin"]).exit_code == 2
