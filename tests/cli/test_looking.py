"""`tables`, `show`, `history`, `explain`, `validate`: commands that only look."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shop import SHOP, Shop


def test_tables(filled: Shop) -> None:
    assert [row["dataset"] for row in filled.json("tables")] == ["raw.orders", "staging.totals"]
    assert "raw.orders" in filled("tables").stdout


def test_show_as_of_an_earlier_snapshot(filled: Shop) -> None:
    versions = filled.json("history", "raw.orders")
    assert [version["rows_total"] for version in versions] == [0, 2, 3]
    assert len(filled.json("show", "raw.orders", "--as-of", versions[1]["snapshot"])) == 2


def test_show_some_columns(filled: Shop) -> None:
    (row,) = filled.json("show", "raw.orders", "--limit", "1", "--columns", "amount")
    assert list(row) == ["amount"]


def test_show_what_is_not_there(filled: Shop) -> None:
    result = filled("show", "raw.nothing")
    assert result.exit_code == 1
    assert "raw.nothing" in result.stderr


def test_history_of_what_is_not_there(filled: Shop) -> None:
    result = filled("history", "raw.nothing")
    assert (result.exit_code, result.stderr) == (
        1, "there is no table raw.nothing; there are: raw.orders, staging.totals [not-found]\n",
    )  # fmt: skip


def test_validate_says_fine(filled: Shop) -> None:
    result = filled("validate")
    assert (result.exit_code, result.stdout) == (0, "fine: 1 pipeline with 2 steps, 0 contracts\n")


OWN = (
    "    quality: {checks: [{type: sql, query: 'SELECT count(*) FROM %s', mustBe: 1}, {type: text, description: x}]}\n"
)


def test_validate_counts_what_nobody_checks(shop: Shop) -> None:
    shop.write(
        "include/pipelines/shop.yaml", SHOP.replace("    event_time: at\n", OWN % "{object}" + "    event_time: at\n")
    )
    assert shop("validate").stdout.endswith("1 promise nobody checks: levada explain lists them\n")


def test_validate_understands_the_queries_of_checks(shop: Shop) -> None:
    shop.write(
        "include/pipelines/shop.yaml", SHOP.replace("    event_time: at\n", OWN % "b.c" + "    event_time: at\n")
    )
    (problem,) = shop.json("validate")
    assert (problem["line"], problem["id"]) == (13, "checks")
    assert "it reads b.c, and only raw.orders can be asked" in problem["message"]


def test_validate_says_every_mistake_with_its_place(shop: Shop) -> None:
    shop.write("include/pipelines/shop.yaml", SHOP.replace("spark: totals", "sparc: totals").replace("0 4 *", "0 99 *"))
    result = shop("validate")
    assert result.exit_code == 1
    assert "include/pipelines/shop.yaml:4:" in result.stdout
    assert "include/pipelines/shop.yaml:8:" in result.stdout
    assert {problem["line"] for problem in shop.json("validate")} == {4, 8}


def test_an_engine_that_cannot_is_refused_with_those_that_can(shop: Shop) -> None:
    shop.write("include/environments/local.yaml", "apiVersion: levada/v1\nkind: Environment\nverbs: {spark: flink}\n")
    assert "local.yaml:3:16: verbs.spark: there is no engine 'flink'" in shop("validate").stdout
    assert "engines that can: embedded" in shop("validate").stdout


def test_explain_is_the_same_whatever_the_hash_seed(shop: Shop) -> None:
    def explain(seed: str) -> str:
        command = [sys.executable, "-m", "levada.cli", "--root", str(shop.root), "explain"]
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parents[2] / "plugins")}
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    assert explain("1") == explain("2") == shop("explain", "shop").stdout


def test_no_command_imports_airflow(shop: Shop) -> None:
    program = (
        "import sys; from levada.cli.main import cli\n"
        "for args in (['validate'], ['explain'], ['run', 'shop', '--date', '2024-01-01'],"
        " ['tables'], ['show', 'raw.orders'], ['history', 'raw.orders']):\n"
        f"    cli(['--root', {str(shop.root)!r}, *args], standalone_mode=False)\n"
        "assert not any(name.partition('.')[0] == 'airflow' for name in sys.modules)\n"
    )
    path = str(Path(__file__).parents[2] / "plugins")
    subprocess.run([sys.executable, "-c", program], env={"PYTHONPATH": path}, check=True, capture_output=True)


@pytest.mark.parametrize(
    "arguments",
    [["run", "other"], ["run", "shop", "--step", "x"], ["run", "shop", "--date", "today"], ["nothing"],
     ["run", "shop", "--date", "2024-01-01", "--from", "2024-01-01"], ["run", "shop", "--param", "x"],
     ["show", "raw.orders", "--as-of", "1", "--branch", "x"]],
)  # fmt: skip
def test_wrong_usage_is_two(shop: Shop, arguments: list[str]) -> None:
    assert shop(*arguments).exit_code == 2


def test_outside_a_project(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from levada.cli.main import cli

    result = CliRunner().invoke(cli, ["--root", str(tmp_path), "validate"])
    assert result.exit_code == 1
    assert "no levada project" in result.stderr


def test_a_command_ends_in_silence(shop: Shop) -> None:
    shop("run", "shop", "--date", "2024-01-01")
    program = [sys.executable, "-m", "levada.cli", "--root", str(shop.root), "show", "raw.orders"]
    path = str(Path(__file__).parents[2] / "plugins")
    assert subprocess.run(program, env={"PYTHONPATH": path}, check=True, capture_output=True).stderr == b""
