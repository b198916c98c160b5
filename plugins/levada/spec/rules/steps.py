"""What a step says about itself: one verb, a name of its own, what goes in and what comes out."""

from collections.abc import Iterator

from levada.names import RESERVED_ENDINGS, nearest, short
from levada.spec.rules.case import Case
from levada.spec.source import Mistake
from levada.spec.step import Step

VERBS = ("ingest", "spark", "sql", "dbt", "python", "wait", "operator")


def verbs(case: Case) -> Iterator[Mistake]:
    """No verb, or more than one."""
    for number, step in enumerate(case.pipeline.steps):
        said = [verb for verb in VERBS if getattr(step, verb) is not None]
        if not said:
            yield Mistake(("steps", number), "says no verb", f"one of {', '.join(VERBS)}")
        for verb in said[1:]:
            message = f"`{verb}` beside `{said[0]}`: one verb a step"
            yield Mistake(("steps", number, verb), message, "make two steps of it", key=True)


def ids(case: Case) -> Iterator[Mistake]:
    """Steps without a name, or with another one's."""
    seen: dict[str, int] = {}
    for number, step in enumerate(case.pipeline.steps):
        name = step.name
        path = ("steps", number, "id") if step.id else ("steps", number)
        if name is None:
            if step.outputs:
                yield Mistake(path, "fills several datasets and has no name", "give it an `id`")
        elif name in seen:
            first = case.page.source.place.at(case.page.original(("steps", seen[name])))[1].line
            yield Mistake(path, f"the step on line {first} is called {name} too", "give one of them another `id`")
        else:
            seen[name] = number


def orders(case: Case) -> Iterator[Mistake]:
    """`depends_on` of steps that do not exist."""
    names = [step.name for step in case.pipeline.steps if step.name]
    if len(names) < len(case.pipeline.steps):
        return  # which one the nameless is meant to be, nobody can know
    for number, step in enumerate(case.pipeline.steps):
        for place, wanted in enumerate(step.depends_on):
            if wanted not in names and wanted not in case.unsure:
                hint = nearest(wanted, names) or f"steps here: {', '.join(sorted(names)) or 'none'}"
                yield Mistake(("steps", number, "depends_on", place), f"there is no step {wanted}", hint)


def trigger_rules(case: Case) -> Iterator[Mistake]:
    """A rule about the steps before one that has none before it."""
    written = set(case.writers)
    for number, step in enumerate(case.pipeline.steps):
        if "trigger_rule" not in step.model_fields_set or case.page.touched(("steps", number)):
            continue
        if not (step.depends_on or written & {*step.looked_at, *(read.dataset for read in step.inputs.values())}):
            message = "no step comes before this one: its turn comes in every case"
            yield Mistake(("steps", number, "trigger_rule"), message, "take it out, or say depends_on", key=True)


def outputs(case: Case) -> Iterator[Mistake]:
    """What a verb can fill: one dataset, or several under their names."""
    for number, step in enumerate(case.pipeline.steps):
        path = ("steps", number, "into")
        if step.wait or step.operator:
            continue
        if not step.outputs:
            hint = "`levada fmt` writes it" if step.dbt else "say which dataset the step fills: into: raw.flights"
            yield Mistake(path[:-1], "`into` is missing", hint)
        elif step.ingest and (len(step.outputs) > 1 or isinstance(step.into, dict)):
            yield Mistake(path, "an ingest of files fills one dataset", "into: raw.flights; one step for each file")
        elif step.sql and (len(step.outputs) > 1 or isinstance(step.into, dict)):
            yield Mistake(path, "a query fills one dataset", "into: staging.flights; one step for each query")
        elif step.function and len(step.into) > 1 and not isinstance(step.into, dict):
            hint = "write a map, names of the returned dict to datasets: into: {flights: staging.flights}"
            yield Mistake(path, "which of the job's results goes where is not said", hint)


def arguments(case: Case) -> Iterator[Mistake]:
    """`reads` and `with` where they mean nothing, or mean the same argument twice."""
    for number, step in enumerate(case.pipeline.steps):
        if step.ingest and step.reads:
            hint = "take it out; for order alone: depends_on"
            yield Mistake(("steps", number, "reads"), "an ingest reads its source, not datasets", hint, key=True)
        if step.arguments and not step.function:
            message = "`with` holds the arguments of a function, and there is none"
            hint = "take it out; for dbt: vars; in a query: '{{ params.x }}'"
            yield Mistake(("steps", number, "with"), message, hint, key=True)
        for argument in sorted(set(step.arguments) & set(step.inputs)):
            message = f"the argument {argument} is also what the step reads"
            yield Mistake(("steps", number, "with", argument), message, "rename one of them", key=True)
        yield from _twice(number, step)


def _twice(number: int, step: Step) -> Iterator[Mistake]:
    seen: set[str] = set()
    for place, read in enumerate(() if isinstance(step.reads, dict) or step.sql else step.reads):
        name = short(read.dataset)
        if name in seen:
            message = f"two of the datasets read are called {name}"
            hint = f"write a map, argument to dataset: reads: {{other_{name}: {read.dataset}}}"
            yield Mistake(("steps", number, "reads", place, "dataset"), message, hint)
        seen.add(name)


def names(case: Case) -> Iterator[Mistake]:
    """Names that levada keeps for itself."""
    said = [(path, dataset, False) for path, _, dataset in case.outputs]
    said += [(("datasets", dataset), dataset, True) for dataset in case.pipeline.datasets]
    for path, dataset, key in said:
        for ending in RESERVED_ENDINGS:
            if any(part.endswith(ending) for part in dataset.split(".")):
                yield Mistake(path, f"{dataset}: names in {ending} are levada's own", "call it otherwise", key=key)


RULES = (verbs, ids, orders, trigger_rules, outputs, arguments, names)
