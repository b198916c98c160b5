"""Following the columns of a qualified query to the tables it reads: SELECT by SELECT, from the inside out.

What is not known here is `Untold`: a part of SQL that was passed over might have changed the answer."""

from collections.abc import Iterator, Mapping

from sqlglot import exp

from levada.engines.lineage import NOWHERE, Column, How, Trace, Traced, Untold, merged, used
from levada.engines.queries.uses import uses

Tables = Mapping[str, Traced | None]
Sources = Mapping[str, Traced | str]
"""What a SELECT calls its tables -> what they are; a text: a table of which only the name is known."""

KNOWN = frozenset(
    [
        "with_",
        "kind",
        "expressions",
        "hint",
        "distinct",
        "from_",
        "joins",
        "laterals",
        "where",
        "group",
        "having",
        "qualify",
        "windows",
        "order",
        "limit",
        "offset",
        "sample",
        "operation_modifiers",
        "this",
        "expression",
        "by_name",
        "side",
        "alias",
        "locks",
    ]
)
"""Parts of a SELECT, and of what stands for one, that are looked at or do not matter."""
OF_ROWS: Mapping[str, How] = {"where": "filter", "having": "filter", "qualify": "filter", "order": "sort"}


def query(node: exp.Expr, tables: Tables, catalog: str) -> Traced:
    """A qualified query's result. `tables`: as `lineage.traced` has them.

    Raises:
        Untold: it cannot be told.
    """
    return _Tracing(tables, catalog).query(node, {}, {})


class _Tracing:
    def __init__(self, tables: Tables, catalog: str) -> None:
        self.tables, self.catalog = tables, catalog

    def query(self, node: exp.Expr, named: Mapping[str, Traced], outer: Sources) -> Traced:
        """`named`: what WITH has named. `outer`: the tables of the SELECTs around it."""
        if foreign := [part for part, said in node.args.items() if said and part not in KNOWN]:
            raise Untold(f"{node.key} with {', '.join(foreign)}")
        with_ = node.args.get("with_")
        for cte in with_.expressions if with_ else ():
            named = {**named, cte.alias: self._cte(cte, named, outer)}
        if isinstance(node, exp.Select):
            return self._select(node, named, outer)
        if isinstance(node, exp.SetOperation):
            return self._combined(node, named, outer)
        if isinstance(node, exp.Subquery):
            return self._ordered(node, self.query(node.this, named, outer))
        raise Untold(f"{node.key} in place of a query")

    def _cte(self, cte: exp.CTE, named: Mapping[str, Traced], outer: Sources) -> Traced:
        """One that reads itself is followed until nothing is new."""
        with_, body = cte.parent, cte.this
        if not (isinstance(with_, exp.With) and with_.recursive and isinstance(body, exp.Union)):
            return self.query(body, named, outer)
        found, before = self.query(body.this, named, outer), None
        while found != before:
            before, found = found, self.query(body, {**named, cte.alias: found}, outer)
        return found

    def _combined(self, node: exp.SetOperation, named: Mapping[str, Traced], outer: Sources) -> Traced:
        """Rows of both sides, column by column; of all but UNION, the right side only decides which rows stay."""
        left, right = (self.query(side, named, outer) for side in (node.this, node.expression))
        if node.args.get("by_name") or node.side or len(left.columns) != len(right.columns):
            raise Untold("a union by names")
        rows = merged(left.rows, right.rows)
        if isinstance(node, exp.Union):
            pairs = zip(left.columns.items(), right.columns.values(), strict=True)
            found = Traced({name: merged(one, other) for (name, one), other in pairs}, rows)
        else:
            decides = (used(trace, "filter") for trace in (*left.columns.values(), *right.columns.values()))
            found = Traced(left.columns, merged(rows, *decides))
        return self._ordered(node, found)

    def _ordered(self, node: exp.Expr, found: Traced) -> Traced:
        order = node.args.get("order")
        return (
            Traced(found.columns, merged(found.rows, self._trace(order, {"": found}, {}, "sort"))) if order else found
        )

    def _select(self, node: exp.Select, named: Mapping[str, Traced], outer: Sources) -> Traced:
        sources: dict[str, Traced | str] = {}
        rows: Trace = NOWHERE
        for source, on in _sources(node):
            name, found = self._source(source, named, {**outer, **sources})
            sources[name] = found
            rows = merged(rows, found.rows if isinstance(found, Traced) else NOWHERE)
            rows = merged(rows, self._trace(on, {**outer, **sources}, named, "join") if on else NOWHERE)
        columns: dict[str, Trace] = {}
        seen: dict[str, Traced | str] = {**outer, **sources, "": Traced(columns)}
        for number, one in enumerate(node.selects):  # which may name those before it
            name = one.alias_or_name.lower()
            columns[f"{name} {number}" if name in columns else name] = self._trace(one, seen, named, "identity", node)
        rows = merged(rows, *(self._trace(node.args[part], seen, named, how, node)
                              for part, how in OF_ROWS.items() if node.args.get(part)))  # fmt: skip
        return Traced(columns, merged(rows, self._grouped(node, seen, named)))

    def _grouped(self, node: exp.Select, seen: Sources, named: Mapping[str, Traced]) -> Trace:
        """What tells groups of rows apart."""
        group, distinct = node.args.get("group"), node.args.get("distinct")
        apart = [group] if group else []
        if (group and group.args.get("all")) or (distinct and not distinct.args.get("on")):
            apart += [one for one in node.selects if not one.find(exp.AggFunc)]
        elif distinct:
            apart.append(distinct)
        return merged(*(self._trace(one, seen, named, "group_by", node) for one in apart))

    def _source(self, node: exp.Expr, named: Mapping[str, Traced], around: Sources) -> tuple[str, Traced | str]:
        """One of the tables of a SELECT, and what it is called there. `around`: those before it."""
        if node.args.get("pivots") or node.args.get("joins"):
            raise Untold("a pivot, or a join within a join")
        inner = node.this if isinstance(node, exp.Lateral) and isinstance(node.this, exp.Subquery) else node
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            return node.alias_or_name, self._table(node, named)
        if isinstance(inner, exp.Subquery):
            found = self.query(inner, named, around if isinstance(node, exp.Lateral) else {})
            return node.alias_or_name, _renamed(found, node)
        if isinstance(node, exp.Unnest | exp.Lateral | exp.Values):
            return node.alias_or_name, self._made(node, named, around)
        raise Untold(f"{node.key} in place of a table")

    def _table(self, node: exp.Table, named: Mapping[str, Traced]) -> Traced | str:
        if not node.db and node.name in named:
            return _renamed(named[node.name], node)
        elsewhere = node.catalog != self.catalog
        name = ".".join(part.name for part in node.parts[0 if elsewhere else -2 :]).lower()
        if name not in self.tables:
            raise Untold(f"{name}, which is not told")
        known = self.tables[name]
        return name if known is None else _renamed(known, node)

    def _made(self, node: exp.Expr, named: Mapping[str, Traced], around: Sources) -> Traced:
        """Rows made of values: each column of its own, or all of the only one."""
        names = [column.name.lower() for column in node.args["alias"].columns]
        if isinstance(node, exp.Values):
            if node.find(exp.Column):
                raise Untold("VALUES of columns")
            return Traced(dict.fromkeys(names, NOWHERE))
        made = node.expressions if isinstance(node, exp.Unnest) else [node.this]
        traces = [self._trace(one, around, named, "transformation") for one in made]
        if len(made) != 1 and len(made) != len(names):
            raise Untold("UNNEST of maps beside others")
        columns = dict(zip(names, traces if len(made) > 1 else traces * len(names), strict=True))
        if place := node.args.get("offset"):
            columns[place.name.lower()] = NOWHERE
        return Traced(columns)

    def _trace(
        self, node: exp.Expr, seen: Sources, named: Mapping[str, Traced], how: How, within: exp.Expr | None = None
    ) -> Trace:
        """The columns that an expression comes from, used in this way. `within`: the SELECT it is part of."""
        found: list[Trace] = []
        for part, use in uses(node, how, within):
            if isinstance(part, exp.Column):
                found.append(used(_column(part, seen), use))
            else:
                inner = self.query(part, named, seen)
                decides: How = use if use not in ("identity", "transformation", "aggregation") else "filter"
                found += [used(trace, use) for trace in inner.columns.values()] + [used(inner.rows, decides)]
        return merged(*found)


