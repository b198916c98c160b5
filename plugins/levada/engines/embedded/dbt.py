"""Perform a `dbt` step: one `dbt build` in a scratch database, whose tables then become drafts."""

import json
import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

import duckdb
import pyarrow as pa

from levada.engines.base import Prepared, Work
from levada.engines.embedded import dbt_project
from levada.engines.embedded.arguments import rendered
from levada.engines.embedded.connection import connect
from levada.engines.embedded.dbt_tests import tests
from levada.engines.embedded.dbt_verdict import refuse
from levada.engines.embedded.manifest import Manifest, Result, results
from levada.engines.embedded.process import run
from levada.engines.embedded.results import storable
from levada.engines.embedded.sql import identifier
from levada.engines.embedded.views import create
from levada.errors import Permanent
from levada.lake.drafts import Writer
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
    _sources(work)
    manifest, outcome = _build(work, action)
    with connect(work.scratch, str(work.scratch / dbt_project.DATABASE)) as connection:
        names = _names(work, manifest, outcome)
        told = tests(connection, manifest, outcome)
        checks = tuple(replace(one, dataset=names.get(one.dataset, one.dataset)) for one in told)
        refuse(work.task, manifest, outcome, checks)
        for output in work.task.into:
            writer.write(output.table, _rows(connection, _model(manifest, outcome, output)))
    return checks


def _sources(work: Work) -> None:
    """The scratch database, with a view for each dataset the step reads."""
    with connect(work.scratch, str(work.scratch / dbt_project.DATABASE)) as connection:
        create(connection, work)


def _build(work: Work, action: Dbt) -> tuple[Manifest, tuple[Result, ...]]:
    """One `dbt build`.

    Raises:
        Permanent: dbt stopped before it built anything; the message is its own.
    """
    project = dbt_project.copy(work.root, work.scratch, (read.dataset for read in work.task.reads))
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
    built = {manifest.dataset(one.node) for one in outcome if one.node.startswith("model.")}
    return {dataset: output.table.name for dataset in built for output in work.task.into if _is(output, dataset)}


def _is(output: Output, dataset: str) -> bool:
    return output.name in (dataset, short(dataset))


def _model(manifest: Manifest, outcome: tuple[Result, ...], output: Output) -> str:
    """The dataset name, as dbt has it, of the model that an output stands for."""
    built = {manifest.dataset(one.node): one.status for one in outcome if one.node.startswith("model.")}
    for dataset, status in built.items():
        if _is(output, dataset):
            if status == "success":
                return dataset
            raise Permanent(f"dbt did not build {dataset}: it was {status}")
    raise Permanent(f"dbt built no {output.name}, which `into` names: it built {', '.join(built) or 'nothing'}")


def _rows(connection: duckdb.DuckDBPyConnection, dataset: str) -> pa.RecordBatchReader:
    table = identifier(namespace(dataset), short(dataset))
    rows = connection.sql(f"FROM {table}")
    return connection.sql(f"SELECT {storable(rows.columns, rows.types)} FROM {table}").to_arrow_reader(ROWS)
