"""A plan in words: what happens, in which order, by which engine, where, and why."""

import json
from collections.abc import Iterable, Iterator
from typing import assert_never

from levada.names import in_bytes, length
from levada.plan.actions import BATCH, Action, Dbt, Ingest, Operator, Python, Spark, Sql, Wait
from levada.plan.conditions import told
from levada.plan.environment import KEYS, Environment, SparkConf, Store, Trino, UpTo
from levada.plan.explain_backfill import backfill
from levada.plan.explain_quality import promise
from levada.plan.graph import Backfill, Grant, Plan, Read, Schedule, Task
from levada.plan.items import told as items
from levada.plan.params import Param
from levada.plan.shares import by_interval
from levada.plan.tables import SchemaChange, SortField, Table
from levada.plan.triggers import WORDS

CHANGES: dict[SchemaChange, str] = {
    "fail": "any change of them is an error",
    "ignore": "those that arrive beyond it are left out, those that lack are null",
    "append_new_columns": "new ones are added, types become wider, those that lack are null",
    "sync_all_columns": "new ones are added, types become wider, those that no longer arrive are dropped",
}


def explain(plan: Plan, where: Environment) -> str:
    """The plan as text, the same on every machine."""
    return "\n".join(_lines(plan, where)) + "\n"


def _lines(plan: Plan, where: Environment) -> Iterator[str]:
    yield f"{plan.pipeline}  ({plan.source}, environment {where.name})"
    if plan.description:
        yield from (f"  {line}" for line in plan.description.strip().splitlines())
    yield f"  runs    {schedule(plan.schedule)}"
    if plan.backfill != Backfill():
        yield from (f"  {line}" for line in backfill(plan))
    if plan.deadline is not None:
        yield f"  late    in Airflow, a run that is not done {length(plan.deadline)} after it was queued"
    if plan.owner:
        yield f"  tells   {_told(plan, where)}"
    yield from (f"  may     {_may(grant)}" for grant in plan.access_control)
    yield from (f"  param   {param(asked)}" for asked in plan.params)
    yield f"  files   relative paths lie under {where.landing.rstrip('/')}/"
    yield from (f"  store   {_store(store)}" for store in where.storage)
    yield f"  tables  {_tables(where)}"
    yield f"  engines {', '.join(_engines(where))}"
    if where.trino and "trino" in where.engines:
        yield f"  trino   {_trino(where.trino)}"
    if "spark" in where.engines:
        yield f"  spark   {_spark(where.spark)}"
    for number, task in enumerate(plan.tasks, 1):
        yield ""
        yield from _task(number, task)
    if plan.unchecked:
        yield ""
        yield "  promised by contracts, and not checked by this release:"
        yield from (f"    - {what}" for what in plan.unchecked)


def _told(plan: Plan, where: Environment) -> str:
    """Who hears of a run that goes wrong."""
    if plan.channel is None:
        return f"nobody: {plan.owner} has no channel in environment {where.name}"
    late = " or is late" if plan.deadline is not None else ""
    return f"{plan.owner}, in Airflow, of a run that fails{late}: {plan.channel.path}"


def _may(grant: Grant) -> str:
    """In Airflow's words."""
    return f"{grant.role}: {', '.join(grant.actions) or 'nothing'} ({grant.resource}, where Airflow has roles)"


def _engines(where: Environment) -> Iterator[str]:
    """Why an engine does what it does."""
    smaller = dict(where.smaller)
    yield from (f"{performers(engine, smaller.get(verb, ()))} for {verb}" for verb, engine in where.verbs)
    yield "embedded for all else, the default" if where.verbs else "embedded for everything, the default"


def performers(engine: str, smaller: Iterable[UpTo]) -> str:
    """Who does what is of which size."""
    some = [f"{one.engine} up to {in_bytes(one.bytes)}" for one in smaller]
    return f"{', '.join(some)}, {engine} beyond" if some else engine


def _trino(said: Trino) -> str:
    """How a cluster is reached, without its secrets."""
    secret = said.password or said.token
    proved = f", with what ${secret.upper()} holds" if secret else ""
    here = f"{said.uri} as {said.user}{proved}" if said.uri else ""
    there = f"in Airflow as connection {said.connection} says" if said.connection else ""
    return f"{', '.join(filter(None, (here, there)))}; our catalogue is its {said.catalog}, source {said.source}"


