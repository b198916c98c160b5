"""What a name means after a join: what the join gives, once, however often it is said.

After a join on names SQLFrame takes a name's second mention for the column of the other side, and a key that only the
right side has for the left side's: `where((F.col("g") == "a") | F.col("g").isNull())` would ask two columns.
"""

from collections import Counter
from typing import Any

from levada.errors import Permanent

AFTER = ("distinct", "group", "having", "order", "limit")
"""What makes it matter whether a column goes before or later."""
_theirs: dict[str, Any] = {}
"""SQLFrame's own methods, by their names."""
_joining: list[Any] = []
"""The left sides of the joins that are being made."""


def joined_names() -> None:
    """Tell SQLFrame so, once."""
    from sqlframe.base.dataframe import BaseDataFrame

    ours = {
        "_resolve_ambiguous_columns": _resolved,
        "_ensure_list_of_columns": _meant,
        "_ensure_and_normalize_col": _meant_alone,
        "join": _joined,
        "crossJoin": _crossed,
        "drop": _dropped,
        "orderBy": _ordered,
        "sort": _ordered,
        "groupBy": _grouped,
        "groupby": _grouped,
    }
    _theirs.update((name, getattr(BaseDataFrame, name)) for name in ours)
    for name, method in ours.items():
        setattr(BaseDataFrame, name, method)


def _resolved(frame: Any, columns: Any) -> None:
    from sqlframe.base.operations import Operation

    # In the midst of `join` its result still has the left side's columns alone.
    is_whole = not _joining or frame is _joining[-1]
    for column in columns if isinstance(columns, list) else [columns]:
        _brought_out(column, frame.expression)
        if is_whole and frame.last_op < Operation.SELECT:
            _given(column, frame.expression, frame.join_on_uuid)
    _theirs["_resolve_ambiguous_columns"](frame, columns)


def _meant(frame: Any, columns: Any) -> Any:
    for column in (found := _theirs["_ensure_list_of_columns"](frame, columns)):
        _of_itself(frame, column)
        _refuse_other(frame, column)
    return found


def _meant_alone(frame: Any, column: Any) -> Any:
    from sqlframe.base.column import Column

    _of_itself(frame, column := Column.ensure_col(column).copy())
    _refuse_other(frame, column)
    return _theirs["_ensure_and_normalize_col"](frame, column)


def _joined(frame: Any, *said: Any, **named: Any) -> Any:
    _joining.append(before := _closed(frame))
    try:
        return _theirs["join"](before, *said, **named)
    finally:
        _joining.pop()


def _crossed(frame: Any, other: Any) -> Any:
    return _joined(frame, other, how="cross")


def _dropped(frame: Any, *columns: Any) -> Any:
    from sqlframe.base.operations import Operation

    select = frame.expression
    if "joins" in select.args and frame.last_op == Operation.SELECT and _plain(select):
        if not any(map(select.args.get, AFTER)):
            frame = frame.copy(last_op=Operation.FROM)  # still knows which side a column is of
    elif all(isinstance(one, str) for one in columns) and len(set(select.named_selects)) == len(select.selects):
        frame = _closed(frame)
    return _theirs["drop"](frame, *columns)


def _ordered(frame: Any, *said: Any, **named: Any) -> Any:
    return _theirs["orderBy"](_closed(frame), *said, **named)


def _grouped(frame: Any, *said: Any, **named: Any) -> Any:
    result = _theirs["groupBy"](frame, *said, **named)
    result._df.join_on_uuid = frame.join_on_uuid
    return result


def _brought_out(column: Any, select: Any) -> None:
    """A column `other["v"]` after a further step: the table that it names lies within the one that is read by now."""
    from sqlframe.base.normalize import get_cte_names_from_from_clause
    from sqlglot import exp

    here, ctes = get_cte_names_from_from_clause(select), {cte.alias_or_name: cte for cte in select.ctes}
    for name in column.expression.find_all(exp.Column):
        inside = name.table in ctes and name.table not in here
        if inside and sum(_leads(ctes, one, name.name, name.table) for one in here) == 1:
            name.set("table", None)


