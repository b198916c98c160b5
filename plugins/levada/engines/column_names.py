"""What columns of a result are called where capitals make no difference: engines fold letters, each in its own way."""

from collections.abc import Iterable, Sequence

import pyarrow as pa

from levada.engines.base import Work
from levada.plan.actions import Sql
from levada.plan.tables import Table


def spelled_as(found: Sequence[str], known: Iterable[str]) -> list[str]:
    """Names as they are known, whatever their capitals; of several that are alike, the first."""
    by_letters: dict[str, str] = {}
    for name in known:
        by_letters.setdefault(name.lower(), name)
    names = [by_letters.get(name.lower(), name) for name in found]
    return names if len(set(names)) == len(set(found)) else list(found)


def rename(rows: pa.RecordBatchReader, names: Sequence[str]) -> pa.RecordBatchReader:
    """Rows under other names."""
    if list(names) == rows.schema.names:
        return rows
    schema = pa.schema([field.with_name(name) for field, name in zip(rows.schema, names, strict=True)])
    return pa.RecordBatchReader.from_batches(schema, (batch.rename_columns(list(names)) for batch in rows))


def table_columns(work: Work, table: Table) -> tuple[str, ...]:
    """The columns of a table, by its contract, or else as it is."""
    if table.columns is not None:
        return tuple(column.name for column in table.columns)
    there = work.lake.load(table.name)
    return tuple(field.name for field in there.schema().fields) if there else ()


def result_columns(work: Work, action: Sql, read: Iterable[str], found: Sequence[str]) -> list[str]:
    """What the columns that an engine has `found` are called, whichever engine it is: as the table has them, else as
    the query writes them, else as they are called where they are `read`."""
    (output,) = work.task.into
    return spelled_as(found, (*table_columns(work, output.table), *_written(action), *read))


def _written(action: Sql) -> list[str]:
    """The first SELECT of several names the columns of all."""
    from sqlglot import exp, parse_one

    node = parse_one(action.query, dialect=action.dialect)
    while isinstance(node, exp.SetOperation | exp.Subquery):
        node = node.this
    return [one.alias_or_name for one in node.selects if one.alias_or_name] if isinstance(node, exp.Select) else []
