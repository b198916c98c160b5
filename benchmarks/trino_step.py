"""A `sql` step on Trino beside the same statement typed by hand: what levada adds, publication and evidence included.

`python -m benchmarks.trino_step LAKEHOUSE [--rows 1000000] [--rounds 5]`. LAKEHOUSE is a JSON file that says where the
servers are, as `tests/servers.py` describes them. By hand is `INSERT INTO … SELECT …` into a table that is there. Both
append, in one process that has asked the cluster before."""

import argparse
import json
import os
import time
from operator import sub
from pathlib import Path
from secrets import token_hex
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measure import table
from levada.engines.trino.connection import connect
from levada.engines.trino.session import Session
from levada.lake.catalogue import open_lake
from levada.plan.actions import Sql
from levada.plan.environment import Environment, Trino
from levada.plan.graph import Output, Read, Task
from levada.plan.run import Run
from levada.plan.tables import Column, Table
from levada.runtime.evidence import Outcome
from levada.runtime.listener import Listener
from levada.runtime.perform import perform

SECRETS = (("credential", "lake_credential"), ("s3.access-key-id", "lake_key"), ("s3.secret-access-key", "lake_secret"))
COLUMNS = (Column("orderkey", "long"), Column("day", "date"), Column("price", "decimal(18, 2)"), Column("n", "long"))
QUERY = """SELECT orderkey, shipdate AS day, CAST(sum(extendedprice) AS decimal(18, 2)) AS price, count(*) AS n
FROM {source} WHERE '{run}' <> '' GROUP BY orderkey, shipdate"""
"""Each run has something of its own in it: what came to the same rows would not be done again."""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("lakehouse", type=Path, help="a JSON file that says where the servers are")
    options.add_argument("--rows", type=int, default=1_000_000, help="rows that the query reads (default: 1 M)")
    options.add_argument("--rounds", type=int, default=5, help="how often each is measured (default: 5)")
    said = options.parse_args()
    with TemporaryDirectory() as folder:
        lines = _measured(_environment(json.loads(said.lakehouse.read_text())), Path(folder), said.rows, said.rounds)
    table(f"A step that reads {said.rows:,} rows", ("", "seconds", "beyond by hand"), lines)


def _environment(places: dict[str, dict[str, str]]) -> Environment:
    rest, store, trino = places["rest"], places["s3"], dict(places["trino"])
    keys = rest["credential"], store["access_key"], store["secret_key"]
    for (_, name), value in zip(SECRETS, keys, strict=True):
        os.environ[name.upper()] = value
    if "password" in trino:
        os.environ["TRINO_PASSWORD"], trino["password"] = trino["password"], "trino_password"
    catalogue = {"type": "rest", "uri": rest["uri"], "warehouse": rest["warehouse"],
                 "oauth2-server-uri": rest["oauth2_server_uri"], "s3.endpoint": store["endpoint"]}  # fmt: skip
    return Environment("lakehouse", tuple(catalogue.items()), secrets=SECRETS, trino=Trino(**trino))


def _measured(environment: Environment, root: Path, rows: int, rounds: int) -> list[tuple[str, ...]]:
    assert environment.trino
    catalog, space = environment.trino.catalog, f"bench_{token_hex(4)}"
    session = Session(connect(environment.trino, root))
    source, by_hand, ours = f"{space}.source", f"{catalog}.{space}.by_hand", f"{space}.ours"
    session.rows(f"CREATE SCHEMA {catalog}.{space}")
    session.rows(f"CREATE TABLE {catalog}.{source} AS SELECT * FROM tpch.sf1.lineitem LIMIT {rows}")
    query = QUERY.format(source=f"{catalog}.{source}", run="by hand")
    session.rows(f"CREATE TABLE {by_hand} AS {query} LIMIT 0")
    hand, steps, spent = [], [], []
    for number in range(rounds + 1):  # the first of each warms up
        begun = time.perf_counter()
        session.rows(f"INSERT INTO {by_hand} {query}")
        hand.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        outcome = _step(environment, root, source, ours, number)
        steps.append(time.perf_counter() - begun)
        spent.append(sum(each.seconds for each in outcome.queries))
    _dropped(environment, root, space)

    def beyond(ours: list[float]) -> str:
        # The median of the rounds' differences: a cluster on this machine is not always as fast.
        return f"{median(map(sub, ours[1:], hand[1:])):.2f}"

    return [
        ("by hand", f"{median(hand[1:]):.2f}", ""),
        ("levada", f"{median(steps[1:]):.2f}", beyond(steps)),
        ("  of which in Trino", f"{median(spent[1:]):.2f}", beyond(spent)),
    ]


def _step(environment: Environment, root: Path, source: str, into: str, number: int) -> Outcome:
    output = Table(into, COLUMNS, strategy="append")
    action, reads = Sql(QUERY.format(source=source, run="{{ run_id }}")), (Read(source, source),)
    task = Task("bench", "ours", action, reads, (Output(into, output),), engine="trino", gate="embedded")
    return perform(task, Run(f"run{number}", None), environment, root, Listener(lambda _: None))


def _dropped(environment: Environment, root: Path, space: str) -> None:
    catalog = open_lake(environment, root).catalog
    for name in (space, f"{space}__build"):
        for each in catalog.list_tables(name):
            catalog.drop_table(each)
        catalog.drop_namespace(name)


if __name__ == "__main__":
    main()
