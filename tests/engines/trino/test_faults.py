"""What can go wrong while the real Trino computes: each has its class, and loses nothing."""

import json
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from levada.engines.trino.connection import connect
from levada.engines.trino.session import Session
from levada.errors import LevadaError, Permanent, Retryable
from levada.plan.graph import Read
from levada.plan.run import Run
from levada.plan.tables import Column, Table
from levada.runtime.failures import kind
from tests.engines.trino.cluster import Project

pytestmark = pytest.mark.lakehouse

LONG = "select count(*) as n from tpch.sf10000.lineitem l, HERE.source where l.comment like '%levada%'"
RESULT = (Column("n", "long"),)


@pytest.fixture
def source(project: Project) -> Read:
    name = project.name("source")
    project.fill(Table(name, (Column("n", "long"),)), pa.table({"n": [1, 2]}))
    return Read(name, name)


ONE_CORE = ("max_drivers_per_task", "1")
"""A long query that leaves the other core to whoever ends it."""


def set_property(project: Project, name: str, value: str) -> None:
    cluster = replace(project.cluster, session_properties=((name, value),))
    project.environment = replace(project.environment, trino=cluster)


def fails(project: Project, source: Read, query: str) -> LevadaError:
    with pytest.raises(LevadaError) as raised:
        project.ask(query, Table(project.name("t"), RESULT), source)
    assert project.rows(project.name("t")) == [] if project.lake.load(project.name("t")) else True
    return raised.value


def test_a_query_that_may_not_take_longer(project: Project, source: Read) -> None:
    set_property(project, "query_max_execution_time", "2s")
    error = fails(project, source, LONG)
    assert (type(error), "EXCEEDED_TIME_LIMIT" in str(error), kind(error)) == (Retryable, True, "cluster")


def test_a_query_that_needs_more_memory_than_it_may_have(project: Project, source: Read) -> None:
    set_property(project, "query_max_memory_per_node", "1MB")
    error = fails(project, source, "select count(distinct comment) as n from tpch.sf1.orders, HERE.source")
    assert (type(error), "query_max_memory_per_node" in str(error)) == (Permanent, True)


def test_a_setting_that_is_none(project: Project, source: Read) -> None:
    set_property(project, "query_max_memoir", "1MB")
    said = str(fails(project, source, LONG))
    assert "Session property 'query_max_memoir' does not exist" in said
    assert "correct it in engines.trino.session_properties" in said


def test_a_query_that_somebody_kills(project: Project, source: Read, tmp_path: Path) -> None:
    other = Session(connect(project.cluster, tmp_path))
    threading.Thread(target=_kill, args=(other, project.space), daemon=True).start()
    error = fails(project, source, LONG)
    assert (type(error), "Query killed. Message: enough" in str(error)) == (Permanent, True)


def _running(session: Session, word: str) -> list[str]:
    said = "select query_id from system.runtime.queries where state = 'RUNNING' and query like"
    return [query for (query,) in session.rows(f"{said} '/* levada:p:s:%INSERT%{word}%'")]


def _kill(session: Session, word: str) -> None:
    while not (running := _running(session, word)):
        time.sleep(0.1)
    session.rows(f"call system.runtime.kill_query('{running[0]}', 'enough')")


CHILD = """
import json, sys
from pathlib import Path
from levada.plan.codec import decode_environment
from levada.plan.graph import Read
from levada.plan.run import Run
from levada.plan.tables import Column, Table
from tests.engines.trino.cluster import Project

said = json.loads(sys.argv[1])
project = Project(Path(said["root"]), decode_environment(said["environment"]), said["space"])
source = project.name("source")
project.ask(said["query"], Table(project.name("t"), (Column("n", "long"),)), Read(source, source), run=Run("r"))
"""


@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_process_that_ends_in_the_middle(project: Project, source: Read, number: int, tmp_path: Path) -> None:
    set_property(project, *ONE_CORE)
    child = subprocess.Popen([sys.executable, "-c", CHILD, _told(project, LONG)], stderr=subprocess.DEVNULL)
    session = Session(connect(project.cluster, tmp_path))
    while not _running(session, project.space):
        assert child.poll() is None
        time.sleep(0.1)
    child.send_signal(number)
    child.wait()
    left = _running(session, project.space)
    assert len(left) == (number == signal.SIGKILL)  # nobody is there to say that it should end
    into = Table(project.name("t"), RESULT)
    outcome = project.ask("select count(*) as n from HERE.source", into, source, run=Run("r"))
    assert _running(session, project.space) == []
    assert [line for line in project.said if "killed" in line] == [
        f"ending query {query}, which a killed attempt has left" for query in left
    ]
    assert (outcome.status, project.rows(into.name)) == ("published", [{"n": 2}])
    assert project.lake.catalog.list_tables(f"{project.space}__build") == []


@pytest.mark.usefixtures("ctrl_c")
def test_what_somebody_waits_for_is_not_ended(project: Project, source: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("levada.engines.trino.running.PATIENCE", 2)
    set_property(project, *ONE_CORE)
    child = subprocess.Popen([sys.executable, "-c", CHILD, _told(project, LONG)], stderr=subprocess.DEVNULL)
    session = Session(connect(project.cluster, project.root))
    while not (running := _running(session, project.space)):
        assert child.poll() is None
        time.sleep(0.1)
    outcome = project.ask(
        "select count(*) as n from HERE.source", Table(project.name("t"), RESULT), source, run=Run("r")
    )
    assert (outcome.status, _running(session, project.space)) == ("published", running)
    child.send_signal(signal.SIGINT)
    child.wait()


def _told(project: Project, query: str) -> str:
    from levada.plan.codec import encode_environment

    environment = encode_environment(project.environment)
    return json.dumps({"root": str(project.root), "environment": environment, "space": project.space, "query": query})
