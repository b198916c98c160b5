"""Tasks travel as JSON; of what they do there is an essence."""

from dataclasses import replace

from levada.plan import codec
from levada.plan.actions import Python, Spark
from levada.plan.checks import Check
from levada.plan.graph import Output, Read, Settings, Task
from levada.plan.measures import NullValues
from levada.plan.tables import Column, Table

TABLE = Table("m.b", (Column("a", "long", "what it is"),), checks=(Check("a_required", NullValues("a")),))
TASK = Task("p", "m_b", Spark("f", "f"), (Read("a", "m.a"),), (Output("m.b", TABLE),), description="Why.")


def test_a_task_comes_back_as_it_went():
    assert codec.decode(codec.encode(TASK)) == TASK


def test_words_for_people_do_not_matter():
    said = replace(TABLE, description="More.", columns=(Column("a", "long"),))
    assert codec.essence(replace(TASK, description="", into=(Output("m.b", said),))) == codec.essence(TASK)


def test_defaults_do_not_matter():
    assert '"rows"' not in codec.essence(TASK)


def test_what_is_said_matters():
    assert codec.essence(replace(TASK, reads=(Read("a", "m.a", "interval"),))) != codec.essence(TASK)


def test_verbs_of_the_same_fields_are_told_apart():
    assert codec.essence(replace(TASK, action=Python("f", "f"))) != codec.essence(TASK)


def test_checks_and_storage_are_terms_and_make_no_other_rows():
    guarded = (Column("a", "long", guarded=True),)
    other = replace(TABLE, columns=guarded, checks=(), on_failure="warn", key=("a",), properties=(("x", "y"),))
    into = (Output("m.b", other),)
    assert codec.essence(replace(TASK, into=into, settings=Settings(3), gate="other")) == codec.essence(TASK)
    assert codec.terms(other) != codec.terms(TABLE)


def test_terms_are_checks_and_not_words():
    assert codec.terms(replace(TABLE, description="More.", sort_order=())) == codec.terms(TABLE)
