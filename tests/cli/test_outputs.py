"""What commands print for programs is what docs/json.md says."""

import json
import re
from pathlib import Path
from typing import Any

import click
import pytest
from pydantic import TypeAdapter

from levada.cli.main import cli
from levada.cli.outputs import OUTPUTS, markdown, schema
from tests.airflow_elsewhere import forget
from tests.cli.shop import SHOP, Shop

PAGE = Path(__file__).parents[2] / "docs" / "json.md"
LEGACY = """\
nightly:
  schedule: "@daily"
  catchup: 1h
  tasks:
    start: {operator: airflow.providers.standard.operators.empty.EmptyOperator, nonsense: 1}
"""
ASKED = {
    "explain": "explain",
    "explain PIPELINE PATH": "explain shop steps.raw_orders.retries",
    "tables": "tables",
    "show": "show raw.orders",
    "history": "history raw.orders",
    "diff": "diff raw.orders",
    "intervals": "intervals",
    "doctor": "doctor",
}


def documented(command: str, shop: Shop, *said: str) -> Any:
    """What a command prints, which has every key that its shape has, and no other."""
    printed = shop.json(*said)
    kind = TypeAdapter(OUTPUTS[command])
    assert kind.dump_python(kind.validate_json(json.dumps(printed)), mode="json") == printed
    return printed


def test_the_committed_page_is_fresh() -> None:
    assert PAGE.read_text() == markdown(), "levada schema output --format markdown > docs/json.md"


def test_every_link_of_the_page_leads_somewhere() -> None:
    headings = {name.lower() for name in re.findall(r"^## (\w+)$", markdown(), re.MULTILINE)}
    assert set(re.findall(r"\]\(#(\w+)\)", markdown())) <= headings


def test_every_command_that_has_a_format_is_there() -> None:
    commands = {name: cli.get_command(None, name) for name in cli.list_commands(None)}  # type: ignore[arg-type]
    printing = {name for name, command in commands.items() if command and any(map(_has_json, command.params))}
    assert printing - {"schema"} <= {name.partition(" ")[0] for name in OUTPUTS}


def _has_json(option: click.Parameter) -> bool:
    return "json" in getattr(option.type, "choices", ())


def test_as_json_schema() -> None:
    assert set(schema()["properties"]) == set(OUTPUTS)
    assert schema()["$defs"]["Standing"]["properties"]["published_at"]["anyOf"][0]["description"] == "a time"


@pytest.mark.parametrize("command", ASKED)
def test_what_is_asked(filled: Shop, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    forget(monkeypatch, filled.root / "nowhere")
    assert documented(command, filled, *ASKED[command].split())


def test_a_table_that_nothing_was_published_into(shop: Shop) -> None:
    shop.write("data/orders/2024-01-01.csv", "id,at,amount\n1,2024-01-01T10:00:00Z,-5\n")
    shop("run", "shop", "--date", "2024-01-01")
    assert documented("tables", shop, "tables") == [
        {"dataset": "raw.orders", "snapshot": None, "published_at": None, "rows_total": None, "bytes_total": None}
    ]


def test_a_run_that_is_blocked(shop: Shop) -> None:
    shop.write("data/orders/2024-01-01.csv", "id,at,amount\n1,2024-01-01T10:00:00Z,-5\n")
    blocked, left_out = documented("run", shop, "run", "shop", "--date", "2024-01-01")
    assert (blocked["status"], [check["passed"] for check in blocked["checks"]].count(False)) == ("blocked", 1)
    assert (left_out["status"], left_out["after"]) == ("left out", ["raw_orders"])


def test_a_run_and_its_way_back(shop: Shop) -> None:
    first, _ = documented("run", shop, "run", "shop", "--date", "2024-01-01")
    documented("run", shop, "run", "shop", "--date", "2024-01-02", "--no-publish")
    assert (list(first["usage"]["stages"]), first["tables"][0]["columns"]["id"]) == (
        ["prepare", "write", "check", "publish"], "long",
    )  # fmt: skip
    shop("run", "shop", "--date", "2024-01-02")
    assert documented("rollback", shop, "rollback", "raw.orders", "--to", first["tables"][0]["snapshot"])


def test_mistakes(shop: Shop) -> None:
    shop.write("include/pipelines/shop.yaml", SHOP.replace("spark: totals", "sparc: totals"))
    (found,) = documented("validate", shop, "validate")
    assert (found["line"], found["cure"]) == (8, "did you mean `spark`?")


def test_what_is_begun(shop: Shop) -> None:
    shop.write("old/nightly.yml", LEGACY)
    assert documented("init", shop, "init", str(shop.root / "other"))["made"]
    made = documented(
        "new pipeline", shop, "new", "pipeline", "sales", "--from", str(shop.root / "data/orders/2024-01-01.csv")
    )
    assert made["files"] == ["include/pipelines/sales.yaml", "include/contracts/sales.odcs.yaml"]
    assert documented("import dag-factory", shop, "import", "dag-factory", str(shop.root / "old"))["left_out"]
