"""What the real Spark and the real Trino tell of tables, through the relay, is one graph with what levada tells."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from queue import Queue
from threading import Thread
from typing import Any

import pyarrow as pa
import pytest

from levada.engines.spark.driver import session
from levada.engines.spark.settings import told
from levada.lake.catalogue import open_lake
from levada.plan.environment import Environment
from levada.plan.graph import Read
from levada.plan.tables import Column, Table
from levada.relay.delivery import Delivery
from levada.relay.knowledge import Knowledge, known
from levada.relay.receiver import Receiver
from levada.relay.spool import Spool
from tests import servers
from tests.demo.lineage import against_schemas
from tests.engines.trino.cluster import Project

pytestmark = pytest.mark.lakehouse

Json = Any
COLUMNS = (Column("id", "long"), Column("name", "string"))
SECONDS = 120
Names = tuple[str, str]
Edge = tuple[str, str]
"""A dataset that is read, and one that is made of it."""


@pytest.fixture
def relay(project: Project, real: Environment, places: servers.Json) -> Iterator[tuple[int, "Queue[Json]"]]:
    """Where it listens, and what comes out of it. Levada fills the datasets `made` and `counted`."""
    project.environment = replace(project.environment, spark=real.spark)
    port = servers.listener(places)
    events: Queue[Json] = Queue()
    filled = map(project.name, ("made", "counted"))
    knowledge = Knowledge(known(project.environment, filled), partial(open_lake, project.environment, project.root))
    spool = Spool(project.root / "spool")
    delivery = Delivery(spool, knowledge.normalised, events.put, project.said.append)
    with Receiver("127.0.0.1", port, spool.keep, None) as receiver:
        thread = Thread(target=receiver.serve_forever, args=(0.02,))
        thread.start()
        delivery.start()
        yield receiver.server_port, events
        delivery.stop()
        delivery.join()
        receiver.shutdown()
        thread.join()
    spool.close()


@pytest.fixture
def spark(project: Project, relay: tuple[int, Any]) -> Iterator[Any]:
    """A session that tells the relay of what it does."""
    servers.spark_listener()
    begun = session(told(project.environment), project.lake.catalog.properties, project.root)
    context = begun.sparkContext._jsc.sc()
    settings = context.getConf()
    settings.set("spark.openlineage.transport.type", "http")
    settings.set("spark.openlineage.transport.url", f"http://127.0.0.1:{relay[0]}")
    listener = begun.sparkContext._jvm.io.openlineage.spark.agent.OpenLineageSparkListener(settings)
    context.addSparkListener(listener)
    yield begun
    context.removeSparkListener(listener)


def edges(events: list[Json]) -> set[Edge]:
    return {(read["name"], made["name"]) for one in events for read in one["inputs"] for made in one["outputs"]}


def until(events: "Queue[Json]", space: str, wanted: set[Edge]) -> list[Json]:
    """The events about a namespace, others' left out, until all of these are told."""
    found: list[Json] = []
    while not edges(found) >= wanted:
        event = events.get(timeout=SECONDS)
        if space in json.dumps(event) and event.get("inputs") and event.get("outputs"):
            found.append(event)
    return found


def named(said: Json) -> Iterator[Names]:
    """Every dataset that is named somewhere, but by which other names it goes."""
    if isinstance(said, dict):
        if {"namespace", "name"} <= said.keys():
            yield said["namespace"], said["name"]
        for key, inner in said.items():
            yield from named(inner) if key != "symlinks" else ()
    for inner in said if isinstance(said, list) else ():
        yield from named(inner)


def test_one_graph(project: Project, spark: Any, relay: tuple[int, "Queue[Json]"]) -> None:
    source, more, made, copy, counted = map(project.name, ("source", "more", "made", "copy", "counted"))
    for name in (source, more):
        project.fill(Table(name, COLUMNS), pa.table({"id": [1, 2], "name": ["a", "b"]}))
    project.ask("select id, upper(name) as name from HERE.source", Table(made, COLUMNS), Read(source, source))
    spark.sql(f"create table lake.{copy} using iceberg as select * from lake.{made}")
    spark.sql(
        f"merge into lake.{copy} t using lake.{source} s on t.id = s.id when matched then update set t.name = s.name"
    )
    spark.sql(f"alter table lake.{copy} create branch x")
    spark.sql(f"insert into lake.{copy}.branch_x select * from lake.{more}")
    into = Table(counted, (Column("n", "long"),))
    own = project.ask("select count(*) as n from HERE.copy", into, Read(copy, copy), engine="spark", dialect="spark")

    wanted = {(source, made), (made, copy), (source, copy), (more, copy), (copy, counted)}
    events = until(relay[1], project.space, wanted)
    assert edges(events) - {(copy, copy)} == wanted
    assert {(read, table.dataset) for read, _ in own.inputs for table in own.tables} == {(copy, counted)}
    ours = {(project.environment.lineage_namespace, name) for edge in wanted for name in edge}
    assert {one for event in events for side in ("inputs", "outputs") for one in named(event[side])} == ours
    file = project.root / "events.jsonl"
    file.write_text("".join(f"{json.dumps(event)}\n" for event in events))
    assert list(against_schemas(file)) == []
    told = {one["name"]: one["facets"].keys() for event in events for one in event["outputs"]}
    assert ["columnLineage" in told[name] for name in (made, counted, copy)] == [False, False, True]
