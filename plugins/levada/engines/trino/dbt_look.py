"""Looking at what dbt has built on the cluster."""

from functools import partial

from levada.engines.dbt.samples import objects
from levada.engines.dbt.tests import SAMPLE, Look
from levada.engines.trino.session import Session
from levada.lake.sql import identifier
from levada.names import namespace, short


def look(there: Session, catalog: str) -> Look:
    """Into the tables as they were built, published or not."""
    return Look(partial(_count, there, catalog), partial(_sample, there))


def _count(there: Session, catalog: str, table: str) -> int:
    from trino.exceptions import TrinoUserError

    try:
        rows = there.rows(f"SELECT count(*) FROM {identifier(catalog, namespace(table), short(table))}")
    except TrinoUserError:
        return 0
    return int(rows[0][0])


def _sample(there: Session, text: str) -> tuple[str, ...]:
    from trino.exceptions import TrinoUserError

    try:
        with there.query(f"SELECT * FROM ({text}) LIMIT {SAMPLE}") as cursor:
            rows = cursor.fetchall()
            return objects([column[0] for column in cursor.description], rows)
    except TrinoUserError:
        return ()
