"""`levada history`: how a table came to be what it is."""

from typing import TYPE_CHECKING

import click

from levada.cli import completing
from levada.cli.grid import table
from levada.cli.output import FORMAT, as_json, number
from levada.cli.project import Place
from levada.cli.shapes import Version

if TYPE_CHECKING:
    from levada.lake.history import Version as Published

EPILOG = """\b
Examples:
  levada history raw.flights"""


@click.command(epilog=EPILOG)
@click.argument("dataset", shell_complete=completing.datasets)
@FORMAT
@click.pass_obj
def command(place: Place, dataset: str, form: str) -> None:
    """List the published versions of a table, oldest first: what each added, and which run published it."""
    from levada.lake.catalogue import open_lake
    from levada.lake.history import history

    versions = history(open_lake(place.environment, place.root), dataset)
    if form == "json":
        as_json([Version(str(v.snapshot), v.at.isoformat(), v.operation, v.rows_added, v.rows_removed, v.rows_total,
                         v.bytes_total, v.step, v.item, v.run) for v in versions])  # fmt: skip
        return
    rows = [(v.snapshot, v.at.isoformat(sep=" ", timespec="seconds"), v.operation, f"+{number(v.rows_added)}",
             f"-{number(v.rows_removed)}", number(v.rows_total), _by(v)) for v in versions]  # fmt: skip
    table(
        ("snapshot", "published at", "operation", "added", "removed", "rows", "run"),
        rows,
        right=("added", "removed", "rows"),
    )


def _by(version: "Published") -> str:
    """The run that published it, and for which item."""
    return f"{version.run or '·'}" + ("" if version.item is None else f" [{version.item}]")
