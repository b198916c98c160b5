"""Where every table of a catalogue keeps its files."""

from collections.abc import Container, Iterator
from functools import partial

from pyiceberg.exceptions import NoSuchNamespaceError, NoSuchTableError

from levada.errors import Permanent
from levada.lake.catalogue import Lake
from levada.lake.races import retried


def places(lake: Lake, known: Container[str] = ()) -> Iterator[tuple[str, str]]:
    """The name of each table in the catalogue, and its address; of tables known already nothing, and nothing of one
    that cannot be opened.

    Raises:
        Retryable, Permanent: the catalogue does not answer, or refuses.
    """
    for name in retried("the catalogue", partial(_names, lake)):
        if name not in known and (place := _place(lake, name)):
            yield name, place


def _names(lake: Lake) -> list[str]:
    found: list[str] = []
    for space in lake.catalog.list_namespaces():
        try:
            found += (".".join(name) for name in lake.catalog.list_tables(space))
        except NoSuchNamespaceError:
            continue  # it was dropped meanwhile
    return found


def _place(lake: Lake, name: str) -> str | None:
    try:
        return retried(name, lambda: lake.catalog.load_table(name).location())
    except (NoSuchTableError, Permanent, FileNotFoundError):
        return None
