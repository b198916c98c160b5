"""The columns a query refers to, and where each may come from: told by its text alone, SELECT by SELECT.

Whatever may bring columns that are not named here is open, and then nothing is said: a reference is told only where it
must come from what is told with it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlglot import exp, parse_one

from levada.engines.queries.tracing import KNOWN

KNOWN_OF_ROWS = """
_file _pos _deleted _partition _spec_id _metadata rowid filename file_row_number file_index
"""
ALONE = """
all user session_user sysdate current_user current_role current_date current_time current_timestamp current_catalog
current_schema current_database current_path current_timezone localtime localtimestamp
year quarter month week day dayofyear hour minute second millisecond microsecond
"""
NO_COLUMNS = frozenset([*KNOWN_OF_ROWS.split(), *ALONE.split()])
"""What engines know of a row besides its columns, Trino under names that begin with $; and functions, or their units,
that stand alone like a column."""
SEVERAL = (exp.Columns, exp.Unnest, exp.Explode, exp.Inline)
"""Results that may be several columns, whatever they are called."""


@dataclass(frozen=True, slots=True)
class Columns:
    """What a table, or a query in its place, has: columns by `names`, and those of `datasets`. `open`: others too."""

    names: frozenset[str] = frozenset()
    datasets: frozenset[str] = frozenset()
    open: bool = False

    def __or__(self, other: "Columns") -> "Columns":
        return Columns(self.names | other.names, self.datasets | other.datasets, self.open or other.open)


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that is named at an offset (characters from 0), and that only one of some `datasets` can have. `others`:
    names of columns beside theirs, in small letters."""

    name: str
    at: int
    datasets: frozenset[str]
    others: frozenset[str]


Source = tuple[str, str, Columns]
"""What a SELECT calls a table, the dataset it is, if it is one, and what it has."""
OPEN = Columns(open=True)


@dataclass(frozen=True, slots=True)
class Outline:
    """The columns of a query. `references`: those of which it is certain where they must come from, in the order in
    which they stand. `results`: all that its rows may have; `named`: those of them that its text names one by one, and
    the offset of each."""

    references: tuple[Reference, ...]
    results: Columns
    named: tuple[tuple[str, int], ...]


def outline(text: str, dialect: str) -> Outline:
    """What a query's text tells of its columns; nothing where it is nested too deeply to be looked through."""
    query, looking = parse_one(text, dialect=dialect), _Looking()
    try:
        results = looking.query(query, {}, ())
    except RecursionError:
        return Outline((), OPEN, ())
    found = tuple(looking.found[key] for key in sorted(looking.found))
    return Outline(found, results, tuple(_named(query)))


def _named(node: exp.Expr) -> Iterator[tuple[str, int]]:
    """The first SELECT of several names the columns of all."""
    while isinstance(node, exp.SetOperation | exp.Subquery):
        node = node.this
    for one in node.selects if isinstance(node, exp.Select) else ():
        name = one.args["alias"] if isinstance(one, exp.Alias) else one.this
        if isinstance(one, exp.Alias | exp.Column) and not one.is_star and "start" in name.meta:
            yield name.name, name.meta["start"]


