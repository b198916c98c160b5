"""What dbt writes down: `manifest.json`, what there is, and `run_results.json`, what became of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from levada.names import plain

TABLES = ("model", "snapshot", "seed")
"""Kinds of nodes that may leave a table behind."""


@dataclass(frozen=True, slots=True)
class Model:
    """A selected node that becomes something. `dataset`: its `schema.alias`. `reads`: the datasets it takes from
    outside the selection, directly or through ephemeral models. `strategy`: how new rows of an incremental model meet
    its old ones, where that is said."""

    dataset: str
    materialized: str
    unique_id: str
    file: str
    reads: tuple[str, ...] = ()
    strategy: str = ""
    language: str = "sql"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one node. `status` is dbt's word: success, error, skipped, pass, fail, warn. `query`: the id of
    its main query, where a cluster was asked."""

    node: str
    status: str
    message: str
    failures: int = 0
    sql: str = ""
    seconds: float = 0
    query: str = ""


class Manifest:
    """The nodes of a project, by dbt's unique ids."""

    def __init__(self, path: Path) -> None:
        document = json.loads(path.read_text(encoding="utf-8"))
        self.nodes: dict[str, dict[str, Any]] = {**document["nodes"], **document["sources"], **document["unit_tests"]}

    def dataset(self, node: str) -> str:
        """The dataset that a model or source stands for: `schema.alias`, wherever its table is built."""
        return plain(self.place(node))

    def place(self, node: str) -> str:
        """The name of a model's or source's table, as dbt has it."""
        found = self.nodes[node]
        return f"{found['schema']}.{found.get('alias') or found.get('identifier') or found['name']}"

    def is_table(self, node: str) -> bool:
        """Whether a node may leave a table behind."""
        return node in self.nodes and self.nodes[node]["resource_type"] in TABLES

    def keys(self, node: str) -> tuple[str, ...]:
        """The columns by which a model's new rows meet its old ones; of a snapshot, the one that dbt gives its rows."""
        config = self.nodes[node]["config"]
        if config["materialized"] == "snapshot":
            return ((config.get("snapshot_meta_column_names") or {}).get("dbt_scd_id") or "dbt_scd_id",)
        said = config.get("unique_key") or ()
        return (said,) if isinstance(said, str) else tuple(said)

    def appends(self, node: str) -> bool:
        """Whether an incremental model does nothing but add rows to what it has."""
        config = self.nodes[node]["config"]
        hooks = config.get("pre-hook") or config.get("post-hook")
        plain = config.get("incremental_strategy") in (None, "append") and not self.keys(node)
        return config["materialized"] == "incremental" and plain and not hooks

    def anew(self, node: str) -> bool:
        """Whether an incremental model forgets what it has."""
        config = self.nodes[node]["config"]
        return config["materialized"] == "incremental" and config.get("full_refresh") is True

    def file(self, node: str) -> str:
        return str(self.nodes[node]["original_file_path"])

    def models(self, selected: tuple[str, ...]) -> tuple[Model, ...]:
        """The selected nodes that become tables or views, by unique id."""
        return tuple(
            Model(
                self.dataset(node), self.nodes[node]["config"]["materialized"], node, self.file(node),
                self.outside(node, selected),
                self.nodes[node]["config"].get("incremental_strategy") or "", self.nodes[node].get("language") or "sql",
            )
            for node in sorted(selected) if self.nodes[node]["resource_type"] in TABLES
        )  # fmt: skip

    def tested(self, node: str) -> str | None:
        """The node that a test is about; None if it is about none."""
        test = self.nodes[node]
        about = [test.get("attached_node"), *test.get("depends_on", {}).get("nodes", ())]
        return next((one for one in about if one in self.nodes), None)

    def outside(self, node: str, selected: tuple[str, ...]) -> tuple[str, ...]:
        """The datasets outside a selection that a node takes from."""
        return tuple(sorted({self.dataset(parent) for parent in self.parents(node) if parent not in selected}))

    def parents(self, node: str) -> Iterator[str]:
        """What a node reads, directly or through ephemeral models."""
        for parent in self.nodes[node].get("depends_on", {}).get("nodes", ()):
            if self.is_ephemeral(parent):
                yield from self.parents(parent)
            elif parent in self.nodes:
                yield parent

    def is_ephemeral(self, node: str) -> bool:
        return node in self.nodes and self.nodes[node]["config"].get("materialized") == "ephemeral"


def results(path: Path) -> tuple[Result, ...]:
    """Every node's outcome, in the order in which they ended."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return tuple(
        Result(
            node["unique_id"], node["status"], node.get("message") or "", node.get("failures") or 0,
            node.get("compiled_code") or "", node.get("execution_time") or 0,
            (node.get("adapter_response") or {}).get("query_id") or "",
        )
        for node in document["results"]
    )  # fmt: skip
