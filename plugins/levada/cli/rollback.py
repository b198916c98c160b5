"""`levada rollback`: publish an earlier version of a table."""

import click

from levada.cli import completing, versions
from levada.cli.output import FORMAT, as_json
from levada.cli.project import Place
from levada.cli.shapes import Rollback

EPILOG = """\b
Examples:
  levada history raw.flights                       find the version
  levada rollback raw.flights --to 834756283475    publish it again"""


@click.command(epilog=EPILOG)
@click.argument("dataset", shell_complete=completing.datasets)
@click.option("--to", "snapshot", type=int, required=True, shell_complete=versions.snapshots,
              help="A snapshot that `levada history` lists.")  # fmt: skip
@FORMAT
@click.pass_obj
def command(place: Place, dataset: str, snapshot: int, form: str) -> None:
    """Publish an earlier version of a table, in one commit, with the ledger it had.

    What was loaded since then counts as not loaded: the next run of its intervals loads it again.
    """
    from levada.lake.catalogue import open_lake
    from levada.lake.publication import rollback

    done = rollback(open_lake(place.environment, place.root), dataset, snapshot)
    if form == "json":
        as_json(Rollback(dataset, str(done.snapshot), str(done.previous)))
        return
    click.echo(f"{dataset}: readers see snapshot {done.snapshot} again (before: {done.previous})")
