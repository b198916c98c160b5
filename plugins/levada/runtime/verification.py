"""Rows that are published already, held against what must be true of them by now: verified, not written again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from levada.engines.base import Inspection, Work
from levada.engines.registry import engine
from levada.errors import Blocked
from levada.lake import verification
from levada.lake.entries import Entry
from levada.lake.marks import Mark
from levada.lake.publication import published
from levada.lake.reading import readable
from levada.plan.checks import CheckResult
from levada.plan.codec import terms
from levada.plan.tables import Table

Results = tuple[CheckResult, ...]
SHOWN = 3
"""Runs that a message names."""


def outdated(table: Table, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The publications that were made under other terms than a table has now."""
    return tuple(entry for entry in entries if entry.terms != terms(table))


def verify(
    work: Work, table: Table, mark: Mark, entries: tuple[Entry, ...], snapshots: Mapping[str, int | None], keep: bool
) -> Results:
    """What the checks of a table find in the rows of publications, as readers see them now.

    To `keep` it, the ledger says under which terms the rows stand that pass. `snapshots`: as an inspection has them.

    Raises:
        Blocked: checks of severity error failed, on a dataset that does not only warn. Readers still see the rows.
    """
    gate = engine(work.task.gate).check if table.checks else None
    found = {entry: gate(_inspection(work, table, mark, entry, snapshots)) if gate else () for entry in entries}
    failed = {entry: results for entry, results in found.items() if _blocks(table, results)}
    if keep and (passed := {entry: results for entry, results in found.items() if entry not in failed}):
        verification.record(work.lake, table, passed)
    if failed:
        raise _refusal(table, failed)
    return tuple(result for results in found.values() for result in results)


def _blocks(table: Table, results: Results) -> bool:
    return table.on_failure == "block" and any(result.blocks for result in results)


def _inspection(work: Work, table: Table, mark: Mark, entry: Entry, snapshots: Mapping[str, int | None]) -> Inspection:
    whole = readable(work.lake, table.name, published(work.lake, table.name))
    assert whole is not None
    rows = verification.brought(work.lake, table, mark, entry)
    if rows is None:
        told = tuple(check for check in table.checks if check.whole)
        beyond = ", ".join(check.id for check in table.checks if check not in told)
        work.note(
            f"{table.name}: the rows of run {entry.run} cannot be told from others any more; checking the whole table"
            + (f", without {beyond}, which hold from the next publication on" if beyond else "")
        )
        table = replace(table, checks=told)
    until = entry.interval.local[1] if entry.interval else datetime.fromisoformat(entry.at)
    return Inspection(work, table, whole if rows is None else rows, whole, until, snapshots)


def _refusal(table: Table, failed: Mapping[Entry, Results]) -> Blocked:
    named = [entry.run for entry in failed]
    runs = ", ".join(named[:SHOWN]) + (f" and {len(named) - SHOWN} more" if len(named) > SHOWN else "")
    results = tuple(result for found in failed.values() for result in found)
    lines = (line for result in results if result.blocks for line in result.told)
    said = (
        f"{table.name}: rows published by {runs}, under other checks, do not pass those of today. Readers "
        f"see them: correct the source and run again, or take them back with `levada rollback {table.name} --to "
        f"SNAPSHOT`, or let the dataset say `quality: {{on_failure: warn}}`"
    )
    return Blocked("\n".join((said, *lines)), results)
