"""Perform a `dbt` step: one `dbt build` in a scratch database, whose tables then become drafts."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import duckdb
import pyarrow as pa

from levada.engines.base import Prepared, Work
from levada.engines.embedded import dbt_project
from levada.engines.embedded.dbt_changes import changes
from levada.engines.embedded.dbt_hook import GROWING, SCHEMA
from levada.engines.embedded.dbt_published import Before, before, refuse_twice, show
from levada.engines.embedded.dbt_tests import guarded, tests
from levada.engines.embedded.dbt_verdict import refuse
from levada.engines.embedded.manifest import Manifest, Result, results
from levada.engines.embedded.process import run
from levada.engines.embedded.results import storable
from levada.engines.embedded.views import create
from levada.engines.functions.arguments import rendered
from levada.errors import Permanent
from levada.lake.connection import connect
from levada.lake.drafts import Writer
from levada.lake.sql import identifier
from levada.names import namespace, short
from levada.plan.actions import Dbt
from levada.plan.checks import CheckResult
from levada.plan.graph import Output

PROGRESS = re.compile(r"\d+ of \d+ (?!START)")
ROWS = 65_536


def dbt(work: Work) -> Prepared:
    """Ready to build the step's selection.

    Raises:
        Permanent: dbt is not installed, or there is no project.
    """
    action = work.task.action
    assert isinstance(action, Dbt)
    dbt_project.require(f"step {work.task.step}")
    return Prepared(partial(_write, work, action), code=dbt_project.digest(work.root))


def _write(work: Work, action: Dbt, writer: Writer) -> tuple[CheckResult, ...]:
    work = replace(work, scratch=Path(mkdtemp(dir=work.scratch)))  # publication may ask for it twice
    states = {output.name: before(work.lake, output.table.name, writer.mark) for output in work.task.into}
    manifest, outcome = _build(work, action, _seen(work, states))
    with connect(work.scratch, str(work.scratch / dbt_project.DATABASE)) as connection:
        names = _names(work, manifest, outcome)
        told = tests(connection, manifest, outcome)
        checks = tuple(guarded(replace(one, dataset=names.get(one.dataset, one.dataset)), work.task) for one in told)
        refuse(work.task, manifest, outcome, checks)
        for output in work.task.into:
            if not states[output.name].done:
                node = _node(manifest, outcome, output)
                _draft(connection, work, writer, output, manifest, node, states[output.name])
    return checks


def _seen(work: Work, states: Mapping[str, Before]) -> tuple[str, ...]:
    """The scratch database, with a view for each dataset the step reads, and of each that it fills; returns of which
    of these there are rows."""
    with connect(work.scratch, str(work.scratch / dbt_project.DATABASE)) as connection:
        create(connection, work)
        return show(connection, work, states)


def _draft(
    connection: duckdb.DuckDBPyConnection,
    work: Work,
    writer: Writer,
    output: Output,
    manifest: Manifest,
    node: str,
    state: Before,
) -> None:
    """Write what a node has built; of a table that it went on from, only what has changed."""
    built = identifier(namespace(manifest.dataset(node)), short(manifest.dataset(node)))
    config = manifest.nodes[node]["config"]
    published = identifier(SCHEMA, output.name)
    if config["materialized"] not in GROWING or not _there(connection, output.name):
        writer.write(output.table, _rows(connection, f"FROM {built}"))
        return
    found = changes(connection, output.table, built, published, manifest.keys(node), manifest.appends(node))
    if manifest.appends(node) and connection.sql(f"{found.query} LIMIT 1").fetchall():
        refuse_twice(work, output.table.name, state, writer.mark)
    writer.write(found.table, _rows(connection, found.query), upon=state.snapshot)


def _there(connection: duckdb.DuckDBPyConnection, view: str) -> bool:
    asked = "SELECT count(*) FROM duckdb_views() WHERE schema_name = ? AND view_name = ?"
    return bool(connection.execute(asked, [SCHEMA, view]).fetchall()[0][0])


def _build(work: Work, action: Dbt, shown: tuple[str, ...]) -> tuple[Manifest, tuple[Result, ...]]:
    """One `dbt build`.

    Raises:
        Permanent: dbt stopped before it built anything; the message is its own.
    """
    project = dbt_project.copy(work.root, work.scratch, (read.dataset for read in work.task.reads), shown)
    variables = json.dumps(rendered(work.run, action.variables))
    command = dbt_project.command(work.scratch, "build", action.select, action.exclude, "--vars", variables)
    output: list[str] = []
    code = run(command, project, partial(_tell, work, output), dbt_project.QUIET)
    target = work.scratch / "target"
    if not (target / "run_results.json").exists():
        raise Permanent(f"step {work.task.step}: dbt ended with code {code}:\n{dbt_project.said(output)}")
    return Manifest(target / "manifest.json"), results(target / "run_results.json")


def _tell(work: Work, output: list[str], line: str) -> None:
    """Keep a line of dbt's, and pass on those that tell of a node's end."""
    output.append(line)
    if found := PROGRESS.search(line):
        work.say(f"dbt: {line[found.start() :]}")


def _names(work: Work, manifest: Manifest, outcome: tuple[Result, ...]) -> dict[str, str]:
    """What dbt calls a dataset -> what the step calls it."""
    built = {manifest.dataset(one.node) for one in outcome if manifest.is_table(one.node)}
    return {dataset: output.table.name for dataset in built for output in work.task.into if _is(output, dataset)}


def _is(output: Output, dataset: str) -> bool:
    return output.name in (dataset, short(dataset))


def _node(manifest: Manifest, outcome: tuple[Result, ...], output: Output) -> str:
    """The model, snapshot or seed that an output stands for."""
    built = {manifest.dataset(one.node): one for one in outcome if manifest.is_table(one.node)}
    for dataset, one in built.items():
        if _is(output, dataset):
            if one.status == "success":
                return one.node
            raise Permanent(f"dbt did not build {dataset}: it was {one.status}; correct what failed before it")
    raise Permanent(f"dbt built no {output.name}, which `into` names: it built {', '.join(built) or 'nothing'}")


def _rows(connection: duckdb.DuckDBPyConnection, query: str) -> pa.RecordBatchReader:
    rows = connection.sql(query)
    return connection.sql(f"SELECT {storable(rows.columns, rows.types)} FROM ({query})").to_arrow_reader(ROWS)
