"""Perform a `dbt` step: one `dbt build` on the cluster, in tables that nobody reads before they are published."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import mkdtemp

from levada.engines.base import Prepared, Work
from levada.engines.dbt import project
from levada.engines.dbt.adapters import ADAPTERS
from levada.engines.dbt.before import GROWING, Before, before, refuse_twice
from levada.engines.dbt.build import Built, build
from levada.engines.dbt.lineage import trace
from levada.engines.dbt.tests import guarded, tests
from levada.engines.dbt.verdict import refuse
from levada.engines.inputs import scopes
from levada.engines.queries.dialects import TRINO
from levada.engines.trino.dbt_attempts import Attempt, earlier, keep
from levada.engines.trino.dbt_look import look
from levada.engines.trino.dbt_profile import profile, variables
from levada.engines.trino.dbt_project import Beginning, hooked
from levada.engines.trino.dbt_queries import asked, logged, made_by
from levada.engines.trino.dbt_refusals import cured, refuse_other_tables, worth_another_try
from levada.engines.trino.dbt_turn import turn
from levada.engines.trino.failures import failed
from levada.engines.trino.inputs import relation
from levada.engines.trino.running import give_up
from levada.engines.trino.session import Session, comment, session
from levada.errors import Retryable
from levada.lake import building
from levada.lake.drafts import Writer
from levada.lake.marks import OWNER, SEEN_AS
from levada.lake.reading import readable
from levada.lake.sql import identifier
from levada.names import built_as
from levada.plan.actions import Dbt
from levada.plan.checks import CheckResult
from levada.plan.environment import Trino
from levada.plan.graph import Output

States = Mapping[str, Before]
LOGGED = ("--log-format-file", "json", "--log-level-file", "debug", "--log-file-max-bytes", "0")
"""dbt's log has the id of every query, which tells our build's snapshots from others'."""
HALF_WAY = "__dbt_tmp"
"""At the end of the name of a table that dbt makes on its way to another."""


def dbt(work: Work) -> Prepared:
    """Ready to build the step's selection, and nobody else is building it until the step ends.

    Raises:
        Permanent: dbt is not installed, or there is no project.
        Retryable: another run builds the same tables for long.
    """
    action = work.task.action
    assert isinstance(action, Dbt)
    ADAPTERS["trino"].require(f"step {work.task.step}")
    from trino.exceptions import TrinoQueryError

    code = project.digest(work.root)
    try:
        work.last.enter_context(turn(work))  # before anybody looks what is published already
    except TrinoQueryError as error:
        raise failed(error, f"step {work.task.step}") from error
    return Prepared(partial(_write, work, action), code=code)


def _write(work: Work, action: Dbt, writer: Writer) -> tuple[CheckResult, ...]:
    work = replace(work, scratch=Path(mkdtemp(dir=work.scratch)))  # publication may ask for it twice
    where = work.environment.trino
    assert where is not None, "binding lets no task through without"
    with session(work) as told:
        there = told.aside  # what dbt asked is evidence, what is asked about it is not
        shown = {SEEN_AS: where.catalog, OWNER: str(there.rows("SELECT current_user")[0][0])}
        first = earlier(work, writer.mark)
        states = _begun(work, writer, shown, first)
        _clear(there, work, where)
        built = _built(there, work, action, states, first)
        queries = frozenset((*first.queries, *logged(work.scratch)))
        checks = _told(there, work, writer, built, queries)
    _refuse(work, writer, built, checks, queries)
    trace(work, built, TRINO.name)
    for output in work.task.into:
        if not states[output.name].done:
            building.adopted(work.lake, output.table.name, shown)
            _take(work, writer, output, built, states[output.name], made_by(queries))
    return checks


def _built(there: Session, work: Work, action: Dbt, states: States, first: Attempt) -> Built:
    """What dbt did, a first attempt's part included."""
    where = work.environment.trino
    assert where is not None
    options = (*LOGGED, *first.options)
    settings = {**project.QUIET, **variables(where, work.root), **_beginning(work, where, states).variables()}
    reads = (read.dataset for read in work.task.reads)
    copied = project.copy(work.root, work.scratch, reads, profile(work, where), hooked)
    try:
        rest = build(work, first.rest(action), copied, settings, options, worth_another_try)
    except BaseException:  # dbt is dead by now, and the cluster would go on for minutes
        give_up(there, work)
        raise
    asked(work, where, rest)
    built = replace(rest, outcome=(*first.results, *rest.outcome)).own()
    work.nodes[:] = built.nodes()
    return built


def _refuse(work: Work, writer: Writer, built: Built, checks: tuple[CheckResult, ...], queries: frozenset[str]) -> None:
    """Nothing, or an error; if it is of the cluster's doing, the next attempt need not begin anew."""
    try:
        refuse(work.task, built, checks, worth_another_try, cured)
    except Retryable:
        keep(work, writer.mark, built, queries)
        raise
    refuse_other_tables(work.task, built)


def _begun(work: Work, writer: Writer, shown: Mapping[str, str], first: Attempt) -> dict[str, Before]:
    """Every table that is there begins with what is published, whatever was built in it since, but by a first attempt
    at just this."""
    states = {}
    for output in work.task.into:
        name = output.table.name
        building.adopted(work.lake, name, shown)
        states[output.name] = state = before(work.lake, name, writer.mark)
        if state.snapshot is not None and not first.built(name):
            building.begin(work.lake, name, state.snapshot)
    return states


def _clear(there: Session, work: Work, where: Trino) -> None:
    """Drop what a killed snapshot has left half way: dbt makes it anew, and does not look whether it is there."""
    for output in work.task.into:
        left = f"{built_as(output.table.name)}{HALF_WAY}"
        if work.lake.catalog.table_exists(left):
            there.rows(f"DROP TABLE IF EXISTS {identifier(where.catalog, *left.split('.'))}")


def _beginning(work: Work, where: Trino, states: States) -> Beginning:
    """Models read published snapshots, and fill tables of their own."""
    inputs = {read.dataset: relation(seen, where.catalog) for read, seen in scopes(work)}
    empty = [built_as(output.table.name) for output in work.task.into if _empty(work, output, states[output.name])]
    return Beginning(inputs, tuple(empty), comment(work))


def _empty(work: Work, output: Output, state: Before) -> bool:
    rows = readable(work.lake, output.table.name, state.snapshot)
    return rows is None or not rows.files


def _told(there: Session, work: Work, writer: Writer, built: Built, queries: frozenset[str]) -> tuple[CheckResult, ...]:
    """What dbt's tests have found. Where the cluster is gone by then, the next attempt need not begin anew."""
    where = work.environment.trino
    assert where is not None
    names = built.names(work.task.into)
    try:
        told = tuple(tests(look(there, where.catalog), built.manifest, built.outcome))
    except Retryable:
        keep(work, writer.mark, built, queries)
        raise
    return tuple(guarded(replace(one, dataset=names.get(one.dataset, one.dataset)), work.task) for one in told)


def _take(work: Work, writer: Writer, output: Output, built: Built, state: Before, mine: building.Mine) -> None:
    """Make a draft of what a node has built."""
    node = built.node(output)
    draft = writer.take(built.table(output), state.snapshot, mine)
    grows = built.manifest.nodes[node]["config"]["materialized"] in GROWING
    if grows and draft.rows and built.manifest.appends(node) and state.snapshot is not None:
        refuse_twice(work, output.table.name, state, writer.mark)
