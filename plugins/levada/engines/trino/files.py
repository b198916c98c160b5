"""Some of a snapshot's files, as a condition of Trino's: a cluster reads no others."""

from collections.abc import Iterable

from pyiceberg.manifest import DataFile

from levada.errors import Permanent
from levada.lake.sql import literal

LONGEST = 900_000
"""Characters of a condition: a cluster takes queries of a million."""


def among(dataset: str, files: Iterable[DataFile]) -> str:
    """The condition that a row lies in one of some files.

    Raises:
        Permanent: there are more of them than a query can name.
    """
    found = [literal(file.file_path) for file in files]
    if not found:
        return "false"
    named = ", ".join(found)
    if len(named) > LONGEST:
        raise Permanent(
            f"{dataset}: {len(found):,} files are more than a query of Trino's can name: let what fills it write "
            f"fewer, or let another engine do this, such as embedded (`verbs`)"
        )
    return f'"$path" IN ({named})'
