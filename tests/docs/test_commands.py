"""The examples of docs/commands.md, typed one after another."""

import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from levada.cli.main import cli
from tests.airflow_elsewhere import forget

PAGE = Path(__file__).parents[2] / "docs" / "commands.md"


def examples() -> Iterator[list[str]]:
    """Every line after a `$`."""
    for line in PAGE.read_text().splitlines():
        if line.startswith("$ "):
            yield shlex.split(line.removeprefix("$ "), comments=True)


LEGACY = """\
nightly:
  schedule: "@daily"
  tasks:
    start: {operator: airflow.providers.standard.operators.empty.EmptyOperator}
"""


def test_every_example_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop/legacy").mkdir(parents=True)
    (tmp_path / "shop/legacy/nightly.yml").write_text(LEGACY)
    monkeypatch.chdir(tmp_path)
    forget(monkeypatch, tmp_path / "nowhere")
    for program, *arguments in examples():
        if program == "cd":
            monkeypatch.chdir(arguments[0])
            continue
        result = CliRunner().invoke(cli, arguments)
        assert (program, result.exit_code) == ("levada", 0), f"{arguments}\n{result.output}"


def test_every_command_has_an_entry() -> None:
    commands = {arguments[0] for program, *arguments in examples() if program == "levada"}
    assert commands <= set(cli.list_commands(None))
