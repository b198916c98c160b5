"""A ledger as it stands in its file: entries in the words of a release, and how older words become today's."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import TypeAdapter

from levada.errors import Permanent
from levada.lake.entries import Entry

FORMAT: Literal[2] = 2


@dataclass(frozen=True, slots=True)
class File:
    """What stands in a ledger's file. `format`: which release's words these are."""

    format: Literal[2]
    entries: tuple[Entry, ...]


_FILE = TypeAdapter(File)


def written(entries: tuple[Entry, ...]) -> bytes:
    """Entries as a file of today's format."""
    return _FILE.dump_json(File(FORMAT, entries))


def parsed(text: bytes, name: str) -> tuple[Entry, ...]:
    """The entries of a file, of this format or an older one. `name`: the file's, for the message.

    Raises:
        Permanent: a later release has written it.
        ValueError: it is not whole.
    """
    try:
        return _FILE.validate_json(text).entries
    except ValueError:
        said = json.loads(text)
        number = said.get("format") if isinstance(said, dict) else None
        if not isinstance(number, int) or number < 1 or number == FORMAT:
            raise
    return _FILE.validate_python(_upgraded(said, name)).entries


def _upgraded(said: dict[str, Any], name: str) -> dict[str, Any]:
    while (number := int(said["format"])) != FORMAT:
        if number not in UPGRADES:
            raise Permanent(
                f"the ledger {name} has format {number}, and this levada knows up to {FORMAT}: a later release has "
                f"published the table. Upgrade levada here too; the ledger and the table are as they were"
            )
        said = {**UPGRADES[number](said), "format": number + 1}
    return said


def _rows_alone(said: dict[str, Any]) -> dict[str, Any]:
    """1 to 2: fingerprints were of checks too, so that they cannot be compared."""
    return {**said, "entries": [{**entry, "fingerprint": ""} for entry in said["entries"]]}


UPGRADES: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {1: _rows_alone}
"""From each format to the next: a pure function of what stood in the file. Nothing is rewritten but by publishing."""
