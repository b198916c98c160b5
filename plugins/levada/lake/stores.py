"""Object stores in which tables lie, and how each is reached, in pyiceberg's words.

Child processes that read nothing in one do without its clients, which take a third of a second to import."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pyiceberg.table import Table

VARIABLE = "LEVADA_STORES"
"""In the environment of our own child processes: how to reach what they read. Nobody else sees it."""
OURS = ("s3.", "client.", "gcs.", "adls.", "hdfs.", "ssl")
"""What the properties begin with that say how files are reached."""


def reached(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Of a table's or a catalogue's properties, those by which its files are reached."""
    return {key: value for key, value in properties.items() if key.startswith(OURS)}


@dataclass(frozen=True, slots=True)
class Stores:
    """How tables' files are reached: location of a table -> properties. Tables on a disk are not among them."""

    known: dict[str, dict[str, Any]] = field(default_factory=dict, repr=False)

    def take_in(self, table: "Table") -> None:
        """Know a table's too: a catalogue may lend keys for it, and others the next time."""
        location = table.location()
        if "://" in location and not location.startswith("file:"):
            self.known[location] = reached(table.io.properties)

    def of(self, address: str) -> dict[str, Any]:
        """How a file of one of the tables is reached; one that lies elsewhere, as any of them."""
        inside = [location for location in self.known if address.startswith(location)]
        return self.known[max(inside or self.known, key=len)]

    def settings(self) -> dict[str, str]:
        """For the environment of a child process."""
        return {VARIABLE: json.dumps(self.known)} if self.known else {}


def stores_of(table: "Table") -> Stores:
    """Where just one table lies."""
    stores = Stores()
    stores.take_in(table)
    return stores


def given() -> Stores:
    """What our parent process has handed on."""
    return Stores(json.loads(os.environ.get(VARIABLE, "{}")))