def _sources(node: exp.Select) -> Iterator[tuple[exp.Expr, exp.Expr | None]]:
    """The tables of a SELECT, and what they are joined on."""
    if first := node.args.get("from_"):
        yield first.this, None
    for join in node.args.get("joins") or ():
        if join.args.get("using") or join.args.get("pivots") or join.args.get("expressions"):
            raise Untold("a join by names")
        yield join.this, join.args.get("match_condition") or join.args.get("on")
    for lateral in node.args.get("laterals") or ():
        yield lateral, None


def _renamed(found: Traced, node: exp.Expr) -> Traced:
    """With the names of columns that an alias gives, if it gives any."""
    names = [name.lower() for name in node.alias_column_names]
    if not names:
        return found
    return Traced(
        dict(zip((*names, *list(found.columns)[len(names) :]), found.columns.values(), strict=True)), found.rows
    )


def _column(node: exp.Column, seen: Sources) -> Trace:
    name = node.name.lower()
    if not node.table:
        return _unqualified(node, name, seen)
    source = seen.get(node.table)
    if isinstance(source, str):
        at: Column = (source, node.name)
        return {at: frozenset({"identity"})}
    if source is None or name not in source.columns:
        raise Untold(f"{node.sql()}, which is in no table")
    return source.columns[name]


def _unqualified(node: exp.Column, name: str, seen: Sources) -> Trace:
    """A name that may be a result's, or a table's: rows are sorted by the result's, elsewhere it depends."""
    tables = [*seen.values()][::-1]  # the result comes first
    found = [one.columns.get(name) if isinstance(one, Traced) else NOWHERE for one in tables]
    told = [trace for trace in found if trace is not None]
    if not told or (any(one != told[0] for one in told) and not isinstance(node.parent, exp.Ordered)):
        raise Untold(f"{name}, which is in no table, or in several")
    return told[0]
