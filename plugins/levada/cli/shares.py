"""Which steps of a plan may be done for several intervals at once, or refusal by who asks for it."""

import click

from levada.plan.graph import Plan
from levada.plan.shares import Shares as Shares
from levada.plan.shares import in_sequence
from levada.plan.shares import shares as _shares


def shares(plan: Plan, asked: tuple[str, ...], because: str = "--jobs", in_turn: bool = False) -> Shares:
    """The shares of those steps of a plan that are asked for. `because`: what asks that intervals be taken so;
    `in_turn`: they are taken in batches, but the oldest first.

    Raises:
        UsageError: an interval's result depends on those before it: they have to come one after another.
    """
    if why := in_sequence(plan, asked, in_turn):
        raise click.UsageError(f"{because}: {why}: leave {because} out")
    return _shares(plan, asked)
