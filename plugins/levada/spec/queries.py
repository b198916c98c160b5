"""The queries of a pipeline's `sql` steps: where their texts stand, and what they read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path as File

from levada.errors import Problem
from levada.names import nearest
from levada.spec.documents import Parsed
from levada.spec.pipeline import Pipeline
from levada.spec.source import BREAKS, Mistake, Path, Place, Source, of_kind
from levada.spec.sql import Query, understood
from levada.spec.step import Read, Sql, Step

FOLDER = "include/sql"
FILE = ("sql", "query", "file")
"""Where, below a step, the place of a query is kept that stands in a file of its own."""


@dataclass(frozen=True, slots=True)
class Text:
    """A query's text. `source`: the file it stands in. `inline`: where it begins there; None: it is the whole file."""

    text: str
    source: Source
    inline: Place | None = None

    def place(self, offset: int) -> Place:
        """Where a character of it stands."""
        before = BREAKS.split(self.text[:offset])
        line, column = len(before), len(before[-1]) + 1
        if self.inline is None:
            return Place(line, column, file=self.source.file)
        return Place(*self._inside(self.inline, line, column), file=self.inline.file)

    def problem(self, offset: int, mistake: Mistake) -> Problem:
        """A mistake of the step's that stands at a character of it."""
        place = self.place(offset)
        said = self.source.problem(replace(mistake, path=(), at=(place.line, place.column), id="sql"))
        return replace(said, path=".".join(map(str, mistake.path)))

    def _inside(self, begin: Place, line: int, column: int) -> tuple[int, int]:
        """A place in a YAML text: exact in a block with `|` and on one line; else where the text begins."""
        lines = BREAKS.split(self.source.text)
        head = lines[begin.line - 1][begin.column - 1 :]
        if head.startswith("|"):
            written, meant = lines[begin.line + line - 1 : begin.line + line], BREAKS.split(self.text)[line - 1]
            if written and written[0].endswith(meant):  # not where a variable was filled in
                return begin.line + line, len(written[0]) - len(meant) + column
            return begin.line, begin.column
        quote = head[:1] in ("'", '"')
        exact = head[quote:].startswith(self.text)
        return begin.line, begin.column + (quote + column - 1 if exact else 0)


def with_queries(
    root: File, page: Parsed[Pipeline], opened: dict[str, str]
) -> tuple[Parsed[Pipeline], tuple[Problem, ...]]:
    """A pipeline whose `sql` steps have their texts and read what these name; and what is wrong with them.

    `opened`: digests of files, to which those of the queries are added."""
    problems: list[Problem] = []
    holes: set[Path] = set()
    steps: list[Step] = []
    for number, step in enumerate(page.model.steps if page.model else ()):
        path = page.original(("steps", number))
        text = _text(root, page, path, step.sql, opened) if step.sql and not page.touched((*path, "sql")) else None
        if isinstance(text, Text) and step.sql:
            query = understood(text.text, step.sql.dialect)
            faults, strangers = tuple(_faults(path, text, query)), tuple(_strangers(page, number, step, query))
            problems += (*faults, *map(page.source.problem, of_kind("sql", strangers)))
            page = _beside(page, text)
            holes |= {mistake.path for mistake in strangers} | ({(*path, "sql")} if faults else set())
            _placed(page, number, text, query)
            step = _complete(page, number, step, text, query)
        elif isinstance(text, Mistake):
            problems.append(page.source.problem(replace(text, id="sql")))
            holes.add((*path, "sql"))
        steps.append(step)
    if page.model is None or not any(step.sql for step in steps):
        return page, ()
    model = page.model.model_copy(update={"steps": tuple(steps)})
    return replace(page, model=model, holes=page.holes | holes), tuple(problems)


def _beside(page: Parsed[Pipeline], text: Text) -> Parsed[Pipeline]:
    """The page with the query's file among those that its parts may stand in."""
    if text.inline:
        return page
    others = {**page.source.others, text.source.file: text.source}
    return replace(page, source=replace(page.source, others=others))


