"""How many rows have come, and how fast: said now and then, not with every batch."""

import time
from collections.abc import Callable


class Pace:
    """A `passing` that says a line at most every so many seconds, the first one after as many."""

    def __init__(self, say: Callable[[str], None], every: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.say, self.every, self.clock = say, every, clock
        self.begun: dict[str, float] = {}
        self.next = clock() + every

    def __call__(self, dataset: str, rows: int) -> None:
        now = self.clock()
        begun = self.begun.setdefault(dataset, now)
        if now >= self.next and now > begun:
            self.next = now + self.every
            self.say(f"{dataset} {rows:,} rows ({rows / (now - begun):,.0f}/s)")
