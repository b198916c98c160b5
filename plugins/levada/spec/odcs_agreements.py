"""ODCS' service-level agreements: which object, and which column of it, each is about."""

from collections.abc import Iterator, Sequence

from levada.names import nearest
from levada.spec.contract import Agreement
from levada.spec.odcs_items import Item, maps, numbered
from levada.spec.source import Mistake


def agreements(contract: Item, objects: Sequence[Item]) -> tuple[Agreement, ...]:
    """All of a contract, one for each element: its own, or the contract's default. Elements exist, as
    `agreement_mistakes` has found."""
    found = []
    for item in maps(contract.get("slaProperties")):
        for element in _elements(item, contract) or [""]:
            name, column = _split(element, objects)
            value, unit = str(item["value"]), str(item.get("unit") or "")
            found.append(
                Agreement(str(item.get("id") or item["property"]), str(item["property"]), value, unit, name, column)
            )
    return tuple(found)


def agreement_mistakes(contract: Item, objects: Sequence[Item]) -> Iterator[Mistake]:
    """Agreements about columns that are not there."""
    for number, item in numbered(contract.get("slaProperties")):
        for element in _elements(item, {}):
            name, column = _split(element, objects)
            known = [str(each.get("name")) for each in maps(_object(objects, name).get("properties"))]
            if column and column not in known:
                hint = nearest(column, known) or "write object.column"
                path = ("slaProperties", number, "element")
                yield Mistake(path, f"{element} is no column of an object of this contract", hint)


def _elements(item: Item, contract: Item) -> list[str]:
    said = item.get("element") or contract.get("slaDefaultElement")
    return [part.strip() for part in said.split(",") if part.strip()] if isinstance(said, str) else []


def _split(element: str, objects: Sequence[Item]) -> tuple[str, str]:
    """The name of an object and of a column of it. The object need not be said where there is but one."""
    whole, dot, column = element.rpartition(".")
    for item in objects:
        if element in (item.get("name"), item.get("physicalName")):
            return str(item["name"]), ""
        if dot and whole in (item.get("name"), item.get("physicalName")):
            return str(item["name"]), column
    return (str(objects[0]["name"]), element) if len(objects) == 1 else ("", element)


def _object(objects: Sequence[Item], name: str) -> Item:
    return next((item for item in objects if item.get("name") == name), {})