def _leads(ctes: Any, table: str, name: str, to: str) -> bool:
    """Whether what a table has under a name is the column of that name of another one, as it is."""
    from sqlglot import exp

    while table != to:
        if table not in ctes or not isinstance(select := ctes[table].this, exp.Select):
            return False
        found = [one.unalias() for one in select.selects if one.alias_or_name == name]
        if len(found) != 1 or not isinstance(found[0], exp.Column) or found[0].name != name:
            return False
        table = found[0].text("table") or select.args["from_"].this.alias_or_name
    return True


def _given(column: Any, select: Any, frame: str) -> None:
    """Put in for the names in a column what a join has under them. A name that it has twice stays."""
    from sqlglot import exp

    if "joins" not in select.args:
        return
    counts = Counter(select.named_selects)
    has = {one.alias_or_name: one.unalias() for one in select.selects if counts[one.alias_or_name] == 1}
    for name in list(column.expression.find_all(exp.Column)):
        what = has.get(name.name) if not name.table or name.meta.get("join_on_uuid") == frame else None
        if isinstance(what, exp.Column):
            name.set("table", what.args.get("table") and what.args["table"].copy())
        elif what is not None and name is column.expression:
            column.expression = exp.alias_(what.copy(), name.name)
        elif what is not None:
            name.replace(what.copy())


def _plain(select: Any) -> bool:
    """Whether each column is one of a side's: no key of both."""
    from sqlglot import exp

    return "joins" not in select.args or all(isinstance(one, exp.Column) for one in select.selects)


def _closed(frame: Any) -> Any:
    """A frame whose columns are those that the join gives, where a key is not just the left side's."""
    from sqlframe.base.operations import Operation

    if frame.last_op >= Operation.SELECT or _plain(frame.expression):
        return frame
    for name, count in Counter(frame.expression.named_selects).items():
        if count > 1:
            raise Permanent(f"the join gives {name} twice: rename it, or drop it, on one side before the join")
    return frame._convert_leaf_to_cte()


def _refuse_other(frame: Any, column: Any) -> None:
    """A column `b.y` of a join that something has been done with since: both `a.y` and `b.y` mean the first one there.

    Raises:
        Permanent: it is the other one.
    """
    from sqlglot import exp

    known = frame.session.name_to_sequence_id_mapping
    ctes = {cte.alias_or_name: cte for cte in frame.expression.ctes}
    for name in column.expression.find_all(exp.Column):
        side = known.get(frame.session._normalize_string(name.table)) if name.table else None
        table = _of(frame.expression, ctes, side) if side else None
        if table and _other(ctes, table, name.name, side):
            raise Permanent(f"{name.table}.{name.name} is told from the other side's {name.name} just right after the "
                            "join: select it there, under a name of its own")  # fmt: skip


def _of_itself(frame: Any, column: Any) -> None:
    """A column `other["n"]` of a side made from the same rows as the left one: SQLFrame would take the left side's."""
    from sqlglot import exp

    joins = {one.this.alias_or_name for one in frame.expression.args.get("joins") or ()}
    own = [cte for cte in frame.expression.ctes if cte.args["branch_id"] == frame.branch_id]
    for name in column.expression.find_all(exp.Column):
        if name.table == frame.branch_id and name.meta.get("join_on_uuid", frame.join_on_uuid) not in frame.known_uuids:
            for cte in own:
                if cte.alias_or_name in joins and name.name in cte.this.named_selects:
                    name.set("table", exp.to_identifier(cte.alias_or_name))


def _of(select: Any, ctes: Any, side: Any) -> str | None:
    """The table that an alias means. SQLFrame lets it mean all tables before, too: the last is the one."""
    tables = [one.this.alias_or_name for one in (select.args.get("from_"), *(select.args.get("joins") or ())) if one]
    return next((one for one in reversed(tables) if one in ctes and ctes[one].args["sequence_id"] in side), None)


def _other(ctes: Any, table: str | None, name: str, side: Any) -> bool:
    """Whether what a table has under a name is not the column of that side."""
    from sqlglot import exp

    while table and isinstance(select := ctes[table].this, exp.Select):
        found = [one.unalias() for one in select.selects if one.alias_or_name == name]
        table = _of(select, ctes, side)
        if not table or not found:
            return False
        if joins := select.args.get("joins"):
            if len(found) == 1 and not any(one.side for one in joins):
                return False
            if found[0].text("table") != table:
                return name in ctes[table].this.named_selects
        elif not isinstance(found[0], exp.Column) or found[0].name != name:
            return False
    return False