def _spark(said: SparkConf) -> str:
    """Where Spark runs, and what else it is told, without its secrets."""
    settings = dict(said.settings) | {key: f"what ${name.upper()} holds" for key, name in said.secrets}
    master = settings.pop("spark.master", "local[*]")
    told = ", ".join(f"{key} {value}" for key, value in sorted(settings.items()))
    return f"driven by this process, its master {master}{f'; {told}' if told else ''}"


def _store(store: Store) -> str:
    """How an object store is reached, without its secrets."""
    secrets = [f"${name.upper()}" for key in KEYS if (name := getattr(store, key))]
    keys = f"keys in {', '.join(secrets)}" if secrets else "nobody's keys" if store.anon else "keys as AWS finds them"
    return f"{store.address} at {store.endpoint_url or 'AWS'}{f' in {store.region}' if store.region else ''}, {keys}"


def _tables(where: Environment) -> str:
    """Where they are registered, and with which secrets, of which only the names are known."""
    said = dict(where.catalogue)
    there = f" at {said['uri']}" if said.get("type") == "rest" else ""
    held = f", secrets in {', '.join(f'${name.upper()}' for name in dict.fromkeys(dict(where.secrets).values()))}"
    warehouse = said.get("warehouse", "of the catalogue")
    return f"in the {said.get('type', '?')} catalogue{there}, warehouse {warehouse}{held if where.secrets else ''}"


def schedule(when: Schedule) -> str:
    """When it runs, and what a run stands for."""
    ways = [*([_published(when)] if when.assets else ()), *([_timed(when)] if when.cron else ())]
    return ", and ".join(ways) or "by hand only"


def _published(when: Schedule) -> str:
    joint = " or " if when.any_asset else " and "
    verb = "has" if len(when.assets) == 1 or when.any_asset else "have"
    if when.by_units:
        whole = f"for a whole {when.unit} in {when.timezone}; a run stands for that {when.unit}"
        return f"when {joint.join(when.assets)} {verb} been published {whole}{_between(when)}"
    return f"when {joint.join(when.assets)} {verb} been published"


def _timed(when: Schedule) -> str:
    unit = f"; a run stands for the last whole {when.unit} before it" if when.unit else ""
    missed = ", missed runs are caught up" if when.catchup else ""
    later = "" if when.delay is None else f", {length(when.delay)} later, its share of the jitter"
    return f"at cron {when.cron!r} in {when.timezone}{later}{_between(when)}{missed}{unit}"


def _between(when: Schedule) -> str:
    first = f", from {when.start_date}" if when.start_date else ""
    return first + (f", to {when.end_date}" if when.end_date else "")


def param(asked: Param) -> str:
    """What whoever starts a run may say, and what holds if nothing is said."""
    schema = asked.value()
    default = f"; else {json.dumps(schema['default'])}" if "default" in schema else "; it must be said"
    rules = {key: value for key, value in schema.items() if key not in ("default", "title", "description")}
    return f"{asked.name}: {json.dumps(rules) if rules else 'anything'}{default}"


def _task(number: int, task: Task) -> Iterator[str]:
    by = f" by {performers(task.engine, task.smaller)}," if task.engine else ""
    yield f"  {number}. {task.step}: {task.action.verb}{by} {action(task.action)}"
    why = "it reads what they fill, or refers to it" if task.references else "it reads what they fill"
    because = f" ({why})" if task.reads or task.references else ""
    yield (
        f"       after  {', '.join(task.after)}{because}" if task.after else "       first  it waits for no other step"
    )
    if task.trigger_rule != "all_success":
        yield f"       when   {WORDS[task.trigger_rule]} ({task.trigger_rule})"
    if task.when:
        yield f"       only   when {told(task.when)}; otherwise it is skipped"
    if task.for_each:
        pace = "one after another, because each replaces rows by their keys" if task.one_by_one else "several at once"
        yield f"       each   of {items(task.for_each)}: written, checked and published by itself"
        yield f"              in Airflow {pace}; what comes after waits for all"
    yield from (f"       reads  {_read(read, task)}" for read in task.reads)
    if isinstance(task.action, Python | Spark) and not task.reads:
        yield f"       reads  no dataset: it is called once for each {'interval' if by_interval(task) else 'run'}"
    if task.in_batches:
        yield f"       each   batch of about {BATCH >> 30} GiB of their files: written, checked and published by itself"
    for output in task.into:
        yield from _table(output.name, output.table, task)


