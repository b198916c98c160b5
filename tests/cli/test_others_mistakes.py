"""What can be done while something is wrong with a spec: everything that does not need it."""

from collections.abc import Iterator
from shutil import rmtree

import pytest

from tests.cli.shop import SHOP, Shop

WRONG = "apiVersion: levada/v1\nkind: Pipeline\nsteps: [{ingest: {fils: a.csv}, into: raw.a}]\n"
NOTE = "note: 1 problem elsewhere: `levada validate`; in include/pipelines/wrong.yaml\n"


@pytest.fixture
def whole(filled: Shop) -> Iterator[Shop]:
    """Tables that are there; whatever a test writes beside their spec goes with it."""
    yield filled
    rmtree(filled.root / "include")
    filled.write("include/pipelines/shop.yaml", SHOP)


@pytest.fixture
def half(whole: Shop) -> Shop:
    """Beside them a second pipeline, with a mistake."""
    whole.write("include/pipelines/wrong.yaml", WRONG)
    return whole


@pytest.mark.parametrize(
    "said", [("tables",), ("show", "raw.orders"), ("history", "raw.orders"), ("diff", "raw.orders", "--key", "id")]
)
def test_tables_are_looked_at(half: Shop, said: tuple[str, ...]) -> None:
    result = half(*said)
    assert (result.exit_code, result.stderr) == (0, "")


def test_tables_are_rolled_back(half: Shop) -> None:
    earlier = half.json("history", "raw.orders")[1]["snapshot"]
    assert half("rollback", "raw.orders", "--to", earlier).exit_code == 0
    assert len(half.json("show", "raw.orders")) == 2


def test_without_the_specs_a_difference_has_no_key_and_says_so(half: Shop) -> None:
    result = half("diff", "raw.orders")
    assert "told apart as a whole" in result.stdout
    assert "--key says it" in result.stderr


def test_other_pipelines_are_run_and_explained(half: Shop) -> None:
    result = half("run", "shop", "--date", "2024-01-01")
    assert (result.exit_code, result.stderr.startswith(NOTE)) == (0, True)
    result = half("explain", "shop")
    assert (result.exit_code, result.stderr) == (0, NOTE)
    result = half("explain", "shop", "datasets.raw.orders.event_time")
    assert (result.stdout.splitlines()[0], result.stderr) == ('shop datasets.raw.orders.event_time = "at"', NOTE)


@pytest.mark.parametrize("said", [("run", "wrong"), ("explain",), ("intervals", "shop"), ("run", "--stale")])
def test_what_needs_it_is_refused(half: Shop, said: tuple[str, ...]) -> None:
    result = half(*said)
    assert result.exit_code == 1
    assert "did you mean `files`?" in result.stderr + result.stdout


def test_a_mistake_in_what_it_takes_from_others_is_its_own(whole: Shop) -> None:
    whole.write("include/defaults.yaml", "apiVersion: levada/v1\nkind: Defaults\npipeline: {ownr: a}\n")
    assert whole("run", "shop", "--date", "2024-01-01").exit_code == 1


def test_what_was_said_wrong_is_not_passed_over(half: Shop) -> None:
    result = half("--var", "x=1", "run", "shop", "--date", "2024-01-01")
    assert (result.exit_code, "no pipeline has a variable" in result.stderr) == (1, True)


def test_two_that_fill_one_table_are_both_refused_or_told_of(whole: Shop) -> None:
    whole.write("include/pipelines/twin.yaml", SHOP)
    assert whole("run", "twin", "--date", "2024-01-01").exit_code == 1


def test_a_wrong_environment_stops_everything(half: Shop) -> None:
    half.write("include/environments/local.yaml", "apiVersion: levada/v1\nkind: Environment\nlandng: data\n")
    assert half("tables").exit_code == 1
