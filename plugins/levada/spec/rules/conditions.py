"""Conditions of steps: each asks one thing, of what there is."""

from collections.abc import Iterator

from levada.names import nearest
from levada.spec.params import complaint, faults
from levada.spec.rules.case import Case
from levada.spec.source import Mistake, Path
from levada.spec.when import When

KINDS = ("param", "rows", "weekday", "python", "all", "any")


def conditions(case: Case) -> Iterator[Mistake]:
    """Nothing asked, two things at once, or something that is not there."""
    for path, when in _all(case):
        said = [kind for kind in KINDS if getattr(when, kind) is not None]
        if not said:
            yield Mistake(path, "asks nothing", f"one of {', '.join(KINDS)}")
        for kind in said:
            if getattr(when, kind) == () and not case.page.touched((*path, kind)):
                yield Mistake((*path, kind), "must not be empty", "name at least one")
        for kind in said[1:]:
            message = f"`{kind}` beside `{said[0]}`: a condition asks one thing"
            yield Mistake((*path, kind), message, f"say all: [{{{said[0]}: …}}, {{{kind}: …}}], or any", key=True)


def params(case: Case) -> Iterator[Mistake]:
    """Params that do not exist, or never have that value."""
    known = case.pipeline.params
    for path, when in _all(case):
        if when.param is None or case.page.touched(("params",)):
            if when.param is None and "value" in when.model_fields_set:
                yield Mistake((*path, "is"), "`is` without `param`", "say which param: {param: NAME, is: …}", key=True)
        elif when.param not in known:
            hint = nearest(when.param, sorted(known)) or f"add it to the pipeline: params: {{{when.param}: {{…}}}}"
            yield Mistake((*path, "param"), f"the pipeline has no param {when.param!r}", hint)
        elif "value" not in when.model_fields_set:
            yield Mistake((*path, "param"), f"what {when.param} has to be is not said", "add `is:`", key=True)
        elif any(faults(known[when.param])):
            continue  # said of the param itself
        elif wrong := complaint(known[when.param], when.value):
            yield Mistake((*path, "is"), f"{when.param} can never be that: {wrong}", "compare with its schema")


def rows(case: Case) -> Iterator[Mistake]:
    """Rows of datasets that other runs publish."""
    own = case.writers
    for path, when in _all(case):
        if when.rows and when.rows not in own and when.rows not in case.unsure:
            hint = nearest(when.rows, sorted(own)) or "name one that a step before this one fills"
            yield Mistake((*path, "rows"), f"no step of this pipeline fills {when.rows}", hint)
        elif when.rows and own[when.rows].operator:
            message = f"{when.rows} is written by an operator: how many rows it brings, levada does not know"
            yield Mistake((*path, "rows"), message, "ask something else")


def weekdays(case: Case) -> Iterator[Mistake]:
    """The weekday of runs that have no `ds`."""
    said = case.pipeline.schedule
    if said.cron or said.interval or said.assets or case.page.touched(("schedule",)):
        return
    for path, when in _all(case):
        if when.weekday:
            message = "the weekday is that of the run's `ds`, and runs of this pipeline have none"
            yield Mistake((*path, "weekday"), message, "give the schedule a cron or an interval", key=True)


def _all(case: Case) -> Iterator[tuple[Path, When]]:
    for number, step in enumerate(case.pipeline.steps):
        if step.when:
            yield from _inside(("steps", number, "when"), step.when)


def _inside(path: Path, when: When) -> Iterator[tuple[Path, When]]:
    yield path, when
    for kind, inner in (("all", when.all), ("any", when.any)):
        for number, one in enumerate(inner or ()):
            yield from _inside((*path, kind, number), one)


RULES = (conditions, params, rows, weekdays)
