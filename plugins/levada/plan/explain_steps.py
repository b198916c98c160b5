"""A step in words: what it waits for, reads, does and fills, and what is checked of that."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from levada.names import in_bytes, length
from levada.plan.actions import BATCH, Action, Dbt, Ingest, Operator, Python, Spark, Sql, Wait
from levada.plan.conditions import told
from levada.plan.environment import UpTo
from levada.plan.explain_quality import promise
from levada.plan.graph import Read, Task
from levada.plan.items import told as items
from levada.plan.shares import by_interval
from levada.plan.tables import SchemaChange, SortField, Table
from levada.plan.triggers import WORDS

CHANGES: dict[SchemaChange, str] = {
    "fail": "any change of them is an error",
    "ignore": "those that arrive beyond it are left out, those that lack are null",
    "append_new_columns": "new ones are added, types become wider, those that lack are null",
    "sync_all_columns": "new ones are added, types become wider, those that no longer arrive are dropped",
}


def step(number: int, task: Task) -> Iterator[str]:
    """What one step does, when, and what is checked of it."""
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


def performers(engine: str, smaller: Iterable[UpTo]) -> str:
    """Who does what is of which size."""
    some = [f"{one.engine} up to {in_bytes(one.bytes)}" for one in smaller]
    return f"{', '.join(some)}, {engine} beyond" if some else engine


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
    yield from _checks(table, task)


def _checks(table: Table, task: Task) -> Iterator[str]:
    """What is asked of its rows before anyone reads them."""
    then = (
        "nothing is published if an error fails"
        if table.on_failure == "block"
        else "failures are reported and published all the same"
    )
    if isinstance(task.action, Dbt):
        yield f"              checks by dbt, its tests of this table, before anyone reads it; {then}"
    elif not table.checks:
        yield f"              no checks: {'its contract promises none' if table.columns else 'it has no contract'}"
    if table.checks:
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
