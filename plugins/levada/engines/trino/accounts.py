"""What a cluster tells afterwards of queries that dbt has asked, whose adapter keeps next to nothing of them."""

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from levada.engines.base import Query
from levada.engines.trino.connection import visitor
from levada.plan.environment import Trino

PATIENCE = 10
"""Seconds to wait for an answer: nothing depends on it."""
UNITS: Mapping[str, float] = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1, "m": 60, "h": 3600, "d": 86400}
LENGTH = re.compile(r"([\d.]+)([a-z]+)")
Stats = Mapping[str, Any]


def page(where: Trino, query: str) -> str:
    """Where a person finds a query."""
    return f"{where.uri}/ui/query.html?{query}"


def account(where: Trino, query: str, state: str, seconds: float, stats: Stats) -> Query:
    """Evidence of a query. `state` and `seconds`: as dbt has seen it; `stats`: as the cluster has, if it still knows;
    each release of Trino's has its own, so that none must be there."""
    return Query(
        query,
        page(where, query),
        state,
        rows=int(stats.get("physicalInputPositions", 0)),
        bytes=_bytes(stats.get("physicalInputDataSize", "")),
        seconds=_seconds(stats.get("elapsedTime", "")) or seconds,
        cpu_seconds=_seconds(stats.get("totalCpuTime", "")),
        peak_memory=_bytes(stats.get("peakUserMemoryReservation", "")),
    )


def known(where: Trino, root: Path, queries: Collection[str]) -> Mapping[str, Stats]:
    """What the cluster still knows of queries, none of which goes on: a quarter of an hour long, and if it lets us."""
    return dict(_known(where, root, queries))


def _known(where: Trino, root: Path, queries: Collection[str]) -> Iterator[tuple[str, Stats]]:
    from requests import RequestException

    with suppress(RequestException, ValueError), visitor(where, root) as there:
        for query in queries:
            answer = there.get(f"{where.uri}/v1/query/{query}", params={"pruned": "true"}, timeout=PATIENCE)
            if answer.ok:
                yield query, answer.json().get("queryStats", {})


def _seconds(said: str) -> float:
    """`1.24s`, as the cluster writes how long something took."""
    found = LENGTH.fullmatch(said)
    return round(float(found[1]) * UNITS[found[2]], 6) if found else 0


def _bytes(said: str) -> int:
    return int(said.removesuffix("B") or 0)
