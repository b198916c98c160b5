"""By which columns rows are the same: what merging has to know, and nothing else may say."""

from collections.abc import Iterator

from levada.spec.dataset import Write
from levada.spec.rules.case import Case
from levada.spec.rules.layout import column, sorted_by
from levada.spec.source import Mistake, Path

BY_KEY = ("merge", "delete+insert")


def unkeyed(case: Case) -> Iterator[Mistake]:
    """A merge of a dataset that has no key."""
    for dataset, write in _writes(case):
        if write.strategy not in BY_KEY or write.unique_key or case.undecided(dataset):
            continue
        if not any(item.get("primaryKey") is True for item in case.properties(dataset) or ()):
            message = f"{write.strategy} replaces rows by their key, and {dataset} has none"
            hint = "give the contract a `primaryKey`, or say `unique_key: [COLUMN]` beside the strategy"
            yield Mistake(("datasets", dataset, "write"), message, hint)


def columns(case: Case) -> Iterator[Mistake]:
    """Columns to merge or to order by that the contract does not have."""
    for dataset, write in _writes(case):
        path: Path = ("datasets", dataset, "write")
        for number, name in enumerate(write.unique_key):
            yield from column(case, dataset, (*path, "unique_key", number), name)
        for number, text in enumerate(write.order_by):
            if ordering := sorted_by(case, dataset, text):
                yield from column(case, dataset, (*path, "order_by", number), ordering)
            else:
                yield Mistake((*path, "order_by", number), f"{text!r} is not an order", "write a column, or: at desc")


def meaningless(case: Case) -> Iterator[Mistake]:
    """Keys and orders that the strategy does not look at."""
    for dataset, write in _writes(case):
        path: Path = ("datasets", dataset, "write")
        if write.unique_key and write.strategy not in BY_KEY:
            message = f"{write.strategy} does not look at keys"
            yield Mistake((*path, "unique_key"), message, "take it out, or write: merge", key=True)
        if write.order_by and write.strategy != "merge":
            message = f"{write.strategy} takes every row that arrives, in no order"
            yield Mistake((*path, "order_by"), message, "take it out; for the order of files: sort_order", key=True)


def _writes(case: Case) -> Iterator[tuple[str, Write]]:
    for dataset, spec in case.pipeline.datasets.items():
        if spec.write and not case.page.touched(("datasets", dataset, "write")):
            yield dataset, spec.write


RULES = (unkeyed, columns, meaningless)
