"""dbt runs every test that touches a selected model: which of them are a step's own, and what they may look at."""

from pathlib import Path
from typing import Any

import pytest

from levada.engines.dbt.build import Built
from levada.engines.dbt.looks import Look, looks
from levada.engines.dbt.manifest import Manifest, Result
from levada.engines.dbt.verdict import refuse
from levada.errors import Permanent
from levada.plan.actions import Dbt
from levada.plan.graph import Output, Read, Task
from levada.plan.tables import Table
from tests.engines.test_manifest import manifest, node

PEOPLE, ORDERS, CODES, T = "model.p.people", "model.p.orders", "model.p.codes", "test.p.t"


def shop(folder: Path, *about: str, on: str | None = None) -> Manifest:
    """Orders are made of people, by way of a model that is none; codes of nothing. `about`: what the test looks at."""
    passing = node("passing", PEOPLE, materialized="ephemeral")
    test: dict[str, Any] = node("t", *about, kind="test") | {"attached_node": on}
    return manifest(
        folder,
        people=node("people"),
        passing=passing,
        orders=node("orders", "model.p.passing"),
        codes=node("codes"),
        t=test,
    )


@pytest.mark.parametrize(
    ("on", "about", "selected", "expected"),
    [
        (ORDERS, (ORDERS, CODES), (ORDERS,), ("analytics.codes",)),
        (ORDERS, (ORDERS, CODES), (CODES,), None),
        (ORDERS, (ORDERS, CODES), (CODES, ORDERS), ()),
        (ORDERS, (ORDERS, PEOPLE), (PEOPLE,), None),
        (ORDERS, (ORDERS, PEOPLE), (ORDERS,), ("analytics.people",)),
        (PEOPLE, (PEOPLE, ORDERS), (PEOPLE,), None),
        (PEOPLE, (PEOPLE, ORDERS), (ORDERS,), ("analytics.people",)),
        (None, (PEOPLE, ORDERS), (PEOPLE,), None),
        (None, (PEOPLE, ORDERS), (ORDERS,), ("analytics.people",)),
        ("model.p.passing", ("model.p.passing",), (PEOPLE,), ()),
    ],
)
def test_whose_a_test_is_and_what_else_it_looks_at(
    tmp_path: Path, on: str | None, about: tuple[str, ...], selected: tuple[str, ...], expected: tuple[str, ...] | None
) -> None:
    found = looks(shop(tmp_path, *about, on=on), (*selected, T))
    assert found == (() if expected is None else (Look("t", expected),))


def built(folder: Path, status: str) -> Built:
    ends = (Result(ORDERS, "success", ""), Result(T, status, "no such table"))
    return Built(shop(folder, ORDERS, CODES, on=ORDERS), ends, 1)


def task(*reads: str) -> Task:
    into = Output("analytics.orders", Table("analytics.orders"))
    read = (Read("analytics.people", "analytics.people"), *(Read(name, name) for name in reads))
    return Task("pipeline", "orders", Dbt("orders"), reads=read, into=(into,))


@pytest.mark.parametrize("status", ["pass", "fail", "error"])
def test_one_that_has_looked_at_what_the_step_does_not_read_says_nothing(tmp_path: Path, status: str) -> None:
    with pytest.raises(Permanent, match=r"dbt's test t looks at analytics\.codes: add it to the step's `reads`"):
        refuse(task(), built(tmp_path, status), ())


def test_a_model_that_has_read_what_the_step_does_not_is_refused(tmp_path: Path) -> None:
    bare = Task("pipeline", "orders", Dbt("orders"), into=task().into)
    with pytest.raises(Permanent, match=r"models/orders\.sql reads analytics\.people"):
        refuse(bare, built(tmp_path, "pass"), ())


def test_what_others_tests_come_to_is_no_matter(tmp_path: Path) -> None:
    ends = (Result(CODES, "success", ""), Result(T, "error", "no such table"))
    own = Built(shop(tmp_path, ORDERS, CODES, on=ORDERS), ends, 1).own()
    assert (own.outcome, own.code) == (ends[:1], 0)
    refuse(Task("pipeline", "codes", Dbt("codes"), into=(Output("codes", Table("analytics.codes")),)), own, ())


def test_a_failure_of_a_test_of_its_own_stays(tmp_path: Path) -> None:
    own = built(tmp_path, "error").own()
    assert (len(own.outcome), own.code) == (2, 1)
