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


LISTS = (
    SHOP.partition("steps:")[0]
    + """\
steps:
  - ingest: {files: a.csv}
    into: [raw.orders, raw.returns]   # and a.comment
  - spark: totals
    into:
      - staging.totals
      - staging.sums   # last
    reads: [raw.orders]
  - {dbt: x, into: {a: marts.a, b: marts.b}}
  - {id: last, dbt: y, into: marts.c}
"""
)


def test_datasets_that_a_step_fills_together(here: Shop) -> None:
    here.write("include/pipelines/shop.yaml", LISTS)
    assert completed("show", "") == [
        "marts.a", "marts.b", "marts.c", "raw.orders", "raw.returns", "staging.sums", "staging.totals",
    ]  # fmt: skip


def test_steps_of_the_pipeline_that_is_named(here: Shop) -> None:
    here.write("include/pipelines/other.yaml", SHOP.replace("- spark:", "- id: sums\n    spark:"))
    assert completed("run", "shop", "--step", "") == ["raw_orders", "staging_totals"]
    assert completed("run", "other", "--step", "raw_orders", "--skip", "s") == ["sums"]
    assert completed("run", "--step", "s") == ["staging_totals", "sums"]


@pytest.mark.parametrize("text", ["steps: [", "steps: {}", "steps: [1, {into: []}, {into: 3, id: }]", "- a", "\0"])
def test_what_is_no_spec_yet_has_no_steps(here: Shop, text: str) -> None:
    here.write("include/pipelines/shop.yaml", text)
    assert completed("run", "shop", "--step", "x") == completed("show", "") == []


def test_a_file_that_an_editor_has_locked_is_no_hindrance(here: Shop) -> None:
    (here.root / "include/pipelines/.#shop.yaml").symlink_to("somebody@somewhere.1:2")
    (here.root / "include/pipelines/gone.yaml").symlink_to("nowhere")
    assert completed("show", "raw") == ["raw.orders"]
    assert completed("run", "--step", "raw") == ["raw_orders"]
    assert completed("explain", "") == ["gone", "shop"]


def test_kinds_of_mistakes_and_of_failures() -> None:
    assert completed("errors", "unk") == ["unknown-key"]
    assert "failed-checks" in completed("errors", "failed")


def test_versions_of_a_table(here: Shop) -> None:
    here("run", "shop", "--date", "2024-01-01")
    here("run", "shop", "--date", "2024-01-02", "--step", "raw_orders", "--no-publish")
    seen = [version["snapshot"] for version in reversed(here.json("history", "raw.orders"))]
    draft, main = completed("show", "raw.orders", "--branch", "")
    assert (draft[:6], main) == ("audit_", "main")
    assert completed("show", "raw.orders", "--as-of", "") == completed("rollback", "raw.orders", "--to", "") == seen
    assert completed("diff", "raw.orders", seen[0], "") == [draft, main, *seen]
    assert completed("diff", "raw.orders", seen[0][:9]) == [seen[0]]


def test_nothing_is_made_for_a_question_nor_complained_of(here: Shop) -> None:
    assert completed("show", "raw.orders", "--as-of", "") == completed("show", "--as-of", "") == []
    assert not (here.root / ".levada").exists()
    (here.root / ".levada").mkdir()
    (here.root / ".levada/catalog.db").write_text("no database")
    assert completed("show", "raw.orders", "--as-of", "") == []
    assert completed("-e", "nowhere", "show", "raw.orders", "--branch", "") == []
