"""`levada migrate`, and what `levada validate` says until then."""

import json

import pytest

from levada.cli.shapes import Problem
from levada.spec import renames
from levada.spec.dataset import Dataset
from levada.spec.renames import Rename
from tests.cli.shop import SHOP, Shop

OLD = SHOP.replace("    partitioning: [month(at)]", "    partition_by: [month(at)]   # few rows a day")


@pytest.fixture
def old(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr(renames, "RENAMES", (Rename(Dataset, "partition_by", "partitioning", "0.2"),))
    shop.write("include/pipelines/shop.yaml", OLD)
    return shop


def text(shop: Shop) -> str:
    return (shop.root / "include/pipelines/shop.yaml").read_text()


def test_an_old_word_is_a_warning_and_no_failure(old: Shop) -> None:
    found = old("validate")
    first, *_, count, fine = found.stdout.splitlines()
    assert (found.exit_code, count, fine[:5]) == (0, "1 warning", "fine:")
    assert first.startswith("include/pipelines/shop.yaml:14:5: datasets.raw.orders.partition_by: warning: ")


def test_programs_are_told_that_it_is_one(old: Shop) -> None:
    (found,) = old.json("validate")
    assert (found["severity"], set(found)) == ("warning", set(Problem.__dataclass_fields__))
    sarif = json.loads(old("validate", "--format", "sarif").stdout)
    assert sarif["runs"][0]["results"][0]["level"] == "warning"
    assert old("validate", "--format", "github").stdout.startswith("::warning file=include/pipelines/shop.yaml,line=14")


def test_it_runs_as_before(old: Shop) -> None:
    assert old("run", "shop", "--date", "2024-01-01").exit_code == 0


def test_files_are_rewritten_and_what_was_changed_is_said(old: Shop) -> None:
    found = old("migrate")
    assert found.stdout.splitlines() == [
        "include/pipelines/shop.yaml:14: `partition_by` is `partitioning` since 0.2",
        "include/pipelines/shop.yaml",
        "1 file changed",
    ]
    assert text(old) == OLD.replace("partition_by", "partitioning")
    assert old("migrate", "--check").stdout == "0 files would be changed\n"
    assert "warning" not in old("validate").stdout


def test_check_and_diff_change_nothing(old: Shop) -> None:
    assert old("migrate", "--check").exit_code == 1
    shown = old("migrate", "--diff")
    assert (shown.exit_code, shown.stdout.startswith("--- include/pipelines/shop.yaml")) == (1, True)
    assert "+    partitioning: [month(at)]   # few rows a day" in shown.stdout
    assert text(old) == OLD


@pytest.mark.parametrize("version", ["levada/v2", "levada/v0", "levada/v1beta1"])
def test_the_language_of_another_release(shop: Shop, version: str) -> None:
    shop.write("include/pipelines/shop.yaml", SHOP.replace("levada/v1", version).replace("spark:", "flink:"))
    (found,) = shop.json("validate")
    assert (found["line"], f"does not read {version}" in found["message"]) == (1, True)
    assert found["cure"] == f"write `apiVersion: levada/v1`, or install a levada that reads {version}"


UNREAD = [SHOP.replace("levada/v1", version) for version in ("levada/v2", "v1", "")]


@pytest.mark.parametrize("text", [*UNREAD, "kind: Pipeline\n", "steps:\n\t- a", "steps: []\n"])
def test_what_cannot_be_read_is_left_alone_and_named(shop: Shop, text: str) -> None:
    shop.write("include/pipelines/shop.yaml", text)
    done = shop("migrate")
    assert (done.exit_code, done.stdout) == (0, "0 files changed\n")
    assert done.stderr == "include/pipelines/shop.yaml is left alone: `levada validate` says why\n"
    assert shop("migrate", "--check").exit_code == shop("migrate", "--diff").exit_code == 1
