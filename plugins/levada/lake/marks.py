"""What a draft is about, and how that is written onto its branch: whoever comes after a crash can read it there."""

import re
from dataclasses import dataclass
from hashlib import sha256
from uuid import uuid4

from levada.lake.entries import SourceFile
from levada.plan.run import Run

PREFIX = "audit_"

RUN = "levada.run"
STEP = "levada.step"
ITEM = "levada.item"
FINGERPRINT = "levada.fingerprint"
FORK = "levada.fork"
LEDGER = "levada.ledger"
WRITTEN = "levada.written"
ROWS = "levada.rows"
BYTES = "levada.bytes"
FILES = "levada.files"
GROWN = "levada.grown"
DROPPED = "levada.dropped-columns"
UNCHANGED = "levada.unchanged"
PRESERVED = "levada.rows-preserved"
EVENT_TIME = "levada.event-time"
GUARDED = "levada.guarded"
BUILT = "levada.built"
LAYOUT = "levada.layout"
REFERENCE = "levada.reference"
PUBLICATIONS = "levada.publications"
OWNER = "levada.view-owner"
SEEN_AS = "levada.view-catalog"
PUBLISHED = "published"
"""The reference that readers of a table follow which another engine builds."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What one attempt of one step is about. `fingerprint`: a digest of everything that decides the result.

    `interval_rows`: the result holds exactly `run.interval`'s rows; `insert_overwrite` then replaces exactly that
    interval, even with zero rows. `lookback`: seconds before it that were read too.

    `since`: of datasets of which only new rows are read, the snapshot after which they came; None: all of them are.
    `upon`: which publications it goes on from: what stands in their files' names; empty: a table had none. `elsewhere`:
    something was read of which nobody can tell whether it has changed."""

    pipeline: str
    step: str
    run: Run
    fingerprint: str
    files: tuple[SourceFile, ...] = ()
    inputs: tuple[tuple[str, int | None], ...] = ()
    interval_rows: bool = False
    lookback: int = 0
    since: tuple[tuple[str, int | None], ...] = ()
    upon: tuple[str, ...] = ()
    elsewhere: bool = False

    @property
    def branch(self) -> str:
        return branch(self.run.id, self.step, self.run.part)

    def is_on(self, summary: dict[str, str]) -> bool:
        """Whether a snapshot was written by an attempt at just this."""
        said = tuple(summary.get(key) for key in (RUN, STEP, FINGERPRINT))
        return said == (self.run.id, self.step, self.fingerprint)


def branch(run: str, step: str, item: str | None = None) -> str:
    """The audit branch of a step of a run, or of one item of it: always the same, so that a second attempt finds the
    first one's."""
    names = [_unique(run, 40), step, *([] if item is None else [_unique(item, 20)])]
    return PREFIX + "_".join(names)


def new_ledger() -> str:
    """A name for a ledger file. Buckets that hold nothing but tables take only names such as Iceberg's own."""
    return f"ledger-{uuid4()}.stats"


def _unique(text: str, length: int) -> str:
    """Unlike what becomes of any other text, and readable."""
    readable = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:length]
    return f"{sha256(text.encode()).hexdigest()[:8]}_{readable}"
