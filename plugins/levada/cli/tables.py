"""`levada tables`: what has been published."""

import click

from levada.cli.grid import table
from levada.cli.output import FORMAT, as_json, number, size
from levada.cli.project import Place
from levada.cli.shapes import State

EPILOG = """\b
Examples:
  levada tables                 what there is
  levada tables --format json   for a program"""


@click.command(epilog=EPILOG)
@FORMAT
@click.pass_obj
def command(place: Place, form: str) -> None:
    """List the tables: rows and size as readers see them now, and when that was published."""
    from levada.lake.catalogue import open_lake
    from levada.lake.history import CREATED, history

    lake = open_lake(place.environment, place.root)
    versions = {dataset: [v for v in history(lake, dataset) if v.operation != CREATED] for dataset in lake.datasets()}
    states = {dataset: seen[-1] if seen else None for dataset, seen in versions.items()}
    if form == "json":
        as_json([State(name, str(seen.snapshot), seen.at.isoformat(), seen.rows_total, seen.bytes_total) if seen
                 else State(name) for name, seen in states.items()])  # fmt: skip
        return
    if not states:
        click.echo("no tables yet; levada run PIPELINE makes some")
        return
    rows = [(d, number(s.rows_total), size(s.bytes_total), s.at.isoformat(sep=" ", timespec="seconds"), s.snapshot)
            if s else (d, "·", "·", "never published", "·") for d, s in states.items()]  # fmt: skip
    table(("dataset", "rows", "size", "published at", "snapshot"), rows, right=("rows", "size"))
