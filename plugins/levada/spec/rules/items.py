"""Steps that are done once for each of several items: what items may be, and what can be done so."""

import json
from collections.abc import Iterator

from levada.names import INTERVAL_WORDS, ITEM, ITEM_IN_JINJA, nearest, template_words
from levada.spec.privacy import guarded
from levada.spec.rules.case import Case
from levada.spec.rules.flow import Flow, Found, listings
from levada.spec.source import Mistake, Path
from levada.spec.step import Step

WHOLE = {
    "dbt": "dbt builds all of its models at once: select them with a tag, or give them `vars`",
    "wait": "give it wildcards, or make a step of each",
}
"""Verbs that are not done item by item: what to do instead."""
TYPES = ("string", "integer", "date")
OTHERWISE = "write: append, merge or delete+insert, or insert_overwrite by a partition of each item's own"


def items(case: Case) -> Iterator[Mistake]:
    """A list that is empty, or has one item twice: items are told apart by their texts. Or a template, which nobody
    fills here."""
    for number, step in _mapped(case):
        path, seen = ("steps", number, "for_each"), set[str]()
        if step.for_each == ():
            yield Mistake(path, "must not be empty", "name at least one item, or take it out")
        for place, item in enumerate(step.for_each if isinstance(step.for_each, tuple) else ()):
            if str(item) in seen:
                yield Mistake((*path, place), f"{item} is there already", "take it out")
            if "{{" in str(item):
                message = f"no templates are filled in items: {item} itself would be the item"
                yield Mistake((*path, place), message, "write the items, or let a column list them: {dataset, column}")
            seen.add(str(item))


def verbs(case: Case) -> Iterator[Mistake]:
    """Items for what is done as a whole."""
    for number, step in _mapped(case):
        for verb, hint in WHOLE.items():
            if getattr(step, verb) is not None:
                message = f"a `{verb}` step is not done item by item"
                yield Mistake(("steps", number, "for_each"), message, hint, key=True)


def unused(case: Case) -> Iterator[Mistake]:
    """Items that nothing is told of: the step would do the same for each."""
    for number, step in _mapped(case):
        path: Path = ("steps", number, "for_each")
        if step.ingest and ITEM not in template_words(step.ingest.files.path):
            yield Mistake(path, "each item would load the same files", "say {{ item }} in the path", key=True)
        elif step.sql and ITEM not in template_words(step.sql.query):
            yield Mistake(path, "the query is the same for each item", "say '{{ item }}' in it", key=True)
        elif step.operator and not ITEM_IN_JINJA.search(json.dumps(step.operator.args)):
            yield Mistake(path, "the operator does the same for each item", "say {{ item }} in its `args`", key=True)


def arguments(case: Case) -> Iterator[Mistake]:
    """Another argument of the item's name."""
    for number, step in _mapped(case):
        for key, said in (("reads", step.inputs), ("with", step.arguments)):
            if step.function and ITEM in said:
                hint = "call it otherwise; a parameter `item` gets the item without being told"
                yield Mistake(("steps", number, key), f"the argument {ITEM} is the step's item", hint, key=True)


def replacements(case: Case) -> Iterator[Mistake]:
    """Writes by which one item's rows would take away those of the others."""
    for path, step, dataset in case.outputs:
        if step.for_each is None or step.operator or any(getattr(step, verb) for verb in WHOLE):
            continue
        spec, place = case.pipeline.datasets.get(dataset), ("datasets", dataset, "write")
        strategy = spec.write.strategy if spec and spec.write else None
        if case.page.touched(place):
            continue
        if strategy == "replace":
            yield Mistake(place, f"each item would replace all of {dataset}", OTHERWISE)
        elif strategy is None and not step.ingest:
            hint = f"say under datasets.{dataset}: {OTHERWISE}"
            yield Mistake(path, f"each item would replace all of {dataset}, as by default", hint)
        elif strategy == "insert_overwrite" and spec and spec.event_time and _by_interval(step):
            yield Mistake(place, f"each item would replace the run's interval in {dataset}", OTHERWISE)


def columns(case: Case) -> Iterator[Mistake]:
    """Columns that one item's rows do not have, and that would be dropped with those of the others."""
    for _, step, dataset in case.outputs:
        path: Path = ("datasets", dataset, "write", "on_schema_change")
        spec = case.pipeline.datasets.get(dataset)
        if step.for_each is not None and spec and spec.write and spec.write.on_schema_change == "sync_all_columns":
            message = f"each item would drop the columns of {dataset} that only others bring"
            yield Mistake(path, message, "write: append_new_columns")


def values(flow: Flow) -> Found:
    """Columns that are not there, whose values are no items, or are not everybody's to see."""
    for name, number, said in ((name, *found) for name, case in flow.cases.items() for found in listings(case)):
        path: Path = ("steps", number, "for_each", "column")
        for other, *_ in flow.sources.get(said.dataset, [])[:1]:
            properties = flow.cases[other].properties(said.dataset)
            item = flow.cases[other].column(said.dataset, said.column)
            if properties is not None and item is None:
                known = [str(one.get("name")) for one in properties]
                hint = nearest(said.column, known) or f"columns: {', '.join(known)}"
                yield name, Mistake(path, f"the contract of {said.dataset} has no column {said.column}", hint)
            elif item and guarded(item):
                hint = "go through a column that everybody may see, such as a number in its place"
                yield name, Mistake(path, "only some may see its values, and items are seen in logs and names", hint)
            elif item and "physicalType" not in item and (kind := item.get("logicalType")) not in (None, *TYPES):
                hint = f"take a column of type {', '.join(TYPES)}"
                yield name, Mistake(path, f"the column {said.column} is of type {kind}", hint)


def waits(flow: Flow) -> Found:
    """Waiting for what is published item by item: it would end with the first."""
    for name, case in flow.cases.items():
        for number, step in enumerate(case.pipeline.steps):
            dataset = step.wait.dataset if step.wait else None
            filled = [writer for *_, writer in flow.sources.get(dataset or "", []) if writer and writer.for_each]
            if filled:
                message = f"{dataset} is published item by item: the wait would end with the first"
                hint = f"let its publication start this pipeline: schedule: {{assets: [{dataset}]}}"
                yield name, Mistake(("steps", number, "wait", "dataset"), message, hint)


def _mapped(case: Case) -> Iterator[tuple[int, Step]]:
    return ((number, step) for number, step in enumerate(case.pipeline.steps) if step.for_each is not None)


def _by_interval(step: Step) -> bool:
    """Whether the result is one interval's: it reads an interval's rows, or a file named after one."""
    named = step.ingest and set(template_words(step.ingest.files.path)) & set(INTERVAL_WORDS)
    return bool(named) or any(read.rows == "interval" for read in step.inputs.values())


ALONE = (items, verbs, unused, arguments, replacements, columns)
TOGETHER = (values, waits)
