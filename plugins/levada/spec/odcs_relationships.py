"""ODCS' relationships: what the standard's notations for "that column there" mean in one contract."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from levada.names import nearest
from levada.spec.contract import Relationship
from levada.spec.odcs_items import Item, maps, numbered
from levada.spec.source import Mistake, Path


@dataclass(frozen=True, slots=True)
class Said:
    """A relationship of one column, as written."""

    id: str
    to: str
    number: int


@dataclass(frozen=True, slots=True)
class _End:
    """A column that a notation names. `object` empty: it lies beyond this contract, or inside of a column."""

    object: str
    column: str


def of_column(item: Item) -> Iterator[Said]:
    """The relationships that stand under a column."""
    for number, said in numbered(item.get("relationships")):
        yield Said(str(said.get("id") or f"{item['name']}_foreign_key"), str(said["to"]), number)


def relationships(item: Item, objects: Sequence[Item]) -> tuple[Relationship, ...]:
    """All of an object, those under its columns first. What they name exists, as `relationship_mistakes` has found."""
    found = []
    for column in maps(item.get("properties")):
        for said in of_column(column):
            found.append(_made(said.id, (_End(str(item["name"]), str(column["name"])),), (said.to,), objects))
    for each in maps(item.get("relationships")):
        ends = tuple(end for text in _list(each["from"]) if isinstance(end := _end(text, objects), _End))
        name = str(each.get("id") or "_".join((*(end.column for end in ends), "foreign_key")))
        found.append(_made(name, ends, _list(each["to"]), objects))
    return tuple(found)


def _made(name: str, ends: tuple[_End, ...], to: tuple[str, ...], objects: Sequence[Item]) -> Relationship:
    there = [end for text in to if isinstance(end := _end(text, objects), _End)]
    near = all(end.object for end in there)
    return Relationship(
        id=name,
        columns=tuple(end.column for end in ends),
        object=there[0].object if near else "",
        keys=tuple(end.column for end in there),
        to=", ".join(to),
    )


def relationship_mistakes(objects: Sequence[Item]) -> Iterator[Mistake]:
    """Relationships between columns that are not there, or of different numbers of columns."""
    for number, item in enumerate(objects):
        path: Path = ("schema", number)
        for place, column in numbered(item.get("properties")):
            for said in of_column(column):
                yield from _side(said.to, (*path, "properties", place, "relationships", said.number, "to"), objects)
        for place, each in numbered(item.get("relationships")):
            yield from _pair(item, each, (*path, "relationships", place), objects)


def _pair(item: Item, said: Item, path: Path, objects: Sequence[Item]) -> Iterator[Mistake]:
    """One relationship of a whole object."""
    before = len(_list(said["from"]))
    if before != len(_list(said["to"])):
        yield Mistake((*path, "to"), f"{before} columns refer to {len(_list(said['to']))}", "name as many columns")
    for side in ("from", "to"):
        ends = []
        for place, text in enumerate(_list(said[side])):
            where: Path = (*path, side, place) if isinstance(said[side], list) else (*path, side)
            yield from _side(text, where, objects)
            if isinstance(end := _end(text, objects), _End):
                ends.append(end.object)
        if side == "from" and any(name != item["name"] for name in ends):
            yield Mistake((*path, side), f"these columns are not {item['name']}'s", f"write {item['name']}.COLUMN")
        if side == "to" and len(set(ends)) > 1:
            yield Mistake((*path, side), "these columns are not of one object", "refer to one object")


def _side(text: str, path: Path, objects: Sequence[Item]) -> Iterator[Mistake]:
    if isinstance(said := _end(text, objects), Mistake):
        yield Mistake(path, said.message, said.hint)


def _end(text: str, objects: Sequence[Item]) -> _End | Mistake:
    """What a notation names: `airlines.carrier` and `raw.airlines.carrier` by name, `schema/airlines_tbl/properties/id`
    by id."""
    if "#" in text:
        return _End("", text)
    by_id = "/" in text
    parts = text.strip("/").split("/")[1::2] if by_id else list(text.rpartition(".")[::2])
    if by_id and len(parts) != 2:
        return _End("", text)
    item = _find(objects, parts[0], ("id",) if by_id else ("name", "physicalName"))
    if item is None:
        if not by_id and _find(objects, text.partition(".")[0], ("name",)):
            return _End("", text)  # a column inside of a column
        return _missing("object", parts[0], objects, "id" if by_id else "name")
    columns = maps(item.get("properties"))
    column = _find(columns, parts[1], ("id",) if by_id else ("name",))
    if column is None:
        return _missing(f"column of {item['name']}", parts[1], columns, "id" if by_id else "name")
    return _End(str(item["name"]), str(column["name"]))


def _find(items: Sequence[Item], word: str, keys: tuple[str, ...]) -> Mapping[str, JsonValue] | None:
    return next((item for key in keys for item in items if item.get(key) == word), None)


def _missing(what: str, word: str, items: Sequence[Item], key: str) -> Mistake:
    known = [str(item[key]) for item in items if key in item]
    hint = nearest(word, known) or f"there are: {', '.join(known) or f'none with an {key}'}"
    return Mistake((), f"there is no {what} with the {key} {word!r}", hint)


def _list(value: JsonValue) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)
