"""Where every table of a catalogue keeps its files."""

from collections.abc import Container, Iterator
from functools import partial

from pyiceberg.exceptions import NoSuchTableError

from levada.lake.catalogue import Lake
from levada.lake.races import retried


def places(lake: Lake, known: Container[str] = ()) -> Iterator[tuple[str, str]]:
    """The name of each table in the catalogue, and its address; of tables known already nothing.

    Raises:
        Retryable, Permanent: the catalogue does not answer, or refuses.
    """
    catalogue = lake.catalog
    for space in retried("the catalogue", catalogue.list_namespaces):
        for path in retried("the catalogue", partial(catalogue.list_tables, space)):
            name = ".".join(path)
            if name not in known and (place := retried(name, partial(_place, lake, name))):
                yield name, place


def _place(lake: Lake, name: str) -> str | None:
    """None: it was dropped meanwhile."""
    try:
        return lake.catalog.load_table(name).location()
    except NoSuchTableError:
        return None
