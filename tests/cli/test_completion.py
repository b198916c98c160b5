"""`levada completion`: scripts for shells, and the names they ask for."""

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner

from levada.cli.main import cli
from tests.cli.shop import SHOP, Shop


def completed(*words: str) -> list[str]:
    *before, begun = words
    shell = ShellComplete(cli, {}, "levada", "_LEVADA_COMPLETE")
    return [item.value for item in shell.get_completions(list(before), begun)]


@pytest.fixture
def here(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.chdir(shop.root)
    return shop


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_a_script_that_asks_levada(shell: str) -> None:
    result = CliRunner().invoke(cli, ["completion", shell])
    assert (result.exit_code, "_LEVADA_COMPLETE" in result.stdout) == (0, True)


def test_commands_and_options() -> None:
    assert completed("in") == ["init", "intervals"]
    assert "--no-publish" in completed("run", "--no")


def test_pipelines_and_datasets(here: Shop) -> None:
    assert completed("run", "s") == ["shop"]
    assert completed("show", "") == ["raw.orders", "staging.totals"]
    assert completed("intervals", "s") == ["shop", "staging.totals"]


def test_environments(here: Shop) -> None:
    here.write("include/environments/local.yaml", "apiVersion: levada/v1\nkind: Environment\n")
    assert completed("--environment", "l") == ["local"]


def test_a_shell_that_has_no_completion_loaded_loads_it() -> None:
    script = CliRunner().invoke(cli, ["completion", "zsh"]).stdout
    assert "(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }\n    compdef _levada" in script


def test_help_with_a_comma_in_it_is_whole() -> None:
    assert 'string split -m 1 ","' in CliRunner().invoke(cli, ["completion", "fish"]).stdout


def test_of_another_project(shop: Shop) -> None:
    assert completed("--root", str(shop.root), "history", "raw") == ["raw.orders"]


def test_a_broken_spec_is_no_hindrance(here: Shop) -> None:
    here.write("include/pipelines/broken.yaml", SHOP.replace("steps:", "steps: ["))
    assert completed("run", "") == ["broken", "shop"]


def test_outside_a_project_there_is_nothing(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(str(tmp_path))
    assert completed("run", "") == []
