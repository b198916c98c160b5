"""How new rows meet old ones: what has to be said, and what contradicts itself."""

import re
from collections.abc import Iterator

from levada.names import INTERVAL_WORDS, TEMPLATE
from levada.spec.rules.case import Case
from levada.spec.source import Mistake
from levada.spec.step import Step

UNORDERED = re.compile(r"\s*(bucket|truncate)\s*\(")


def replacements(case: Case) -> Iterator[Mistake]:
    """A whole table cannot be replaced by one interval's rows."""
    for path, step, dataset in case.outputs():
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
    """`insert_overwrite` needs to know which rows go: an interval's, or those of partitions that are ranges."""
    for _, step, dataset in case.outputs():
        if step.dbt or _strategy(case, dataset) != "insert_overwrite":
            continue
        spec = case.pipeline.datasets[dataset]
        if _reads_interval(step):
            if spec.event_time is None and not case.page.touched(("datasets", dataset, "event_time")):
                message = f"which rows of {dataset} are the interval's is not said"
                yield Mistake(("datasets", dataset, "write"), message, "say its `event_time`")
            continue
        if spec.event_time and step.ingest and set(TEMPLATE.findall(step.ingest.files.path)) & set(INTERVAL_WORDS):
            continue  # a file named after an interval holds that interval's rows
        if not spec.partitioning and not case.page.touched(("datasets", dataset, "partitioning")):
            message = "insert_overwrite replaces partitions or an interval, and there is neither"
            yield Mistake(("datasets", dataset, "write"), message, "say `partitioning`, or write: replace")
        for number, text in enumerate(spec.partitioning):
            if found := UNORDERED.match(text):
                message = f"insert_overwrite by {found[1]} is not in this release"
                hint = "read an input with rows: interval, or partition by a column or a time"
                yield Mistake(("datasets", dataset, "partitioning", number), message, hint)


def _reads_interval(step: Step) -> bool:
    return any(read.rows == "interval" for read in step.inputs.values())


def _strategy(case: Case, dataset: str) -> str | None:
    """What was said; a said one that could not be understood counts as said."""
    if case.page.touched(("datasets", dataset, "write")):
        return "?"
    spec = case.pipeline.datasets.get(dataset)
    return spec.write.strategy if spec and spec.write else None


RULES = (replacements, overwrites)
