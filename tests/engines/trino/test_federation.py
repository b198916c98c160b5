"""One query over Iceberg and a real PostgreSQL, by the real Trino."""

from decimal import Decimal

import pyarrow as pa
import pytest

from levada.engines.trino.connection import connect
from levada.errors import Retryable
from levada.plan.graph import Read
from levada.plan.run import Run
from levada.plan.tables import Column, Table
from levada.runtime.evidence import Outcome
from tests import servers
from tests.engines.bench import RUN
from tests.engines.trino.cluster import Project
from tests.postgres import postgres

pytestmark = pytest.mark.lakehouse

FLIGHTS = pa.table({"carrier": ["UA", "AA", "B6"], "n": [1, 2, 3]})
JOINED = "select f.n, a.name, a.fee from HERE.flights f join pg.public.airlines a on a.carrier = f.carrier"
COLUMNS = (Column("n", "long"), Column("name", "string"), Column("fee", "decimal(9,2)"))
AIRLINES = "create table pg.public.airlines (carrier varchar(2), name varchar, fee decimal(9, 2))"
UNITED = "insert into pg.public.airlines values ('UA', 'Ünited ''Air', 10.25)"


def test_postgresql_is_read_beside_tables_while_it_is_there(project: Project) -> None:
    project.fill(Table(project.name("flights"), (Column("carrier", "string"), Column("n", "long"))), FLIGHTS)
    into = Table(project.name("joined"), COLUMNS)
    with postgres(servers.postgresql()):
        typed(project, AIRLINES)
        typed(project, UNITED)
        outcome = asked(project, into)
        assert project.rows(into.name) == [{"n": 1, "name": "Ünited 'Air", "fee": Decimal("10.25")}]
        assert dict(outcome.inputs)["pg.public.airlines"] is None
        typed(project, "insert into pg.public.airlines values ('B6', null, 0.1)")
        assert [asked(project, into, run).status for run in (RUN.id, "another")] == ["unchanged", "published"]
        assert sorted(row["n"] for row in project.rows(into.name)) == [1, 3]
    with pytest.raises(Retryable, match=r"Trino: Connection to .* refused"):
        asked(project, into, "a third")
    assert sorted(row["n"] for row in project.rows(into.name)) == [1, 3]


def asked(project: Project, into: Table, run: str = RUN.id) -> Outcome:
    return project.ask(JOINED, into, Read(project.name("flights"), project.name("flights")), run=Run(run))


def typed(project: Project, statement: str) -> None:
    """By hand, into PostgreSQL."""
    connection = connect(project.cluster, project.root)
    connection.cursor().execute(statement).fetchall()
    connection.close()
