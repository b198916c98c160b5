"""`levada errors`: mistakes in specs, and failures of runs."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from levada.cli.errors import page
from levada.cli.main import cli
from levada.runtime.failures import FAILURES
from levada.spec.pages import pages
from tests.cli.shop import Shop

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"


def test_the_committed_page_is_fresh() -> None:
    assert PAGE.read_text() == page(), "levada errors > docs/errors.md"


def test_no_id_means_two_things() -> None:
    assert not set(FAILURES) & set(pages())


@pytest.mark.parametrize("id_", ["unknown-key", "failed-checks"])
def test_one_of_them(id_: str) -> None:
    said = CliRunner().invoke(cli, ["errors", id_]).stdout
    assert said.startswith(f"{id_}: ")
    assert "\n    cure: " in said


def test_one_that_is_not_there() -> None:
    found = CliRunner().invoke(cli, ["errors", "failed-check"])
    assert (found.exit_code, "did you mean `failed-checks`?" in found.stderr) == (2, True)


def test_a_step_that_fails_says_its_kind(shop: Shop) -> None:
    shop.write("data/orders/2024-01-01.csv", "id,at,amount\n1,2024-01-01T10:00:00Z,x\n")
    found = shop("run", "shop", "--date", "2024-01-01")
    assert "column amount is 'x'" in found.stderr
    assert found.stderr.splitlines()[1].endswith(" [unreadable-file]")


def test_so_does_a_command(shop: Shop) -> None:
    assert shop("history", "raw.nix").stderr.endswith(" [not-found]\n")


def test_no_project_is_a_kind_of_failure(tmp_path: Path) -> None:
    found = CliRunner().invoke(cli, ["--root", str(tmp_path), "validate"])
    assert (found.exit_code, found.stderr.endswith(" [no-project]\n")) == (1, True)


@pytest.mark.parametrize(
    ("said", "cure"),
    [
        (("valdate",), "no command 'valdate': did you mean `validate`?"),
        (("new", "table"), "no command 'table': there are: pipeline"),
    ],
)
def test_a_command_that_is_none_is_told_the_nearest(said: tuple[str, ...], cure: str) -> None:
    found = CliRunner().invoke(cli, said)
    assert (found.exit_code, cure in found.stderr) == (2, True)
