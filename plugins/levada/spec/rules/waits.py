"""What a step waits for: one thing, that may come."""

import re
from collections.abc import Iterator

from levada.names import TEMPLATE
from levada.spec.rules.case import Case
from levada.spec.rules.files import SCHEMES, leaving
from levada.spec.source import Mistake, Path
from levada.spec.step import Step
from levada.spec.wait import Wait

KINDS = ("files", "dataset", "until")
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
MOMENTS = ("data_interval_start", "data_interval_end")


def waits(case: Case) -> Iterator[Mistake]:
    """Nothing to wait for, or several things; a time that is none; what the pipeline does itself."""
    for number, step in enumerate(case.pipeline.steps):
        if step.wait is None:
            continue
        path: Path = ("steps", number, "wait")
        yield from _one(path, step.wait)
        yield from _files(path, step.wait)
        yield from _until(path, step.wait)
        if step.wait.dataset in case.writers:
            message = f"{step.wait.dataset} is filled by this pipeline itself: waiting for it would never end"
            yield Mistake((*path, "dataset"), message, f"say depends_on: [{case.writers[step.wait.dataset].name}]")


def idle(case: Case) -> Iterator[Mistake]:
    """What a step that only waits cannot do."""
    for number, step in enumerate(case.pipeline.steps):
        if step.wait is None:
            continue
        if step.id is None:
            yield Mistake(("steps", number), "a step that waits has no name", "give it an `id`")
        for key, said in _work(step):
            if said:
                message, hint = f"a step that waits has no `{key}`", "let a step after it do that: depends_on"
                yield Mistake(("steps", number, key), message, hint, key=True)


def _work(step: Step) -> tuple[tuple[str, object], ...]:
    return ("into", step.into), ("reads", step.reads)


def _one(path: Path, wait: Wait) -> Iterator[Mistake]:
    said = [kind for kind in KINDS if getattr(wait, kind) is not None]
    if not said:
        yield Mistake(path, "waits for nothing", f"one of {', '.join(KINDS)}")
    for kind in said[1:]:
        message = f"`{kind}` beside `{said[0]}`: a step waits for one thing"
        yield Mistake((*path, kind), message, "make two steps of it", key=True)


def _files(path: Path, wait: Wait) -> Iterator[Mistake]:
    yield from leaving((*path, "files"), wait.files or "")
    scheme, found, _ = (wait.files or "").partition("://")
    if found and scheme not in SCHEMES:
        yield Mistake((*path, "files"), f"addresses in {scheme}:// are not read", "name a file, or s3://bucket/path")


def _until(path: Path, wait: Wait) -> Iterator[Mistake]:
    if wait.until is None or CLOCK.fullmatch(wait.until):
        return
    word = TEMPLATE.fullmatch(wait.until)
    if word is None or word[1] not in MOMENTS:
        hint = 'write it as in "06:30", or "{{ data_interval_end }}"'
        yield Mistake((*path, "until"), f"{wait.until!r} is not a time", hint)


RULES = (waits, idle)