class _Looking:
    def __init__(self) -> None:
        self.found: dict[tuple[int, tuple[str, ...]], Reference] = {}

    def query(self, node: exp.Expr, named: Mapping[str, Columns], outer: tuple[Source, ...]) -> Columns:
        """What a query results in. `named`: what WITH has named; `outer`: the tables of the SELECTs around it."""
        if not isinstance(node, exp.Query) or any(said and part not in KNOWN for part, said in node.args.items()):
            return OPEN
        for cte in node.ctes:
            named = {**named, cte.alias.lower(): self._cte(cte, named, outer)}
        if isinstance(node, exp.Select):
            return self._select(node, named, outer)
        if isinstance(node, exp.Subquery):
            return self.query(node.this, named, outer)
        if isinstance(node, exp.SetOperation):
            left, right = (self.query(side, named, outer) for side in (node.this, node.expression))
            return left | right if node.args.get("by_name") else left
        return OPEN

    def _cte(self, cte: exp.CTE, named: Mapping[str, Columns], outer: tuple[Source, ...]) -> Columns:
        """One that reads itself is as its beginning is."""
        body, with_ = cte.this, cte.parent
        if isinstance(with_, exp.With) and with_.recursive and isinstance(body, exp.SetOperation):
            begins = _renamed(self.query(body.this, named, outer), cte)
            named = {**named, cte.alias.lower(): begins}
        return _renamed(self.query(body, named, outer), cte)

    def _select(self, node: exp.Select, named: Mapping[str, Columns], outer: tuple[Source, ...]) -> Columns:
        sources: tuple[Source, ...] = ()
        seen = {id(cte.this) for cte in node.ctes}
        for source in _sources(node):
            inner = source.this if isinstance(source, exp.Lateral) else source
            seen.add(id(inner))
            sources = (*sources, self._source(source, named, (*sources, *outer)))
            self._using(source.parent, sources)
        visible = (*sources, *outer)
        for part in node.walk(prune=lambda inner: inner is not node and isinstance(inner, exp.Query)):
            if part is not node and isinstance(part, exp.Query) and id(part) not in seen:
                self.query(part, named, visible)
            elif isinstance(part, exp.Column) and not isinstance(part.this, exp.Star):
                self._refer(part, visible, _named_beside(node, part))
        return _results(node, sources)

    def _source(self, node: exp.Expr, named: Mapping[str, Columns], around: tuple[Source, ...]) -> Source:
        """One of the tables of a SELECT. `around`: those before it, which it may see."""
        name, dataset = node.alias_or_name.lower(), ""
        inner = node.this if isinstance(node, exp.Lateral) else node
        if node.args.get("pivots") or node.args.get("joins"):
            found = OPEN
        elif isinstance(inner, exp.Subquery):
            found = _renamed(self.query(inner, named, around), node)
        elif isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier) and not node.catalog:
            dataset = f"{node.db}.{node.name}".lower() if node.db else ""
            known = Columns(datasets=frozenset({dataset})) if dataset else named.get(node.name.lower(), OPEN)
            found = _renamed(known, node)
        elif isinstance(node, exp.Unnest | exp.Values | exp.Lateral) and node.alias_column_names:
            found = _renamed(OPEN if node.args.get("offset") else Columns(), node)
        else:
            found = OPEN
        return name, dataset, found

    def _using(self, join: exp.Expr | None, sources: tuple[Source, ...]) -> None:
        """Note the columns by which a table is joined: it has them, and so has one before it."""
        for part in join.args.get("using") or () if isinstance(join, exp.Join) else ():
            self._note(part, (columns for _, _, columns in sources[:-1]))
            self._note(part, (sources[-1][2],))

    def _refer(self, column: exp.Column, visible: tuple[Source, ...], results: frozenset[str]) -> None:
        """Note a reference, unless something else may be meant."""
        first, *rest = column.parts
        owners = [columns for name, _, columns in visible if name == first.name.lower()]
        whole = [columns for _, dataset, columns in visible if rest and dataset == _path(first, rest[0])]
        if len(rest) > 1 and whole:
            self._note(rest[1], whole[:1])
        elif rest and owners:
            self._note(rest[0], owners[:1])
        elif first.name.lower() not in results and not owners and not _enclosed(column):
            tables = Columns(frozenset(name for name, _, _ in visible if rest))
            self._note(first, [*(columns for _, _, columns in visible), tables])

    def _note(self, part: exp.Expr, owners: Iterable[Columns]) -> None:
        name, among = part.name.lower(), Columns()
        for each in owners:
            among |= each
        silent = among.open or name in among.names or name in NO_COLUMNS or name.startswith("$")
        if not silent and (at := part.meta.get("start")) is not None:
            self.found[at, tuple(sorted(among.datasets))] = Reference(part.name, at, among.datasets, among.names)


def _path(first: exp.Expr, second: exp.Expr) -> str:
    return f"{first.name}.{second.name}".lower()


def _enclosed(column: exp.Column) -> bool:
    """Whether it stands where names are given that are none of a table's."""
    return column.find_ancestor(exp.Comprehension, exp.Pivot) is not None


def _named_beside(node: exp.Select, column: exp.Column) -> frozenset[str]:
    """The names of a SELECT's results that a column of it may mean: of every result but the one that it goes into."""
    within = {id(column), *(id(each) for each in _around(column, node))}
    return frozenset(one.alias.lower() for one in node.selects if id(one) not in within and isinstance(one, exp.Alias))


def _around(part: exp.Expr, end: exp.Expr) -> Iterator[exp.Expr]:
    while part.parent is not None and part.parent is not end:
        part = part.parent
        yield part


def _sources(node: exp.Select) -> Iterator[exp.Expr]:
    if first := node.args.get("from_"):
        yield first.this
    yield from (join.this for join in node.args.get("joins") or ())
    yield from node.args.get("laterals") or ()


def _results(node: exp.Select, sources: tuple[Source, ...]) -> Columns:
    """The columns of a SELECT's rows."""
    found = Columns()
    for one in node.selects:
        inner = one.unalias()
        if isinstance(inner, SEVERAL) or not (isinstance(one, exp.Alias | exp.Column | exp.Dot) or one.is_star):
            return OPEN
        if not one.is_star:
            found |= Columns(frozenset({one.alias_or_name.lower()}))
            continue
        star = one if isinstance(one, exp.Star) else one.this
        owner = one.table.lower() if isinstance(one, exp.Column) else ""
        for name, _, columns in sources:
            found |= columns if owner in ("", name) else Columns()
        if not isinstance(star, exp.Star) or (owner and owner not in [name for name, _, _ in sources]):
            return OPEN
        found |= Columns(frozenset(new.alias.lower() for new in star.args.get("rename") or ()))
    return found


def _renamed(found: Columns, node: exp.Expr) -> Columns:
    """With the names that an alias gives, if it gives any."""
    names = frozenset(name.lower() for name in node.alias_column_names)
    return replace(found, names=found.names | names) if names else found
