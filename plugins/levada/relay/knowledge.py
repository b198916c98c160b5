"""What an environment knows of its tables' names: from its file and its specs, and from its catalogue when asked."""

import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from levada.names import CATALOGUE
from levada.plan.environment import Environment
from levada.relay.identity import Known, address
from levada.relay.normaliser import normalised, strangers

if TYPE_CHECKING:
    from levada.lake.catalogue import Lake

Json = Any
OLD = 600.0
"""Seconds after which all tables are looked at again: one that was made anew lies somewhere else."""
MANY = 10_000
"""Addresses of which we remember that no table lies there."""


def known(environment: Environment, filled: Iterable[str]) -> Known:
    """What is known without a look at the catalogue."""
    said = dict(environment.catalogue)
    return Known(
        environment.lineage_namespace,
        environment.trino.catalog if environment.trino else CATALOGUE,
        frozenset({address(said["uri"])} if said.get("type") == "rest" and "uri" in said else ()),
        filled=frozenset(filled),
    )


class Knowledge:
    """Normalises events, and looks for tables when one is about a table that it does not know."""

    def __init__(self, begun: Known, lake: "Callable[[], Lake]", clock: Callable[[], float] = time.monotonic) -> None:
        self.known, self.lake, self.clock = begun, lake, clock
        self.places: dict[str, str] = {}
        self.missed: set[str] = set()
        self.looked: float | None = None

    def normalised(self, event: Json) -> Json:
        """Raises:
        Retryable, Permanent: the catalogue cannot be asked for the tables that there are.
        """
        self._look_first()
        found = normalised(event, self.known)
        if {*strangers(found, self.known)} - self.missed:
            self._look()
            found = normalised(event, self.known)
            self.missed = {*list(self.missed)[:MANY], *strangers(found, self.known)}
        return found

    def _look_first(self) -> None:
        if self.looked is None or self.clock() - self.looked > OLD:
            self.places, self.missed = {}, set()
            self._look()
            self.looked = self.clock()

    def _look(self) -> None:
        from levada.lake.places import places

        lake = self.lake()
        self.places.update(places(lake, self.places))
        locations = {address(place): name for name, place in self.places.items()}
        warehouse = address(lake.catalog.properties.get("warehouse", ""))
        self.known = replace(self.known, locations=locations, warehouse=warehouse)
