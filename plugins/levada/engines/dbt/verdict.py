"""Whether what dbt did may become drafts."""

from levada.engines.dbt.manifest import Manifest, Result
from levada.engines.dbt.review import unnamed, unsupported
from levada.errors import Blocked, Permanent
from levada.plan.checks import CheckResult
from levada.plan.graph import Task


def refuse(task: Task, manifest: Manifest, outcome: tuple[Result, ...], checks: tuple[CheckResult, ...]) -> None:
    """Nothing, or an error.

    Raises:
        Permanent: a node could not be built or tested, is of a kind this release does not have, or is not named.
        Blocked: a test of severity error failed, on a dataset that does not only warn.
    """
    errors = [f"{manifest.file(one.node)}: {_plain(one.message)}" for one in outcome if one.status == "error"]
    if errors:
        raise Permanent(f"step {task.step}: dbt could not build:\n" + "\n".join(errors))
    warned = {table.name for table in task.tables if table.on_failure == "warn"}
    failed = [check for check in checks if check.blocks and check.dataset not in warned]
    if failed:
        told = "; ".join(f"{one.check} on {one.dataset} found {one.found}" for one in failed)
        raise Blocked(f"step {task.step}: nothing was published, for dbt tests failed: {told}", checks)
    models = manifest.models(tuple(one.node for one in outcome))
    if wrong := [message for _, message, _ in (*unsupported(models), *unnamed(models, task))]:
        raise Permanent(f"step {task.step}: {'; '.join(wrong)} (levada validate says so before anything runs)")


def _plain(message: str) -> str:
    """dbt's message without its own naming of the model and its empty lines."""
    lines = message.strip().splitlines()
    return "\n".join(line for line in lines[1 if len(lines) > 1 else 0 :] if line.strip()).strip()
