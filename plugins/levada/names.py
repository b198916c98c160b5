"""Words that every layer shares: how things may be called, and what may have been meant."""

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Literal

CATALOGUE = "lake"
"""What the Iceberg catalogue is called in every environment."""

NAME = re.compile(r"[a-z][a-z0-9_]*")
DATASET = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")

TEMPLATE = re.compile(r"\{\{\s*(.*?)\s*\}\}")
"""A word to be filled at run time: `{{ ds }}`."""
INTERVAL_WORDS = ("ds", "ds_nodash", "data_interval_start", "data_interval_end")
RUN_WORDS = (*INTERVAL_WORDS, "run_id")
"""The words a run can fill, besides `params.*`: a closed list, the same with and without Airflow."""
WRITTEN_OUT = re.compile(
    r"(?P<moment>data_interval_(?:start|end))\.strftime\(\s*(?P<quote>['\"])(?P<form>(?:(?!(?P=quote)).)*)(?P=quote)\s*\)",
    re.DOTALL,
)
"""A moment in a form of its own, as Airflow's templates have it: `data_interval_start.strftime("%Y%m%d%H")`."""
DIRECTIVES = "YymdHMSjGVuz%"
"""What may follow a `%` there: the same on every machine and in every language."""

PARAMS = "params."
ITEM = "item"
"""The word for what a step with `for_each` is done for, each time."""
ITEM_IN_JINJA = re.compile(r"(?<=\{\{)(-?\s*)item\b")
"""The same in an operator's arguments, where Airflow fills all of Jinja: `{{ item | upper }}`."""

BUILD = "__build"
RESERVED_ENDINGS = ("__quarantine", BUILD)
"""Namespaces that levada makes itself: nobody else's dataset may live there."""


Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
TriggerRule = Literal[
    "all_success", "all_done", "all_failed", "all_skipped", "always", "none_failed", "none_failed_min_one_success",
    "none_skipped", "one_success", "one_failed", "one_done", "all_done_min_one_success",
]  # fmt: skip
"""Airflow's words for when a step's turn comes; its rule for setup tasks is missing, because there are none."""


SIZES = {unit: 1 << 10 * power for power, unit in enumerate(("KiB", "MiB", "GiB", "TiB"), 1)}
"""Bytes of each unit, in ascending order."""
LENGTHS = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))


def template_words(text: str) -> list[str]:
    """The words that a text's templates are about, in whatever form a moment is written there."""
    return [word.partition(".strftime(")[0] for word in TEMPLATE.findall(text)]


def in_bytes(size: int) -> str:
    """A size as specs write it, in the largest unit of which it is a multiple: 2147483648 -> `2GiB`."""
    unit = next(unit for unit in reversed(SIZES) if size % SIZES[unit] == 0)
    return f"{size // SIZES[unit]}{unit}"


def length(seconds: float) -> str:
    """A length of time as specs write it, in its two largest units: 90000 -> `1d 1h`."""
    left, said = round(seconds), []
    for unit, size in LENGTHS:
        if left >= size:
            said.append(f"{left // size}{unit}")
            left %= size
    return " ".join(said[:2]) or "0s"


def namespace(dataset: str) -> str:
    """`raw.flights` -> `raw`."""
    return dataset.partition(".")[0]


def short(dataset: str) -> str:
    """`raw.flights` -> `flights`."""
    return dataset.partition(".")[2]


def built_as(dataset: str) -> str:
    """The table that another engine builds for a dataset: `raw.flights` -> `raw__build.flights`."""
    return f"{namespace(dataset)}{BUILD}.{short(dataset)}"


def plain(name: str) -> str:
    """The dataset that a table is built for, and any other name as it is: `raw__build.flights` -> `raw.flights`."""
    return f"{namespace(name).removesuffix(BUILD)}.{short(name)}"


def step_of(dataset: str) -> str:
    """The step that fills one dataset is called after it: `raw.flights` -> `raw_flights`."""
    return dataset.replace(".", "_")


def alike(names: Iterable[str]) -> tuple[str, str] | None:
    """The first two names that capitals alone tell apart; None: there are none."""
    seen: dict[str, str] = {}
    for name in names:
        if (first := seen.setdefault(name.lower(), name)) != name:
            return first, name
    return None


def nearest(word: str, known: list[str]) -> str:
    """`did you mean …?`, or nothing. Capitals do not matter; what was left off in the middle is that word."""
    written = {each.lower(): each for each in reversed(known)}
    begun = [each for each in written if len(word) > 3 and each.startswith(word.lower())]
    found = sorted(begun, key=len) or get_close_matches(word.lower(), written, n=1, cutoff=0.6)
    return f"did you mean `{written[found[0]]}`?" if found else ""