def _text(root: File, page: Parsed[Pipeline], step: Path, sql: Sql, opened: dict[str, str]) -> Text | Mistake:
    """The text itself, or that of the file it names: a query has blanks, a path has none."""
    path, said = (*step, "sql", "query"), sql.query.strip()
    if any(map(str.isspace, said)):
        place = page.source.place.at(path)[1]
        return Text(sql.query, page.source.others.get(place.file, page.source), place)
    if not said.endswith(".sql") or {"", ".", ".."} & set(said.split("/")):
        return Mistake(path, f"{said!r} is neither a query nor a file", f"write SELECT …, or a path below {FOLDER}/")
    file = f"{FOLDER}/{said}"
    try:
        data = (root / file).read_bytes()
        opened[file] = sha256(data).hexdigest()
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        known = sorted(found.relative_to(root / FOLDER).as_posix() for found in (root / FOLDER).rglob("*.sql"))
        return Mistake(path, f"there is no {file}", nearest(said, known) or "write it, or correct the path")
    except (OSError, UnicodeDecodeError) as error:
        return Mistake(path, f"{file} cannot be read: {error}", "save it as UTF-8, where it can be read")
    return Text(text, Source(file, text, None))


def written(source: Source, step: Path, query: str) -> Text:
    """The text of a step's query, once all have been read: `source` is the pipeline's, `step` its path there."""
    path, place = source.place.at((*step, *FILE))
    apart = path == (*step, *FILE)
    return Text(query, source.others.get(place.file, source), None if apart else place)


def _faults(step: Path, text: Text, query: Query) -> Iterator[Problem]:
    for fault in query.faults:
        yield text.problem(fault.at, Mistake((*step, "sql"), fault.message, fault.hint))


def _strangers(page: Parsed[Pipeline], number: int, step: Step, query: Query) -> Iterator[Mistake]:
    """What `reads` says besides the query, or in a form that means nothing to one."""
    path: Path = page.original(("steps", number, "reads"))
    if isinstance(step.reads, dict):
        message, hint = "a query calls datasets by their names", "write a list, or leave out what is read as a whole"
        yield Mistake(path, message, hint)
        return
    known = [dataset for dataset, _ in query.tables]
    for place, read in enumerate(step.reads if not query.faults else ()):
        if read.dataset not in known:
            hint = nearest(read.dataset, known) or "take it out; for order alone: depends_on"
            at = page.original(("steps", number, "reads", place, "dataset"))
            yield Mistake(at, f"the query does not read {read.dataset}", hint)


def _placed(page: Parsed[Pipeline], number: int, text: Text, query: Query) -> None:
    """Say where the query calls functions and reads elsewhere: whether it can is for the engine that is asked. And in
    which file it stands, if not in this one."""
    if text.inline is None:
        page.source.place.put((*page.original(("steps", number)), *FILE), Place(1, 1, file=text.source.file))
    for name, at in (*query.functions, *query.foreign):
        page.source.place.put(page.original(("steps", number, "sql", name)), text.place(at))


def _complete(page: Parsed[Pipeline], number: int, step: Step, text: Text, query: Query) -> Step:
    """The step with its query's text, and with all that this reads; a name's place is where it stands there."""
    sql = step.sql and step.sql.model_copy(update={"query": text.text})
    if isinstance(step.reads, dict):
        return step.model_copy(update={"sql": sql})
    said = {read.dataset for read in step.reads}
    rest = [(dataset, at) for dataset, at in query.tables if dataset not in said]
    for place, (_, at) in enumerate(rest, len(step.reads)):
        path = page.original(("steps", number, "reads", place))
        page.source.place.put(path, text.place(at))
    reads = (*step.reads, *(Read(dataset=dataset) for dataset, _ in rest))
    return step.model_copy(update={"sql": sql, "reads": reads})
