"""`fillna` and `replace` as Spark has them: in columns of the value's kind and no others; what is filled in takes the
column's type, and NaN is filled too. SQLFrame would put 0 into a text, and a fraction into whole numbers."""

from collections.abc import Callable, Sequence
from typing import Any

NUMBERS = ("tinyint", "smallint", "int", "bigint", "float", "double", "decimal")
FRACTIONS = ("float", "double")
WHOLE = ("tinyint", "smallint", "int", "bigint")
Types = Sequence[tuple[str, str]]


def nulls_filled() -> None:
    """Tell SQLFrame so."""
    from sqlframe.base.dataframe import BaseDataFrame

    frames: Any = BaseDataFrame
    frames.fillna, frames.replace = _filled, _replaced


def _filled(frame: Any, value: Any, subset: Any = None) -> Any:
    from sqlframe.duckdb import functions as F

    types = _types(frame)
    each = value if isinstance(value, dict) else dict.fromkeys(_of_kind(types, value, subset), value)
    values = {name.lower(): one for name, one in each.items()}

    def filled(column: Any, name: str, kind: str) -> Any:
        there = F.nullif(column, F.lit("NaN").cast(kind)) if kind in FRACTIONS else column
        return F.coalesce(there, _literal(values[name.lower()], kind)) if name.lower() in values else column

    return _changed(frame, types, filled)


def _replaced(frame: Any, to_replace: Any, value: Any = None, subset: Any = None) -> Any:
    from sqlframe.duckdb import functions as F

    olds = list(to_replace) if isinstance(to_replace, dict | list | tuple) else [to_replace]
    news = list(value) if isinstance(value, list | tuple) else [value] * len(olds)
    pairs = to_replace if isinstance(to_replace, dict) else dict(zip(olds, news, strict=True))
    types = _types(frame)
    if subset is not None:  # as it is written: Spark does not fold it here, as it does for fillna
        wanted = [subset] if isinstance(subset, str) else list(subset)
        subset = [name for name, _ in types if name in wanted] or [""]
    names = _of_kind(types, next((one for one in pairs if one is not None), None), subset)

    def replaced(column: Any, name: str, kind: str) -> Any:
        if name not in names or not pairs:
            return column
        cases: Any = F
        for old, new in pairs.items():
            cases = cases.when(column == old, _literal(new, kind))
        return cases.otherwise(column)

    return _changed(frame, types, replaced)


def _literal(value: Any, kind: str) -> Any:
    """A value as a column of a type has it: Spark cuts off fractions where DuckDB rounds them."""
    from sqlframe.duckdb import functions as F

    return F.lit(int(value) if isinstance(value, float) and kind in WHOLE else value).cast(kind)


def _changed(frame: Any, types: Types, change: Callable[[Any, str, str], Any]) -> Any:
    """All columns of a frame, each as it is changed to be, and under its name."""
    columns = []
    for column, (name, kind) in zip(frame._get_outer_select_columns(frame.expression), types, strict=True):
        changed = change(column, name, kind)
        columns.append(column if changed is column else changed.alias(name))
    return frame.select(*columns)


def _types(frame: Any) -> Types:
    """Columns and their types, in Spark's words: DuckDB is asked, once for each call."""
    return [(field.name, field.dataType.simpleString()) for field in frame.schema.fields]


def _of_kind(types: Types, value: object, subset: Any) -> set[str]:
    """The columns, all or those of a `subset`, that Spark would put a value into."""
    names = [subset] if isinstance(subset, str) else subset
    wanted, kinds = {name.lower() for name in names or ()}, _kinds(value)
    chosen = (pair for pair in types if not names or pair[0].lower() in wanted)
    return {name for name, kind in chosen if kind.partition("(")[0] in kinds}


def _kinds(value: object) -> tuple[str, ...]:
    """The types of the columns that Spark fills with a value."""
    if isinstance(value, bool):
        return ("boolean",)
    return ("string",) if isinstance(value, str) else NUMBERS
