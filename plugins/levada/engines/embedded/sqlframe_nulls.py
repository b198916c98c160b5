"""`fillna` and `replace` as Spark has them: in columns of the value's kind and no others; what is filled in takes the
column's type, and NaN is filled too. SQLFrame would put 0 into a text, and a fraction into whole numbers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

NUMBERS = ("tinyint", "smallint", "int", "bigint", "float", "double", "decimal")
FRACTIONS = ("float", "double")
WHOLE = ("tinyint", "smallint", "int", "bigint")


def nulls_filled() -> None:
    """Tell SQLFrame so."""
    from sqlframe.base.dataframe import BaseDataFrame

    frames: Any = BaseDataFrame
    frames.fillna, frames.replace = _filled, _replaced


def _filled(frame: Any, value: Any, subset: Any = None) -> Any:
    from sqlframe.duckdb import functions as F

    values = _values(frame, value, subset)

    def filled(column: Any, name: str, kind: str) -> Any:
        there = F.nullif(column, F.lit("NaN").cast(kind)) if kind in FRACTIONS else column
        return F.coalesce(there, _literal(values[name.lower()], kind)) if name.lower() in values else column

    return _each(frame, filled)


def _replaced(frame: Any, to_replace: Any, value: Any = None, subset: Any = None) -> Any:
    from sqlframe.duckdb import functions as F

    olds = list(to_replace) if isinstance(to_replace, dict | list | tuple) else [to_replace]
    news = list(value) if isinstance(value, list | tuple) else [value] * len(olds)
    pairs = to_replace if isinstance(to_replace, dict) else dict(zip(olds, news, strict=True))
    kinds = _kinds(next((one for one in pairs if one is not None), None))
    names = {name for name, kind in _typed(frame, subset) if _kind(kind) in kinds}

    def replaced(column: Any, name: str, kind: str) -> Any:
        if name not in names or not pairs:
            return column
        cases: Any = F
        for old, new in pairs.items():
            cases = cases.when(column == old, _literal(new, kind))
        return cases.otherwise(column)

    return _each(frame, replaced)


def _literal(value: Any, kind: str) -> Any:
    """A value as a column of a type has it: Spark cuts off fractions where DuckDB rounds them."""
    from sqlframe.duckdb import functions as F

    return F.lit(int(value) if isinstance(value, float) and kind in WHOLE else value).cast(kind)


def _each(frame: Any, change: Callable[[Any, str, str], Any]) -> Any:
    """All columns of a frame, each as it is changed to be, and under its name."""
    columns = frame._get_outer_select_columns(frame.expression)
    changed = [change(column, name, kind) for column, (name, kind) in zip(columns, _typed(frame), strict=True)]
    pairs = zip(columns, changed, _typed(frame), strict=True)
    return frame.select(*(old if new is old else new.alias(name) for old, new, (name, _) in pairs))


def _values(frame: Any, value: Any, subset: Any) -> Mapping[str, Any]:
    """What is filled into each column. A dict says it; else it goes where it is of the column's kind."""
    if isinstance(value, dict):
        return {name.lower(): one for name, one in value.items()}
    return {name.lower(): value for name, kind in _typed(frame, subset) if _kind(kind) in _kinds(value)}


def _typed(frame: Any, subset: Any = None) -> Sequence[tuple[str, str]]:
    """Columns and their types, in Spark's words. `subset`: just these."""
    names = [subset] if isinstance(subset, str) else subset
    wanted = {name.lower() for name in names or ()}
    fields = ((field.name, field.dataType.simpleString()) for field in frame.schema.fields)
    return [(name, kind) for name, kind in fields if not names or name.lower() in wanted]


def _kind(kind: str) -> str:
    return kind.partition("(")[0]


def _kinds(value: object) -> tuple[str, ...]:
    """The types of the columns that Spark fills with a value."""
    if isinstance(value, bool):
        return ("boolean",)
    return ("string",) if isinstance(value, str) else NUMBERS
