"""What a task's earlier attempt has built before the cluster failed it: kept, if it is still as it was left.

It stands in a file of this machine, by run and fingerprint. Without it, or where somebody has touched a table since,
everything is built again."""

import json
import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from pyiceberg.table.refs import MAIN_BRANCH

from levada.engines.base import Work
from levada.engines.dbt.build import Built
from levada.engines.dbt.manifest import Result
from levada.lake.ancestry import head
from levada.lake.catalogue import Lake
from levada.lake.marks import Mark
from levada.plan.actions import Dbt

DONE = ("success", "pass", "warn", "fail")
WEEK = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Attempt:
    """`results`: what has come to an end; `left`: selectors of the rest. `heads`: dataset -> where `main` of its table
    stood then. `queries`: ids of all that was asked."""

    results: tuple[Result, ...] = ()
    left: tuple[str, ...] = ()
    heads: Mapping[str, int] | None = None
    queries: tuple[str, ...] = ()

    def built(self, dataset: str) -> bool:
        return dataset in (self.heads or {})

    def rest(self, action: Dbt) -> Dbt:
        """What is left to build."""
        return replace(action, select=" ".join(self.left), exclude="") if self.left else action

    @property
    def options(self) -> tuple[str, ...]:
        """Exactly what is left: its tests are in it by name."""
        return ("--indirect-selection", "empty") if self.left else ()


def earlier(work: Work, mark: Mark) -> Attempt:
    """The attempt to go on from; an empty one: everything is to be built."""
    file = _file(work, mark)
    if not file.exists():
        return Attempt()
    said = json.loads(file.read_text(encoding="utf-8"))
    file.unlink()
    if any(_main(work.lake, dataset) != at for dataset, at in said["heads"].items()):
        return Attempt()
    work.say(f"going on from an attempt that has built {', '.join(said['heads']) or 'nothing'}")
    results = tuple(Result(**result) for result in said["results"])
    return Attempt(results, tuple(said["left"]), said["heads"], tuple(said["queries"]))


def keep(work: Work, mark: Mark, built: Built, queries: Iterable[str]) -> None:
    """Write down what has come to an end, for the next attempt of this run at just this."""
    done = tuple(one for one in built.outcome if one.status in DONE)
    left = [one.node for one in built.outcome if one.status not in DONE and one.node in built.manifest.nodes]
    ready = {built.manifest.dataset(one.node) for one in done if built.manifest.is_table(one.node)}
    heads = {table.name: _main(work.lake, table.name) for table in work.task.tables if table.name in ready}
    said = {
        "results": [asdict(one) for one in done],
        "left": [_alone(built.manifest.nodes[node]) for node in left],
        "heads": heads,
        "queries": sorted(queries),
    }
    file = _file(work, mark)
    file.parent.mkdir(parents=True, exist_ok=True)
    for old in file.parent.glob("*.json"):
        if time.time() - old.stat().st_mtime > WEEK:
            old.unlink(missing_ok=True)
    aside = file.with_suffix(f".{os.getpid()}")
    aside.write_text(json.dumps(said), encoding="utf-8")
    aside.replace(file)


def _alone(node: Mapping[str, Any]) -> str:
    """A selector of one node: `fqn:` by itself would select all that lies in a folder of its name too, and models that
    are built would be built upon themselves."""
    file = Path(node["original_file_path"]).name
    return f"fqn:{'.'.join(node['fqn'])},resource_type:{node['resource_type']},file:{file}"


def _file(work: Work, mark: Mark) -> Path:
    known_by = sha256(json.dumps([mark.pipeline, mark.branch, mark.fingerprint]).encode()).hexdigest()[:24]
    return work.root / ".levada" / "dbt" / "attempts" / f"{known_by}.json"


def _main(lake: Lake, dataset: str) -> int | None:
    table = lake.build(dataset)
    return head(table.metadata, MAIN_BRANCH) if table else None
