"""How new rows meet old ones: what has to be said, and what contradicts itself."""

from collections.abc import Iterator

from levada.names import INTERVAL_WORDS, template_words
from levada.spec.rules.case import Case
from levada.spec.source import Mistake
from levada.spec.step import Step


def replacements(case: Case) -> Iterator[Mistake]:
    """A whole table cannot be replaced by one interval's rows."""
    for path, step, dataset in case.outputs:
        if step.dbt or not _reads_interval(step):
            continue
        strategy = _strategy(case, dataset)
        hint = "write: insert_overwrite (exactly the interval's rows), merge or append"
        if strategy == "replace":
            message = f"{dataset} would be replaced by the rows of one interval"
            yield Mistake(("datasets", dataset, "write"), message, hint)
        elif strategy is None:
            message = f"{dataset} would be replaced, as by default, by the rows of one interval"
            yield Mistake(path, message, f"say under datasets.{dataset}: {hint}")


def overwrites(case: Case) -> Iterator[Mistake]:
    """`insert_overwrite` needs to know which rows go: an interval's, or those of partitions."""
    for _, step, dataset in case.outputs:
        if step.dbt or _strategy(case, dataset) != "insert_overwrite":
            continue
        spec = case.pipeline.datasets[dataset]
        if _reads_interval(step):
            if spec.event_time is None and not case.page.touched(("datasets", dataset, "event_time")):
                message = f"which rows of {dataset} are the interval's is not said"
                yield Mistake(("datasets", dataset, "write"), message, "say its `event_time`")
            continue
        if spec.event_time and step.ingest and set(template_words(step.ingest.files.path)) & set(INTERVAL_WORDS):
            continue  # a file named after an interval holds that interval's rows
        if not spec.partitioning and not case.page.touched(("datasets", dataset, "partitioning")):
            message = "insert_overwrite replaces partitions or an interval, and there is neither"
            yield Mistake(("datasets", dataset, "write"), message, "say `partitioning`, or write: replace")


def lookbacks(case: Case) -> Iterator[Mistake]:
    """Looking back before no interval; and rows from before it that would be appended with the interval's."""
    for path, _, read in case.inputs():
        if read.lookback and read.rows != "interval":
            message = f"`lookback` is the time before the run's interval, and {read.rows} rows are read"
            yield Mistake((*path, "lookback"), message, "add `rows: interval`, or take it out", key=True)
    for path, step, dataset in case.outputs:
        spec = case.pipeline.datasets.get(dataset)
        looks_back = any(read.lookback for read in step.inputs.values())
        if not looks_back or step.dbt or _strategy(case, dataset) != "append" or (spec and spec.event_time):
            continue
        if not case.page.touched(("datasets", dataset, "event_time")):
            message = f"which rows of {dataset} are the interval's is not said, and the step reads others too"
            yield Mistake(path, message, f"say `event_time` under datasets.{dataset}: only the interval's are appended")


def _reads_interval(step: Step) -> bool:
    return any(read.rows == "interval" for read in step.inputs.values())


def _strategy(case: Case, dataset: str) -> str | None:
    """What was said; a said one that could not be understood counts as said."""
    if case.page.touched(("datasets", dataset, "write")):
        return "?"
    spec = case.pipeline.datasets.get(dataset)
    return spec.write.strategy if spec and spec.write else None


RULES = (replacements, overwrites, lookbacks)
