"""Reading only what is new: by which verbs, from what, and into what."""

from collections.abc import Iterator

from levada.spec.rules.case import Case
from levada.spec.rules.flow import Flow, Found
from levada.spec.source import Mistake
from levada.spec.step import Step

HINT = "write: append; or merge or delete+insert, by a key"


def verbs(case: Case) -> Iterator[Mistake]:
    """`rows: new` where levada does not hand over the rows."""
    for path, step, read in case.inputs():
        if read.rows == "new" and not (step.function or step.sql):
            message = "only spark, python and sql steps read what is new"
            hint = "take it out; an incremental model of dbt's goes on from its table" if step.dbt else "take it out"
            yield Mistake((*path, "rows"), message, hint)


def mixtures(case: Case) -> Iterator[Mistake]:
    """New rows beside those of an interval: neither would say which rows the result has."""
    for path, step, read in case.inputs():
        if read.rows == "new" and any(other.rows == "interval" for other in step.inputs.values()):
            yield Mistake((*path, "rows"), "the step also reads rows of the run's interval", "make two steps of it")


def strategies(case: Case) -> Iterator[Mistake]:
    """New rows in place of old ones that nobody computes again."""
    for path, step, dataset in case.outputs:
        if not (reads_on(step) and (step.function or step.sql)) or case.page.touched(("datasets", dataset, "write")):
            continue
        spec, place = case.pipeline.datasets.get(dataset), ("datasets", dataset, "write")
        match spec.write.strategy if spec and spec.write else None:
            case "replace":
                yield Mistake(place, f"{dataset} would be replaced by the new rows alone", HINT)
            case None:
                message = f"{dataset} would be replaced, as by default, by the new rows alone"
                yield Mistake(path, message, f"say under datasets.{dataset}: {HINT}")
            case "insert_overwrite":
                yield Mistake(place, f"partitions of {dataset} would be replaced by their new rows alone", HINT)


def triggers(case: Case) -> Iterator[Mistake]:
    """Batches of nothing that is new, or of several datasets at once."""
    for number, step in enumerate(case.pipeline.steps):
        news = [read.dataset for read in step.inputs.values() if read.rows == "new"]
        if not (step.spark and step.spark.trigger) or len(news) == 1 or case.page.touched(("steps", number)):
            continue
        message = "batches are made of what is new, and the step reads nothing so"
        if news:
            message = f"which batches of {' and '.join(news)} belong together, nobody can tell"
        yield Mistake(("steps", number, "spark", "trigger"), message, "say `rows: new` of one dataset", key=True)


def sources(flow: Flow) -> Found:
    """`rows: new` of a dataset that is replaced each time."""
    for name, case in flow.cases.items():
        for path, _, read in case.inputs():
            if read.rows == "new" and _replaced(flow, read.dataset):
                message = f"{read.dataset} is replaced each time: which of its rows are new, nobody can tell"
                yield name, Mistake((*path, "rows"), message, f"rows: all; or fill {read.dataset} by append")


def _replaced(flow: Flow, dataset: str) -> bool:
    """Whether that is sure; what others write, or dbt does, is unknown."""
    found = flow.sources.get(dataset, [])
    if len(found) != 1:
        return False
    ((name, _, step),) = found
    case = flow.cases[name]
    if step is None or not (step.function or step.sql) or case.page.touched(("datasets", dataset, "write")):
        return False
    spec = case.pipeline.datasets.get(dataset)
    return (spec.write.strategy if spec and spec.write else "replace") == "replace"


def reads_on(step: Step) -> bool:
    """Whether a step reads only what is new of something."""
    return any(read.rows == "new" for read in step.inputs.values())


ALONE = (verbs, mixtures, strategies, triggers)
TOGETHER = (sources,)
