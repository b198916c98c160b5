"""By which other names a dataset goes: those that senders gave it are kept, so that whoever knows them finds it."""

from collections.abc import Iterable, Iterator
from typing import Any

from levada.relay.identity import Known, dataset, passing

Json = Any
Names = tuple[str, str]
"""A namespace and a name in it."""
TABLE, ALIAS, LOCATION = "TABLE", "ALIAS", "LOCATION"
"""`TABLE` is what some consumers call a dataset by, instead of its own name: none is left of those that we know."""
PRODUCER = "urn:levada:relay"
SCHEMA = "https://openlineage.io/spec/facets/1-0-1/SymlinksDatasetFacet.json#/$defs/SymlinksDatasetFacet"


def names(said: Json) -> Names | None:
    """By which a dataset is called; None: it is nothing that has a name."""
    if isinstance(said, dict):
        match said.get("namespace"), said.get("name"):
            case str(namespace), str(name):
                return namespace, name
    return None


def others(said: Json) -> Iterator[Json]:
    """The other names that a dataset has."""
    facets = said.get("facets")
    facet = facets.get("symlinks") if isinstance(facets, dict) else None
    identifiers = facet.get("identifiers") if isinstance(facet, dict) else None
    yield from identifiers if isinstance(identifiers, list) else ()


def told(said: Json, called: Names, known: Known) -> str | None:
    """Which of our datasets is meant, by its name, or by others that it has where these agree."""
    if found := dataset(*called, known):
        return found
    found_by_others = {dataset(*one, known) for one in map(names, others(said)) if one} - {None}
    return found_by_others.pop() if len(found_by_others) == 1 else None


def explained(datasets: Iterable[Json], known: Known) -> dict[Names, str]:
    """Names that are understood only because a dataset that is called so says by which others it goes: Spark names
    the columns that others come from by nothing but an address."""
    found: dict[Names, set[str]] = {}
    for one in datasets:
        called = names(one)
        if called and (name := told(one, called, known)):
            found.setdefault(called, set()).add(name)
    return {called: several.pop() for called, several in found.items() if len(several) == 1}


def linked(said: Json, called: Names, name: str, known: Known) -> Json:
    """The same with the facet of its other names. `name`: what it shall be called."""
    facets = said.get("facets", {})
    if not isinstance(facets, dict):
        return said
    there = facets.get("symlinks")
    if links := list(_links(said, called, name, known)):
        begun = there if isinstance(there, dict) else {"_producer": PRODUCER, "_schemaURL": SCHEMA}
        return {**said, "facets": {**facets, "symlinks": {**begun, "identifiers": links}}}
    return {**said, "facets": {key: body for key, body in facets.items() if key != "symlinks"}} if there else said


def _links(said: Json, called: Names, name: str, known: Known) -> Iterator[Json]:
    own = (known.namespace, name)
    for one in others(said):
        match names(one):
            case None:
                yield one
            case link if link not in (called, own) and not passing(*link):
                yield from _link(one, link, name, known)
    if called != own and not passing(*called):
        yield {"namespace": called[0], "name": called[1], "type": LOCATION if "/" in called[1] else ALIAS}


def _link(said: Json, link: Names, name: str, known: Known) -> Iterator[Json]:
    if str(said.get("type")).upper() != TABLE:
        yield said
    elif dataset(*link, known) != name:
        yield {**said, "type": ALIAS}
