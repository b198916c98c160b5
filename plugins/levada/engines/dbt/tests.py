"""dbt's tests, told as checks: what each found, of how many rows, and a few of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from levada.engines.dbt.manifest import Manifest, Result
from levada.plan.checks import CheckResult
from levada.plan.graph import Task
from levada.plan.privacy import masked

SAMPLE = 5
VERDICTS = ("pass", "fail", "warn")


@dataclass(frozen=True, slots=True)
class Look:
    """How an engine looks at what dbt has built. `count`: the rows of a table that dbt calls so; 0 if there is none (an
    ephemeral model). `sample`: at most `SAMPLE` rows of a query as JSON; none where it cannot be asked."""

    count: Callable[[str], int]
    sample: Callable[[str], tuple[str, ...]]


def tests(look: Look, manifest: Manifest, outcome: tuple[Result, ...]) -> Iterator[CheckResult]:
    """Every test that came to a verdict, in the order of their names: they end in any."""
    for one in sorted(outcome, key=lambda one: one.node):
        if one.status in VERDICTS:
            yield _told(look, manifest, one)


def _told(look: Look, manifest: Manifest, one: Result) -> CheckResult:
    node, passed, about = manifest.nodes[one.node], one.status == "pass", manifest.tested(one.node)
    dataset, rows = (manifest.dataset(about), look.count(manifest.place(about))) if about else ("", 0)
    return CheckResult(
        dataset=dataset, check=node["name"], severity="warning" if _warns(node, one) else "error", passed=passed,
        count=one.failures, rows=rows, must=_must(node, one),
        sample=() if passed else look.sample(one.sql), column=node.get("column_name"),
    )  # fmt: skip


def guarded(check: CheckResult, task: Task) -> CheckResult:
    """A check without the values that only some may see. A test's rows may have columns of its own making: they are
    shown only where the table has nothing to guard, and those of a table that the step does not fill never."""
    table = next((table for table in task.tables if table.name == check.dataset), None)
    if table is None:
        return replace(check, sample=())
    columns = {column.name: column.guarded for column in table.columns or ()}
    if not any(columns.values()):
        return check
    return replace(check, sample=masked(check.sample, lambda name: columns.get(name, True)))


def _warns(node: dict[str, Any], one: Result) -> bool:
    """A verdict says its severity; where there is none to say, the test's own counts."""
    return one.status == "warn" or (one.status == "pass" and node["config"].get("severity", "error").lower() == "warn")


def _must(node: dict[str, Any], one: Result) -> str:
    limit = node["config"].get("warn_if" if one.status == "warn" else "error_if", "!= 0")
    return "mustBe 0" if limit == "!= 0" else f"not {limit}"
