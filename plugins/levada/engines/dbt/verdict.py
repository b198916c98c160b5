"""Whether what dbt did may become drafts."""

from collections.abc import Callable

from levada.engines.dbt.build import ERRORS, Built, never
from levada.engines.dbt.looks import looks
from levada.engines.dbt.manifest import Manifest, Result
from levada.engines.dbt.review import unnamed, unsupported
from levada.errors import Blocked, Permanent, Retryable
from levada.plan.checks import CheckResult
from levada.plan.graph import Task

CURE = "correct what the models read, the models, or the tests, and run again: what readers see is as it was"


def refuse(
    task: Task,
    built: Built,
    checks: tuple[CheckResult, ...],
    worth_another_try: Callable[[str], bool] = never,
    cure: Callable[[str], str] = str,
) -> None:
    """Nothing, or an error. Of a failed node's message, `worth_another_try` says whether it is, and `cure` adds to it
    what helps.

    Raises:
        Permanent: a node could not be built or tested, is of a kind this release does not have, or is not named; a test
            has looked at what the step does not read; dbt has left something out.
        Retryable: nodes could not be built, all of them for reasons that may go away.
        Blocked: a test of severity error failed, on a dataset that does not only warn.
    """
    manifest, outcome = built.manifest, built.outcome
    nodes = tuple(one.node for one in outcome)
    _refuse_unread(task, manifest, nodes)
    errors = [one for one in outcome if one.status in ERRORS]
    if errors:
        told = "\n".join(f"{_whose(manifest, one)}: {cure(_plain(one.message))}" for one in errors)
        kind = Retryable if all(worth_another_try(one.message) for one in errors) else Permanent
        files = ", ".join(dict.fromkeys(_whose(manifest, one) for one in errors))
        raise kind(f"step {task.step}: dbt could not build {files}:\n{told}")
    if built.code and not any(one.status in ("fail", "warn") for one in outcome):
        raise Permanent(f"step {task.step}: dbt ended with code {built.code}, and does not say of which node")
    warned = {table.name for table in task.tables if table.on_failure == "warn"}
    failed = [check for check in checks if check.blocks and check.dataset not in warned]
    if failed:
        said = f"step {task.step}: nothing was published, for {len(failed)} dbt test{'s' if failed[1:] else ''} failed"
        lines = (line for one in failed for line in one.told)
        raise Blocked("\n".join((said, *lines, CURE)), checks)
    if skipped := sorted({_whose(manifest, one) for one in outcome if one.status == "skipped"}):
        raise Permanent(
            f"step {task.step}: dbt has left out {', '.join(skipped)}, for a test of what they read has failed: give "
            "that test `severity: warn`, which lets dbt go on, or put what reads it into a step of its own"
        )
    models = manifest.models(nodes)
    if wrong := [message for _, message, _ in (*unsupported(models), *unnamed(models, task))]:
        raise Permanent(f"step {task.step}: {'; '.join(wrong)} (levada validate says so before anything runs)")


def _refuse_unread(task: Task, manifest: Manifest, nodes: tuple[str, ...]) -> None:
    """What a step does not read is there as whoever builds it has left it, published or not.

    Raises:
        Permanent: a model or a test has looked at such a table.
    """
    known = {read.dataset for read in task.reads}
    looked = [(f"{model.file} reads", model.reads) for model in manifest.models(nodes)]
    looked += [(f"dbt's test {look.test} looks at", look.reads) for look in looks(manifest, nodes)]
    for what, reads in looked:
        if missing := sorted(set(reads) - known):
            raise Permanent(
                f"step {task.step}: {what} {', '.join(missing)}: add {'them' if missing[1:] else 'it'} to the step's "
                "`reads`, so that what is published is seen (levada validate says so before anything runs)"
            )


def _whose(manifest: Manifest, one: Result) -> str:
    """The file of a node; hooks have none."""
    return manifest.file(one.node) if one.node in manifest.nodes else one.node


def _plain(message: str) -> str:
    """dbt's message without its own naming of the model, its empty lines, and a file that is gone by then."""
    lines = [line for line in message.strip().splitlines() if not line.strip().startswith("compiled code at ")]
    return "\n".join(line for line in lines[1 if len(lines) > 1 else 0 :] if line.strip()).strip()
