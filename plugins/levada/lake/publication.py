"""The moment at which readers see a draft: `main`, ledger, schema and properties move in one commit, or none does."""

from collections.abc import Callable
from datetime import UTC, datetime

from pyiceberg.table import Table as IcebergTable

from levada.errors import Blocked, LevadaError, Permanent, Retryable
from levada.lake import drafts, ledger, marks
from levada.lake.ancestry import descends, head, main
from levada.lake.catalogue import Lake
from levada.lake.creation import properties
from levada.lake.draft import Draft, snapshot_marks, snapshot_of
from levada.lake.ledger import Entry
from levada.lake.marks import Mark
from levada.lake.moving import Move
from levada.lake.moving import Published as Published
from levada.lake.races import retried
from levada.lake.rebase import rebased
from levada.lake.rollback import rollback as rollback
from levada.lake.showing import settle as settle
from levada.lake.showing import show
from levada.lake.visibility import fits
from levada.plan.checks import CheckResult
from levada.plan.codec import terms
from levada.plan.tables import Table

REWRITES = 20
"""How often a step is done again inside publication because others touched what it replaces: another has come through
each time, so that of several, all do."""
REBASES = 100
"""How often a draft is put on top of what others published, which costs next to nothing: of many items of one step, one
after another is first."""


Recheck = Callable[[Draft], tuple[CheckResult, ...]]
Rewrite = Callable[[], Draft]


def published(lake: Lake, dataset: str) -> int | None:
    """The snapshot that readers see now; None where nothing was ever published."""
    table = lake.load(dataset)
    return main(table.metadata) if table else None


def publish(
    lake: Lake,
    table: Table,
    draft: Draft,
    mark: Mark,
    checks: tuple[CheckResult, ...],
    recheck: Recheck,
    rewrite: Rewrite,
) -> Published:
    """Show a checked draft to readers. If others have published meanwhile, it is put on top of that, or done again
    where they touched what it replaces; then it is checked again.

    A draft whose rows were published by then, by this step or another attempt at it, is dropped.

    Raises:
        Retryable: others kept publishing.
        Permanent: the draft does not come from a published state, or its rows were loaded in another form.
        Blocked: checks of severity error failed.
    """
    rewrites = 0
    for round_ in range(REBASES):
        if there := done(lake, table, draft, mark):
            return there
        refuse_blocked(lake, table, draft, checks)
        if moved := _move(lake, table, draft, mark, checks, round_):
            return moved
        again = rebased(lake, table, draft, mark)
        if again is None:
            rewrites += 1
            if rewrites > REWRITES:
                break
            again = rewrite()
        draft, checks = again, recheck(again)
    drafts.drop(lake, draft)
    raise Retryable(f"{table.name}: others kept publishing while {mark.step} did: try again")


def done(lake: Lake, table: Table, draft: Draft, mark: Mark) -> Published | None:
    """The published state, if it holds the draft's rows already."""
    existing = lake.table(table.name)
    now = main(existing.metadata)
    if is_shown(existing, draft):
        settle(lake, table.name)
        return state(draft, 0)
    try:
        superfluous = ledger.admit(ledger.of(existing, now), table, mark)
    except LevadaError:
        drafts.drop(lake, draft)
        raise
    if now is None or not superfluous:
        return None
    drafts.drop(lake, draft)
    return Published(table.name, now, now)


def refuse_blocked(lake: Lake, table: Table, draft: Draft, checks: tuple[CheckResult, ...]) -> None:
    failed = tuple(result for result in checks if result.blocks)
    if failed and table.on_failure == "block":
        drafts.drop(lake, draft)
        names = ", ".join(result.check for result in failed)
        raise Blocked(f"{table.name}: not published, checks failed: {names}; run the step again", checks)


def _move(
    lake: Lake, table: Table, draft: Draft, mark: Mark, checks: tuple[CheckResult, ...], round_: int
) -> Published | None:
    """Publish a draft that begins where readers are; None if they are elsewhere by now."""
    if (name := entered(lake, table, draft, mark, checks)) is None:
        return None

    def attempt() -> Published | None:
        now = lake.table(table.name)
        if not is_shown(now, draft):
            if (move := showing(now, table, draft, name)) is None:
                return None
            show(lake, move)
        else:
            settle(lake, table.name)
        return state(draft, round_)

    return retried(table.name, attempt)


def state(draft: Draft, round_: int) -> Published:
    """What readers see once a draft is published."""
    return Published(draft.dataset, draft.head, draft.fork, draft.rows, draft.bytes, draft.files, round_)


def entered(lake: Lake, table: Table, draft: Draft, mark: Mark, checks: tuple[CheckResult, ...]) -> str | None:
    """The name of a ledger file, written, in which a draft is that begins where readers are; None if they are elsewhere
    by now."""
    existing = lake.table(table.name)
    if main(existing.metadata) != draft.fork:
        return None
    said = snapshot_marks(snapshot_of(draft, existing.metadata))
    if marks.BUILT not in said and not descends(existing.metadata, draft.head, draft.fork):
        raise Permanent(
            f"{table.name}: the draft {draft.branch} does not come from the published snapshot {draft.fork}, and would "
            f"replace the whole table: drop the branch and run the step again"
        )
    name, entry = said[marks.LEDGER], _entry(table, draft, mark, checks, said[marks.WRITTEN])
    strategy = "merge" if marks.GROWN in said else table.strategy
    ledger.keep(existing, name, ledger.of(existing, draft.fork).with_entry(strategy, entry))
    return name


def is_shown(now: IcebergTable, draft: Draft) -> bool:
    """Whether readers see a draft already: an attempt may have succeeded of which nobody was told."""
    return descends(now.metadata, main(now.metadata), draft.head)


def showing(now: IcebergTable, table: Table, draft: Draft, ledger_file: str) -> Move | None:
    """What shows a draft to readers; None if they are elsewhere by now."""
    if main(now.metadata) != draft.fork:
        return None
    if head(now.metadata, draft.branch) != draft.head:
        raise Retryable(f"{table.name}: another attempt has taken over the branch {draft.branch}: try again")
    if not fits(now.metadata, draft.head):
        return None
    return Move(now, draft.head, ledger_file, draft.branch, properties(table))


def _entry(table: Table, draft: Draft, mark: Mark, checks: tuple[CheckResult, ...], written: str) -> Entry:
    return Entry(
        pipeline=mark.pipeline,
        step=mark.step,
        run=mark.run.id,
        interval=mark.run.interval,
        fingerprint=mark.fingerprint,
        files=mark.files,
        inputs=mark.inputs,
        rows=draft.rows,
        at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        checks=checks,
        written=written,
        terms=terms(table),
        item=mark.run.part,
        since=mark.since,
    )
