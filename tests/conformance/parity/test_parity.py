"""One pipeline, every setting: the same rows, tables, evidence and verdicts, case by case."""

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.conformance.parity.case import Case, cases
from tests.conformance.parity.observation import Seen, observed
from tests.conformance.parity.project import Project
from tests.conformance.parity.settings import NAMES, Setting, setting

CASES = cases()
PAIRS = [
    pytest.param(name, case, id=f"{name}-{case.name}") for name in NAMES for case in CASES if name not in case.alike
]


@pytest.fixture(scope="session")
def here() -> Iterator[Setting]:
    """This process: what the others are held against."""
    with setting("local") as made:
        yield made


@pytest.fixture(scope="session")
def settings() -> Iterator[Callable[[str], Setting]]:
    """Each by its name, once: a JVM that has warmed up goes on to the next case."""
    with ExitStack() as held:
        yield cache(lambda name: held.enter_context(setting(name)))
    if driver := sys.modules.get("levada.engines.spark.driver"):  # no Spark, nothing to stop
        driver.stop()


@cache
def carried_out(case: Case, setting: Setting) -> tuple[Seen, tuple[str, ...]]:
    """What is seen of a case, and with which words its runs ended."""
    with TemporaryDirectory(prefix=f"{case.name}-") as folder:
        project = Project(case, setting, Path(folder))
        try:
            return observed(project)
        finally:
            project.drop()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_it_ends_as_it_says(case: Case, here: Setting) -> None:
    _, errors = carried_out(case, here)
    ends = zip(case.runs, errors, strict=True)
    assert [(run.fails, error) for run, error in ends if not ended(run.fails, error)] == []


def ended(pattern: str, error: str) -> bool:
    return bool(re.search(pattern, error)) if pattern else not error


@pytest.mark.parametrize(("name", "case"), PAIRS)
def test_it_comes_to_the_same(case: Case, name: str, here: Setting, settings: Callable[[str], Setting]) -> None:
    there = settings(name)
    expected, _ = carried_out(case, here)
    found, errors = carried_out(case, there)
    if refusal := case.cannot.get(there.name):
        assert re.search(refusal, "\n".join(errors))
    else:
        assert found == expected, errors


def test_what_is_refused_or_left_out_is_so_in_a_setting_that_is_there() -> None:
    assert {name for case in CASES for name in (*case.cannot, *case.alike)} <= set(NAMES)
