"""`levada show`: rows of a table, as readers see it, as it was, or as a draft has it."""

import click

from levada.cli import completing, versions
from levada.cli.grid import table
from levada.cli.output import FORMAT, as_json, plain
from levada.cli.project import Place

EPILOG = """\b
Examples:
  levada show raw.flights                              ten rows of what is published
  levada show raw.flights --limit 3 --columns carrier,flight
  levada show raw.flights --as-of 834756283475         as of a snapshot that `levada history` lists
  levada show raw.flights --branch audit_…             rows that wait to be checked"""


@click.command(epilog=EPILOG)
@click.argument("dataset", shell_complete=completing.datasets)
@click.option("--limit", type=click.IntRange(min=0), default=10, show_default=True, help="How many rows.")
@click.option("--columns", help="Names with commas between; default: all.")
@click.option("--as-of", "snapshot", type=int, shell_complete=versions.snapshots, help="A snapshot.")
@click.option("--branch", shell_complete=versions.branches, help="A branch or a tag.")
@FORMAT
@click.pass_obj
def command(
    place: Place, dataset: str, limit: int, columns: str | None, snapshot: int | None, branch: str | None, form: str
) -> None:
    """Show rows of a table."""
    from levada.engines.embedded.peek import peek
    from levada.lake.catalogue import open_lake

    if snapshot and branch:
        raise click.UsageError("--as-of and --branch name the same thing twice: say one")
    wanted = tuple(name.strip() for name in columns.split(",")) if columns else ()
    names, rows = peek(open_lake(place.environment, place.root), dataset, limit, wanted, snapshot, branch)
    if form == "json":
        as_json([{name: plain(value) for name, value in zip(names, row, strict=True)} for row in rows])
        return
    table(names, rows)
