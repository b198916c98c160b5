"""SQLFrame 4.10, told to do as Spark does where it does not: each patch says what would go wrong without it."""

from re import fullmatch
from typing import Any

from levada.engines.embedded.sqlframe_joins import joined_names
from levada.engines.embedded.sqlframe_nulls import nulls_filled


def patch() -> None:
    """Once in a process, before a job is imported; in this order, for some wrap what others have left."""
    _nulls_first_in_windows()
    _ascii_folded()
    _aggregates_called()
    nulls_filled()
    _droppings_kept()
    _joins_as_written()
    _columns_left_alone()
    joined_names()
    _unqualified()
    _casts_kept()


def _ascii_folded() -> None:
    """SQLFrame writes names in small letters, of any alphabet; DuckDB takes just ASCII's for the capitals."""
    from sqlglot import Dialect

    Dialect.ASCII_ONLY_NORMALIZATION = True


def _aggregates_called() -> None:
    """SQLFrame keeps an alias as it is written where columns are selected, and writes those of groups small."""
    from sqlframe.base.column import Column
    from sqlframe.base.dataframe import BaseDataFrame
    from sqlframe.base.group import _BaseGroupedData
    from sqlglot import exp

    given: Any = _BaseGroupedData
    frames: Any = BaseDataFrame
    agg, whole = given.agg, frames.agg

    def called(group: Any, *said: Any) -> Any:
        result, columns = agg(group, *said), [one for one in said if isinstance(one, Column)]
        result._update_display_name_mapping(group._df._ensure_and_normalize_cols(columns), columns)
        groups = [one for one in group.group_by_cols if isinstance(getattr(one, "expression", None), exp.Alias)]
        result._update_display_name_mapping(groups, groups)
        return result

    given.agg = called
    frames.agg = lambda frame, *said: agg(frame.groupBy(), *said) if isinstance(said[0], dict) else whole(frame, *said)


def _droppings_kept() -> None:
    """SQLFrame takes `dropna` for no choice: what came next, as an outer join, would be done before it."""
    from sqlframe.base.dataframe import BaseDataFrame
    from sqlframe.base.operations import Operation

    frames: Any = BaseDataFrame
    dropna = frames.dropna

    def dropped(frame: Any, *said: Any, **named: Any) -> Any:
        result = dropna(frame, *said, **named)
        result.last_op = Operation.SELECT
        return result

    frames.dropna = dropped


def _joins_as_written() -> None:
    """SQLGlot moves what an outer join's side computes above the join: `F.lit(1)` would be in rows without a match."""
    from sqlframe.base import session
    from sqlglot.optimizer.merge_subqueries import merge_subqueries

    given: Any = session
    given.OPTIMIZER_RULES = [rule for rule in given.OPTIMIZER_RULES if rule is not merge_subqueries]


def _columns_left_alone() -> None:
    """SQLFrame writes into a column which table its names belong to; a job may use it for another DataFrame too."""
    from sqlframe.base.column import Column
    from sqlframe.base.dataframe import BaseDataFrame

    frames: Any = BaseDataFrame
    several, one = frames._ensure_list_of_columns, frames._ensure_and_normalize_col

    def own(column: Any) -> Any:
        return column.copy() if isinstance(column, Column) else column

    frames._ensure_list_of_columns = lambda frame, columns: list(map(own, several(frame, columns)))
    frames._ensure_and_normalize_col = lambda frame, column: one(frame, own(column))


def _unqualified() -> None:
    """SQLFrame calls what `select("a.id")` gives `a.id`, which Spark calls `id`."""
    from sqlframe.base.dataframe import BaseDataFrame

    given: Any = BaseDataFrame
    update = given._update_display_name_mapping

    def updated(frame: Any, columns: Any, said: Any) -> None:
        update(frame, columns, [_last(one) if isinstance(one, str) else one for one in said])

    given._update_display_name_mapping = updated


def _last(name: str) -> str:
    return name.rpartition(".")[2] if fullmatch(r"\w+\.\w+", name) else name


def _casts_kept() -> None:
    """SQLGlot leaves a cast out where it holds the type for right: of a date and a day DuckDB makes a moment, and
    of a text's length a long."""
    from importlib import import_module

    given: Any = import_module("sqlglot.optimizer.canonicalize")
    given.remove_redundant_casts = lambda node: node


def _nulls_first_in_windows() -> None:
    """SQLFrame leaves it to DuckDB where nulls stand among a window's rows; Spark has them first, as everywhere."""
    from sqlframe.base.column import Column
    from sqlframe.base.window import WindowSpec
    from sqlglot import exp
    from sqlglot.helper import flatten

    given: Any = WindowSpec
    order = given.orderBy

    def ordered(spec: Any, *columns: Any) -> Any:
        found = map(Column.ensure_col, flatten(columns))
        return order(spec, *(each if isinstance(each.expression, exp.Ordered) else each.asc() for each in found))

    given.orderBy = ordered
