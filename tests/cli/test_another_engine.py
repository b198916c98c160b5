"""An engine is one folder, tests/cli/others/abacus here, and one row."""

from pathlib import Path

import pytest

from levada import engines
from levada.engines.registry import ABILITIES
from tests.cli.shop import Shop

RENTS = """apiVersion: levada/v1
kind: Pipeline
steps:
  - ingest: {files: stalls.csv}
    into: raw.stalls
  - sql: select count(*) as n, sum(rent) as rent from raw.stalls
    into: staging.rents
datasets:
  raw.stalls: {contract: [{name: stall, logicalType: string}, {name: rent, logicalType: integer}]}
"""
ENVIRONMENT = "apiVersion: levada/v1\nkind: Environment\nverbs: "


@pytest.fixture
def other(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setattr(engines, "__path__", [*engines.__path__, str(Path(__file__).parent / "others")])
    monkeypatch.setitem(ABILITIES, "abacus", frozenset({"sql"}))
    shop.write("include/environments/other.yaml", f"{ENVIRONMENT}{{sql: abacus}}\n")
    shop.write("include/pipelines/rents.yaml", RENTS)
    shop.write("data/stalls.csv", "stall,rent\nfish,30\nfruit,12\n")
    return shop


def test_it_is_validated_explained_and_run(other: Shop) -> None:
    assert other("--environment", "other", "validate").exit_code == 0
    assert "sql by abacus" in other("--environment", "other", "explain", "rents").stdout
    assert other("--environment", "other", "run", "rents").exit_code == 0
    assert other.json("show", "staging.rents") == [{"n": 2, "rent": 42}]


def test_what_it_cannot_do_is_refused_with_who_can(other: Shop) -> None:
    other.write(
        "include/environments/other.yaml",
        "apiVersion: levada/v1\nkind: Environment\nverbs: {dbt: abacus, spark: abacus}\n",
    )
    said = other("--environment", "other", "validate")
    assert said.exit_code == 1
    assert "abacus" in said.output
    assert "embedded" in said.output


@pytest.mark.parametrize(("size", "engine"), [("1GiB", "embedded"), ("1KiB", "abacus")])
def test_the_size_of_what_is_read_says_who(other: Shop, size: str, engine: str) -> None:
    said = f"{ENVIRONMENT}{{sql: [{{engine: embedded, up_to: {size}}}, {{engine: abacus}}]}}\n"
    other.write("include/environments/other.yaml", said)
    other.write("data/stalls.csv", "\n".join(("stall,rent", *(f"stall {number},{number}" for number in range(500)))))
    words = f"sql by embedded up to {size}, abacus beyond"
    assert words in other("--environment", "other", "explain", "rents").stdout
    outcomes = other.json("--environment", "other", "run", "rents")
    assert [outcome["engine"] for outcome in outcomes] == ["embedded", engine]
    again = other.json("--environment", "other", "run", "rents")
    assert [outcome["status"] for outcome in again] == ["unchanged", "unchanged"]


def test_who_is_for_small_things_has_to_be_able_too(other: Shop) -> None:
    said = f"{ENVIRONMENT}{{spark: [{{engine: abacus, up_to: 1GiB}}, {{engine: embedded}}]}}\n"
    other.write("include/environments/other.yaml", said)
    assert "abacus cannot spark" in other("--environment", "other", "validate").output
