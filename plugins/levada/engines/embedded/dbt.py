"""Perform a `dbt` step: one `dbt build` in a scratch database, whose tables then become drafts."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import duckdb

from levada.engines.base import Prepared, Work
from levada.engines.dbt import project
from levada.engines.dbt.adapters import ADAPTERS, Profile
from levada.engines.dbt.before import GROWING, Before, before, refuse_twice
from levada.engines.dbt.build import Built, build
from levada.engines.dbt.lineage import trace
from levada.engines.dbt.tests import guarded, tests
from levada.engines.dbt.verdict import refuse
from levada.engines.embedded.dbt_changes import changes
from levada.engines.embedded.dbt_hook import SCHEMA, hooked
from levada.engines.embedded.dbt_look import look
from levada.engines.embedded.dbt_published import show
from levada.engines.embedded.results import reader
from levada.engines.embedded.views import create
from levada.engines.queries.dialects import DUCKDB
from levada.lake.connection import connect
from levada.lake.drafts import Writer
from levada.lake.outages import in_store
from levada.lake.sql import identifier
from levada.names import namespace, short
from levada.plan.actions import Dbt
from levada.plan.checks import CheckResult
from levada.plan.graph import Output

DATABASE = "lake.duckdb"
PROFILE: Profile = {
    "type": "duckdb",
    "path": f"../{DATABASE}",
    "threads": 2,
    "settings": {"TimeZone": "UTC", "memory_limit": "40%", "temp_directory": "../spill"},
}
"""The database in scratch, as dbt reaches it from the project beside it: in the same words wherever that is."""


def dbt(work: Work) -> Prepared:
    """Ready to build the step's selection.

    Raises:
        Permanent: dbt is not installed, or there is no project.
    """
    action = work.task.action
    assert isinstance(action, Dbt)
    ADAPTERS["embedded"].require(f"step {work.task.step}")
    return Prepared(partial(_write, work, action), code=project.digest(work.root))


def _write(work: Work, action: Dbt, writer: Writer) -> tuple[CheckResult, ...]:
    work = replace(work, scratch=Path(mkdtemp(dir=work.scratch)))  # publication may ask for it twice
    states = {output.name: before(work.lake, output.table.name, writer.mark) for output in work.task.into}
    shown = _seen(work, states)
    built = build(work, action, _copied(work, shown), project.QUIET | work.lake.stores.settings()).own()
    with connect(work.scratch, work.lake.stores, str(work.scratch / DATABASE)) as connection:
        names = built.names(work.task.into)
        if outage := next(filter(None, (in_store(one.message) for one in built.outcome)), None):
            raise outage
        told = tests(look(connection), built.manifest, built.outcome)
        checks = tuple(guarded(replace(one, dataset=names.get(one.dataset, one.dataset)), work.task) for one in told)
        refuse(work.task, built, checks)
        trace(work, built, DUCKDB.name)
        for output in work.task.into:
            if not states[output.name].done:
                _draft(connection, work, writer, output, built, states[output.name])
    return checks


def _seen(work: Work, states: Mapping[str, Before]) -> tuple[str, ...]:
    """The scratch database, with a view for each dataset the step reads, and of each that it fills; returns of which
    of these there are rows."""
    with connect(work.scratch, database=str(work.scratch / DATABASE)) as connection:
        create(connection, work)
        return show(connection, work, states)


def _copied(work: Work, shown: tuple[str, ...]) -> Path:
    """The project beside its database; models that go on from published tables find them there."""
    reads = (read.dataset for read in work.task.reads)
    amended = partial(hooked, shown=shown) if shown else project.unamended
    return project.copy(work.root, work.scratch, reads, _reaching(work), amended)


def _reaching(work: Work) -> Profile:
    """The profile; where tables lie in object stores, with what lets dbt's connection read there."""
    plugins = [{"module": f"{__package__}.dbt_store"}] if work.lake.stores.known else []
    return {**PROFILE, "plugins": plugins}


def _draft(
    connection: duckdb.DuckDBPyConnection, work: Work, writer: Writer, output: Output, built: Built, state: Before
) -> None:
    """Write what a node has built; of a table that it went on from, only what has changed."""
    node, manifest, table = built.node(output), built.manifest, built.table(output)
    made = identifier(namespace(manifest.dataset(node)), short(manifest.dataset(node)))
    published = identifier(SCHEMA, output.name)
    grows = manifest.nodes[node]["config"]["materialized"] in GROWING and not manifest.anew(node)
    if not grows or not _there(connection, output.name):
        writer.write(table, reader(connection, f"FROM {made}"))
        return
    found = changes(connection, table, made, published, manifest.keys(node), manifest.appends(node))
    if manifest.appends(node) and connection.sql(f"{found.query} LIMIT 1").fetchall():
        refuse_twice(work, output.table.name, state, writer.mark)
    writer.write(found.table, reader(connection, found.query), upon=state.snapshot)


def _there(connection: duckdb.DuckDBPyConnection, view: str) -> bool:
    asked = "SELECT count(*) FROM duckdb_views() WHERE schema_name = ? AND view_name = ?"
    return bool(connection.execute(asked, [SCHEMA, view]).fetchall()[0][0])
