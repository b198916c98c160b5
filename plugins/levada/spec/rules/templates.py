"""Words in double braces: a closed list, filled at run time, with and without Airflow alike."""

import re
from collections.abc import Iterator

from pydantic import JsonValue

from levada.names import (
    DIRECTIVES,
    INTERVAL_WORDS,
    ITEM,
    PARAMS,
    RUN_WORDS,
    TEMPLATE,
    WRITTEN_OUT,
    nearest,
    template_words,
)
from levada.spec.rules.case import Case
from levada.spec.source import Mistake, Path

_WORD = "|".join(RUN_WORDS)
UNFILLED = re.compile(rf"(?<![{{$])\{{\s*({_WORD})\s*\}}(?!\}})|\$\{{?({_WORD})\b\}}?", re.IGNORECASE)
"""Words of ours as Python or a shell would write them: `{ds}`, `$DS`, `${ds}`."""


def templates(case: Case) -> Iterator[Mistake]:
    """Words that are not on the list, braces that are none, words that need an interval where runs may have none."""
    for path, text in _texts(case):
        for word in TEMPLATE.findall(text):
            yield from _word(case, path, word)
        rest = TEMPLATE.sub("", text)
        if "{{" in rest or "}}" in rest or "{%" in rest or "{#" in rest:
            hint = "write a word in double braces, as in {{ ds }}; of Jinja nothing else is filled"
            yield Mistake(path, "has braces that are no template", hint)
        elif found := UNFILLED.search(rest):
            word = (found[1] or found[2]).lower()
            yield Mistake(path, f"{found[0]} would stay as it is", f"write it in double braces: {{{{ {word} }}}}")


def interval_words(case: Case) -> Iterator[tuple[Path, str]]:
    """Where a pipeline needs an interval, and for which word."""
    for path, text in _texts(case):
        yield from ((path, word) for word in template_words(text) if word in INTERVAL_WORDS)


def _word(case: Case, path: Path, word: str) -> Iterator[Mistake]:
    written = WRITTEN_OUT.fullmatch(word)
    if written:
        yield from _written(path, written["form"])
        word = written["moment"]
    if word in INTERVAL_WORDS:
        if not _may_have_interval(case):
            message = f"{{{{ {word} }}}} needs an interval, and runs of this pipeline have none"
            yield Mistake(path, message, "give the schedule a cron or an interval")
    elif word.startswith(PARAMS):
        yield from _param(case, path, word)
    elif word == ITEM:
        step: Path = path[:2]
        if case.pipeline.steps[int(path[1])].for_each is None and not case.page.touched((*step, "for_each")):
            yield Mistake(path, "{{ item }} is known where a step says `for_each`", "add for_each: [..] to the step")
    elif word not in RUN_WORDS:
        hint = nearest(word, list(RUN_WORDS)) or f"known here: {', '.join(RUN_WORDS)}, params.NAME"
        if "strftime" in word:
            hint = 'write it as in {{ data_interval_start.strftime("%Y%m%d%H") }}'
        yield Mistake(path, f"{{{{ {word} }}}} is not known", hint)


def _written(path: Path, form: str) -> Iterator[Mistake]:
    """A form in which nothing stands, or something that is another elsewhere: `%A` is a word of some language."""
    if wrong := [f"%{sign}" for sign in re.findall(r"%(.?)", form, re.DOTALL) if sign not in DIRECTIVES or not sign]:
        hint = f"take of these: {' '.join(f'%{sign}' for sign in DIRECTIVES)}"
        yield Mistake(path, f"{form!r} has {wrong[0]}, which is not filled in here", hint)
    elif "%" not in form:
        yield Mistake(path, f"{form!r} has no part of a moment", 'write it as in strftime("%Y%m%d%H")')


def _param(case: Case, path: Path, word: str) -> Iterator[Mistake]:
    name, known = word.removeprefix(PARAMS), case.pipeline.params
    if name not in known and not case.page.touched(("params",)):
        hint = nearest(name, sorted(known)) or f"add it to the pipeline: params: {{{name or 'NAME'}: {{type: string}}}}"
        yield Mistake(path, f"{{{{ {word} }}}}: the pipeline has no param {name!r}", hint)


def _may_have_interval(case: Case) -> bool:
    """Events of assets may carry one; whether they do is for those to say who write the assets."""
    said = case.pipeline.schedule
    return bool(said.cron or said.interval or said.assets) or case.page.touched(("schedule",))


def _texts(case: Case) -> Iterator[tuple[Path, str]]:
    """Every text that is filled when a step runs."""
    for number, step in enumerate(case.pipeline.steps):
        if step.ingest:
            yield ("steps", number, "ingest", "files", "path"), step.ingest.files.path
        if step.wait:
            yield ("steps", number, "wait", "files"), step.wait.files or ""
            yield ("steps", number, "wait", "until"), step.wait.until or ""
        if step.sql:
            yield ("steps", number, "sql", "query"), step.sql.query
        if step.dbt:
            yield ("steps", number, "dbt", "select"), step.dbt.select
            yield ("steps", number, "dbt", "exclude"), step.dbt.exclude
            yield from inside(("steps", number, "dbt", "vars"), step.dbt.vars)
        yield from inside(("steps", number, "with"), step.arguments)


def inside(path: Path, value: JsonValue) -> Iterator[tuple[Path, str]]:
    """Every text in a value, and where it stands."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from inside((*path, key), inner)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from inside((*path, number), inner)


RULES = (templates,)
