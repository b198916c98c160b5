"""The end of the demo: what was published, what was held back and why, the time of each step, what to type next."""

import json
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.demo.expected import HELD_BACK, PUBLISHED, WHY
from tests.demo.result import Result

NEXT = (
    (".venv/bin/levada show analytics.punctuality_by_carrier", "who was late"),
    (".venv/bin/levada history staging.departures", "every version, and which run published it"),
    (".venv/bin/levada explain punctuality", "what a pipeline does, and why"),
    (".venv/bin/levada run flights --date 2013-02-12", "the same without Airflow: nothing is loaded twice"),
    ("make ui", "all this in Airflow's own pages"),
)


def report(result: Result, tasks: Iterable[dict[str, Any]], console: Console) -> None:
    """Print it all."""
    console.print()
    console.print(_published(result))
    console.print()
    _held_back(result, console)
    console.print()
    console.print(_times(tasks))
    console.print("\n[bold]Next[/]")
    for command, meaning in NEXT:
        console.print(f"  {command:<56} {meaning}", highlight=False)


def _published(result: Result) -> Table:
    table = Table("dataset", title="Published", title_justify="left", box=None, title_style="bold")
    for name in ("rows", "versions", "snapshot"):
        table.add_column(name, justify="right")
    for dataset in sorted(result.published, key=_order):
        if versions := result.published[dataset]:
            last = versions[-1]
            table.add_row(dataset, f"{last.rows_total:,}", str(len(versions)), str(last.snapshot))
    return table


def _order(dataset: str) -> tuple[int, str]:
    """As the data flows."""
    known = list(PUBLISHED)
    return known.index(dataset) if dataset in known else len(known), dataset


def _held_back(result: Result, console: Console) -> None:
    checks = result.failed_checks()
    if not checks:
        console.print(f"[bold]Held back[/]\n  nothing; {HELD_BACK} should have been")
        return
    runs = len(result.held_back)
    console.print(f"[bold]Held back[/]  {HELD_BACK}, in {runs} run{'s' if runs > 1 else ''}: no reader ever saw it")
    for check in checks:
        console.print(f"  [red]■[/] {check['check']}: {check['count']:,} of {check['rows']:,} rows  "
                      f"[dim]{WHY.get(check['check'], '')}[/]", highlight=False)  # fmt: skip
        if check["sample"]:
            console.print(f"      such as {_brief(check['sample'][0])}", highlight=False, markup=False)


def _brief(row: str) -> str:
    """A row of a sample, without what repeats in all of them."""
    told = json.loads(row)
    return ", ".join(f"{name} {'null' if value is None else value}" for name, value in told.items())[:150]


def _times(tasks: Iterable[dict[str, Any]]) -> Table:
    table = Table("step", title="Time of each step, in seconds", title_justify="left", box=None, title_style="bold")
    table.add_column("each run", justify="left")
    seconds = defaultdict[str, list[float]](list)
    for task in tasks:
        seconds[f"{task['dag_id']}.{task['task_id']}"].append(task["duration"] or 0)
    for step, times in seconds.items():
        table.add_row(step, "  ".join(f"{time:4.1f}" for time in times))
    return table
