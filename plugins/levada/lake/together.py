"""Several tables at one moment: readers see all drafts of a step or none of them, where the catalogue has a commit for
more than one table."""

from collections.abc import Callable, Mapping

from levada.errors import Retryable
from levada.lake import drafts
from levada.lake.catalogue import Lake
from levada.lake.commits import NotTogether
from levada.lake.draft import Draft
from levada.lake.marks import Mark
from levada.lake.moving import Published
from levada.lake.publication import (
    REBASES,
    REWRITES,
    done,
    entered,
    is_shown,
    refuse_blocked,
    showing,
    state,
)
from levada.lake.races import retried
from levada.lake.rebase import rebased
from levada.lake.showing import settle, show
from levada.plan.checks import CheckResult
from levada.plan.tables import Table

Checks = Mapping[str, tuple[CheckResult, ...]]
"""Of each dataset, what its checks have found."""
Drafts = Mapping[str, Draft]


def publish_together(
    lake: Lake,
    tables: Mapping[str, Table],
    found: Drafts,
    mark: Mark,
    checks: Checks,
    recheck: Callable[[Drafts], Checks],
    rewrite: Callable[[], Drafts],
) -> tuple[Published, ...] | None:
    """Show the checked drafts of one step, by dataset, to readers. If others have published meanwhile, they are put on
    top of that, or all of them done again, and checked again.

    None: the catalogue takes one table at a time, and readers see what they saw.

    Raises:
        Retryable: others kept publishing.
        Permanent, Blocked: as `publish` says.
    """
    if not lake.joint:
        return None
    rewrites = 0
    for round_ in range(REBASES):
        there = {name: seen for name, draft in found.items() if (seen := done(lake, tables[name], draft, mark))}
        left = {name: draft for name, draft in found.items() if name not in there}
        for name, draft in left.items():
            refuse_blocked(lake, tables[name], draft, checks[name])
        try:
            if _moved(lake, tables, left, mark, checks):
                return tuple(there.get(name) or state(draft, round_) for name, draft in found.items())
        except NotTogether:
            return None
        again = _rebased(lake, tables, left, mark)
        if again is None:
            rewrites += 1
            if rewrites > REWRITES:
                break
            found = again = rewrite()
        found = {**found, **again}
        checks = recheck(found)
    drafts.drop(lake, *found.values())
    raise Retryable(f"{', '.join(found)}: others kept publishing while {mark.step} did: try again")


def _moved(lake: Lake, tables: Mapping[str, Table], left: Drafts, mark: Mark, checks: Checks) -> bool:
    """Whether drafts are published now, all of them: each has to begin where readers are."""
    names = {name: entered(lake, tables[name], draft, mark, checks[name]) for name, draft in left.items()}

    def attempt() -> bool:
        moves = []
        for dataset, name in names.items():
            now, draft = lake.table(dataset), left[dataset]
            if not is_shown(now, draft):
                move = showing(now, tables[dataset], draft, name) if name else None
                if move is None:
                    return False
                moves.append(move)
            else:
                settle(lake, dataset)
        if moves:
            show(lake, *moves)
        return True

    return retried(", ".join(left), attempt)


def _rebased(lake: Lake, tables: Mapping[str, Table], left: Drafts, mark: Mark) -> Drafts | None:
    """The same rows on top of what others have published; None where one has to be done again."""
    again = {}
    for name, draft in left.items():
        on_top = rebased(lake, tables[name], draft, mark)
        if on_top is None:
            return None
        again[name] = on_top
    return again
