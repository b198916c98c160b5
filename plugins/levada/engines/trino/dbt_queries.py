"""The queries of a build: which they were, and which snapshots are theirs."""

import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from levada.engines.base import Work
from levada.engines.dbt.build import Built
from levada.engines.trino.accounts import account, known
from levada.lake.building import Mine
from levada.plan.environment import Trino

MADE_BY = "trino_query_id"
"""Where Trino says in a snapshot's summary which query has made it."""
STATES = {"error": "FAILED", "skipped": ""}


def made_by(ids: Collection[str]) -> Mine:
    """Whether a snapshot was made by one of some queries."""

    def mine(said: Mapping[str, str]) -> bool:
        return said.get(MADE_BY) in ids

    return mine


def logged(scratch: Path) -> Iterator[str]:
    """The ids of all queries of the build in scratch, helpers' and hooks' among them."""
    with (scratch / "logs" / "dbt.log").open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if '"query_id"' in line and (found := json.loads(line)["data"].get("query_id")):
                yield found


def asked(work: Work, where: Trino, built: Built) -> None:
    """Keep each node's main query as evidence."""
    ended = [one for one in built.outcome if one.query]
    stats = known(where, work.root, [one.query for one in ended])
    for one in ended:
        work.asked(account(where, one.query, STATES.get(one.status, "FINISHED"), one.seconds, stats.get(one.query, {})))