def action(what: Action) -> str:
    """What a step does, in words."""
    match what:
        case Ingest():
            options = "".join(f", {key} {value!r}" for key, value in what.options)
            return f"files {what.path} as {what.format}{options}"
        case Spark() | Python():
            path = what.module.replace(".", "/")
            return f"function {what.function} of spark_jobs/{path}.py" + (
                f" with {what.arguments}" if what.arguments != "{}" else ""
            )
        case Sql():
            beside = f", which also reads {', '.join(what.foreign)} as they then are" if what.foreign else ""
            return f"one query in {what.dialect}'s dialect{beside}"
        case Dbt():
            return f"one dbt build of {what.select!r}" + (f" without {what.exclude!r}" if what.exclude else "")
        case Wait():
            return _waits(what)
        case Operator():
            return f"{what.path} of Airflow" + (f" with {what.arguments}" if what.arguments != "{}" else "")
        case _:
            assert_never(what)


def _waits(what: Wait) -> str:
    match what.kind:
        case "files":
            thing = f"for files {what.what}"
        case "dataset":
            thing = f"for {what.what} to be published for the run's interval, or, without one, since the run began"
        case "until":
            thing = f"until {what.what} in {what.timezone}, of the day on which the run's interval ends"
        case _:
            assert_never(what.kind)
    end = "it fails" if what.on_timeout == "fail" else "it is skipped"
    limit = f"after {length(what.timeout)}" if what.timeout else "if it is not there at once"
    return f"{thing}; {limit} {end}"


def _read(read: Read, task: Task) -> str:
    match read.rows:
        case "all":
            rows = "all published rows"
        case "interval":
            rows = f"rows of the run's interval{_since(read.lookback)}, by {read.event_time or 'its event_time'}"
        case "new":
            otherwise = "all of them are read" if task.by_key else "the step fails"
            rows = f"those published since the step last read it; if others were taken away or replaced, {otherwise}"
        case _:
            assert_never(read.rows)
    return f"{read.dataset} as {read.argument}: {rows}"


def _since(seconds: int) -> str:
    return f" and of {length(seconds)} before it" if seconds else ""


def _table(name: str, table: Table, task: Task) -> Iterator[str]:
    if isinstance(task.action, Operator):
        yield f"       fills  {table.name}: as it likes; levada checks nothing of it"
        return
    alias = "" if name == table.name else f" (its {name})"
    layout = [f"{f.transform}({f.column})" if f.transform != "identity" else f.column for f in table.partitioning]
    yield f"       fills  {table.name}{alias}: {strategy(table, task)}" + (
        (f"; partitions {', '.join(layout)}" if layout else "")
        + (f"; sorted by {_order(table.sort_order)}" if table.sort_order else "")
    )
    if table.on_schema_change:
        yield f"              columns: {CHANGES[table.on_schema_change]}"
    if not table.checks:
        yield (
            "              no checks: its contract promises none"
            if table.columns
            else "              no checks: it has no contract"
        )
        return
    then = (
        "nothing is published if an error fails"
        if table.on_failure == "block"
        else "failures are reported and published all the same"
    )
    yield f"              checks by {task.gate} before anyone reads it; {then}:"
    yield from (f"              - {check.severity:<7} {promise(check)}" for check in table.checks)
    if guarded := [column.name for column in table.columns or () if column.guarded]:
        yield f"              rows that fail are shown without {', '.join(guarded)}: only some may see these values"


def _order(fields: tuple[SortField, ...]) -> str:
    return ", ".join(f"{field.column} desc" if field.descending else field.column for field in fields)


def strategy(table: Table, task: Task) -> str:
    """How new rows meet old ones."""
    match table.strategy:
        case "append" if isinstance(task.action, Ingest):
            return "append, each file once"
        case "append" if task.read_on:
            return "append, each new row once"
        case "append":
            return f"append, each interval once{_not_written(task)}"
        case "replace" if isinstance(task.action, Dbt):
            return "as the dbt model says"
        case "replace":
            return "replace all rows"
        case "insert_overwrite" if task.interval_read and table.event_time:
            return f"replace the run's interval by {table.event_time}{_not_written(task)}"
        case "insert_overwrite":
            return "replace the partitions that the result has rows of"
        case "delete+insert":
            return f"add all rows, in place of those with the same {', '.join(table.unique_key)}"
        case "merge":
            last = f"; of rows that arrive with one key, the last by {_order(table.order_by)}" if table.order_by else ""
            return f"merge by {', '.join(table.unique_key)}: rows with a known key replace those they know{last}"
        case _:
            assert_never(table.strategy)


def _not_written(task: Task) -> str:
    return "; rows from before it are read, and not written" if task.lookback else ""
