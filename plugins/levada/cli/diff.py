"""`levada diff`: what two states of a table differ in."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from levada.cli import completing, versions
from levada.cli.grid import table
from levada.cli.output import FORMAT, as_json, counted, plain
from levada.cli.project import Place
from levada.cli.shapes import ColumnChange, Difference, RowChange
from levada.errors import SpecError

if TYPE_CHECKING:
    from levada.engines.embedded.comparison import Comparison
    from levada.lake.reading import Rows

EPILOG = """\b
Examples:
  levada diff raw.flights                             what the last publication has changed
  levada diff raw.flights 834756283475                a snapshot against what readers see
  levada diff raw.flights 834756283475 293847562934   two snapshots that `levada history` lists
  levada diff raw.flights main audit_…                what a draft would change
  levada diff raw.flights --key carrier,flight        rows told by these columns"""


@click.command(epilog=EPILOG)
@click.argument("dataset", shell_complete=completing.datasets)
@click.argument("a", required=False, shell_complete=versions.either)
@click.argument("b", required=False, shell_complete=versions.either)
@click.option("--key", help="Columns that tell rows apart, with commas between; default: the contract's key; '': none.")
@click.option("--limit", type=click.IntRange(min=0), default=5, show_default=True, help="Rows shown of each kind.")
@FORMAT
@click.pass_obj
def command(place: Place, dataset: str, a: str | None, b: str | None, key: str | None, limit: int, form: str) -> None:
    """Compare two states of a table: snapshots, branches, tags.

    A is the earlier one, by default what readers saw before the last publication; B the later one, by default what they
    see. Rows are told apart by the key; a table without one has rows that came and rows that went. Values are shown as
    they are.
    """
    from levada.engines.embedded.comparison import compare
    from levada.lake.catalogue import open_lake
    from levada.lake.naming import before, named
    from levada.lake.reading import readable

    lake = open_lake(place.environment, place.root)
    states = (named(lake, dataset, a) if a else before(lake, dataset), named(lake, dataset, b))
    old, new = (readable(lake, dataset, state) for state in states)
    assert old is not None  # the table is there: its states have been named
    assert new is not None
    names = _key(place, dataset, key)
    with TemporaryDirectory() as scratch:
        found = compare(old, new, names, limit, Path(scratch), lake.stores)
    if form == "json":
        as_json(_shape(dataset, states, names, _schema(old, new), found))
        return
    click.echo(f"{dataset}: {states[0]} → {states[1]}")
    _tell(found, _schema(old, new), names)


def _key(place: Place, dataset: str, said: str | None) -> list[str]:
    """What was said, else the contract's key; a table of no pipeline here has none."""
    if said is not None:
        return [name.strip() for name in said.split(",") if name.strip()]
    try:
        plans = place.plans.values()
    except SpecError:
        click.echo("note: specs have mistakes, and so nobody knows the contract's key here: --key says it", err=True)
        return []
    tables = (table for plan in plans for task in plan.tasks for table in task.tables)
    return next((list(table.key) for table in tables if table.name == dataset), [])


def _shape(
    dataset: str, states: tuple[int | None, int | None], key: list[str], schema: list[ColumnChange], found: "Comparison"
) -> Difference:
    before, after = (None if state is None else str(state) for state in states)
    changed = [RowChange(_plain(one.key), _plain(one.columns)) for one in found.changed_rows]
    return Difference(
        dataset, before, after, key, schema, found.rows_before, found.rows_after, found.added, found.removed,
        found.changed, found.columns, _plain(found.added_rows), _plain(found.removed_rows), changed,
    )  # fmt: skip


def _schema(old: "Rows", new: "Rows") -> list[ColumnChange]:
    """Columns that came, went, or changed name or type: told apart by their ids."""
    sides = [{field.field_id: (field.name, str(field.field_type)) for field in rows.schema.fields}
             for rows in (old, new)]  # fmt: skip
    changed = [(sides[0].get(number), sides[1].get(number)) for number in sorted({*sides[0], *sides[1]})]
    return [ColumnChange(was and " ".join(was), now and " ".join(now)) for was, now in changed if was != now]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(inner) for name, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else plain(value)


def _tell(found: "Comparison", schema: list[ColumnChange], key: list[str]) -> None:
    for change in schema:
        click.echo(f"  column {change.before or '·'} → {change.after or '·'}")
    click.echo(f"  rows   {found.rows_before:,} → {found.rows_after:,}")
    by = f", {found.changed:,} changed, by {', '.join(key)}" if key else ", told apart as a whole"
    click.echo(f"         {found.added:,} added, {found.removed:,} removed{by}")
    for name, count in found.columns.items():
        click.echo(f"         {name} changed in {counted(count, 'row')}")
    samples = (("added", found.added, found.added_rows), ("removed", found.removed, found.removed_rows))
    for title, count, rows in samples:
        if rows:
            click.echo(f"\n{title}{_some(len(rows), count)}:")
            table(list(rows[0]), [list(row.values()) for row in rows])
    if found.changed_rows:
        click.echo(f"\nchanged{_some(len(found.changed_rows), found.changed)}:")
        lines = [(*change.key.values(), name, *pair) for change in found.changed_rows
                 for name, pair in change.columns.items()]  # fmt: skip
        table([*key, "column", "before", "after"], lines)


def _some(shown: int, count: int) -> str:
    return f" ({shown} of {count:,})" if shown < count else ""
