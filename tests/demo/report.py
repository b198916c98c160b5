"""The end of the demo: what was published, what was held back and why, the time of each step, what to type next."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from tests.demo.expected import HELD_BACK, PUBLISHED, WHY
from tests.demo.result import Result

Json = dict[str, Any]

NEXT = (
    (".venv/bin/levada{e} show analytics.punctuality_by_carrier", "who was late"),
    (".venv/bin/levada{e} history staging.departures", "every version, and which run published it"),
    (".venv/bin/levada{e} explain punctuality", "what a pipeline does, and why"),
    (".venv/bin/levada{e} run flights --date 2013-02-12", "the same without Airflow: nothing is loaded twice"),
    ("make ui{m}", "all this in Airflow's own pages"),
)


def report(result: Result, tasks: Iterable[Json], console: Console, where: str) -> None:
    """Print it all. `where`: the environment."""
    for part in (_published(result), *_held_back(result), _times(tasks)):
        console.print(part, highlight=False, soft_wrap=True)
    console.print("\n[bold]Next[/]")
    for command, meaning in _next(where):
        console.print(f"  {command:<56} [dim]{meaning}[/]", highlight=False, soft_wrap=True)


def _next(where: str) -> Iterator[tuple[str, str]]:
    if where == "local":
        yield from ((command.format(e="", m=""), meaning) for command, meaning in NEXT)
    else:
        yield 'eval "$(.venv/bin/levada lakehouse env)"', "tell this shell the secrets"
        yield from ((command.format(e=f" -e {where}", m=f" ENV={where}"), meaning) for command, meaning in NEXT)


def _published(result: Result) -> Table:
    table = _table("\nPublished", "dataset")
    for name in ("rows", "runs", "snapshot"):
        table.add_column(name, justify="right")
    for dataset in sorted(result.published, key=_order):
        versions = result.published[dataset]
        table.add_row(dataset, f"{versions[-1].rows_total:,}", str(len(versions)), str(versions[-1].snapshot))
    return table


def _order(dataset: str) -> tuple[int, str]:
    """As the data flows."""
    known = list(PUBLISHED)
    return known.index(dataset) if dataset in known else len(known), dataset


def _held_back(result: Result) -> Iterator[str]:
    runs = len(result.held_back)
    yield f"\n[bold]Held back[/]\n {HELD_BACK}, in {runs} run{'' if runs == 1 else 's'}; in the last, because of"
    for check in result.failed_checks():
        found = f"{check['count']:>5,} of {check['rows']:,} rows"
        yield f" [red]■[/] {check['check']:<24}{found}  {WHY.get(check['check'], '')}"
        if check["sample"]:
            row = json.loads(check["sample"][0])
            shown = {name: row.get(name) for name in ("flight_id", check["column"]) if name}
            yield "     [dim]such as " + escape(json.dumps(shown)) + "[/]"


def _times(tasks: Iterable[Json]) -> Table:
    table = _table("\nSeconds each step took, run by run", "step", "")
    seconds = defaultdict[str, list[float]](list)
    for task in tasks:
        seconds[f"{task['dag_id']}.{task['task_id']}"].append(task["duration"] or 0)
    for step, times in seconds.items():
        table.add_row(step, "  ".join(f"{time:4.1f}" for time in times))
    return table


def _table(title: str, *columns: str) -> Table:
    return Table(*columns, title=title, title_justify="left", title_style="bold", box=None)
