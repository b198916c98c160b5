"""Where an output's columns come from, in OpenLineage's words."""

from dataclasses import replace
from typing import Any

from levada.engines.lineage import Lineage, SourceColumn
from levada.plan.environment import Environment, Trino
from levada.targets.airflow.column_lineage import column_lineage
from levada.targets.airflow.lineage import ended
from tests.targets.plans import PLAN
from tests.targets.test_lineage import outcome

WHERE = Environment("prod", (), trino=Trino("https://t.example.org:8443", "ann"))
TOLD = Lineage(
    (
        ("id", (SourceColumn("raw.other", "id", ("identity", "join")), SourceColumn("pg.public.o", "k", ("filter",)))),
        ("one", ()),
    ),
    (SourceColumn("raw.other", "at", ("filter",)),),
)


def facet(lineage: Lineage) -> Any:
    (made,) = column_lineage(lineage, WHERE).values()
    return made


def test_a_column_has_its_inputs_and_how_they_are_used() -> None:
    ours, theirs = facet(TOLD).fields["id"].inputFields
    assert (ours.namespace, ours.name, ours.field) == ("iceberg://prod", "raw.other", "id")
    assert [(one.type, one.subtype) for one in ours.transformations] == [("DIRECT", "IDENTITY"), ("INDIRECT", "JOIN")]
    assert (theirs.namespace, theirs.name) == ("trino://t.example.org:8443", "pg.public.o")


def test_what_decides_the_rows_stands_with_the_dataset() -> None:
    (field,) = facet(TOLD).dataset
    assert (field.field, field.transformations[0].subtype) == ("at", "FILTER")


def test_a_column_from_nowhere_is_left_out() -> None:
    assert list(facet(TOLD).fields) == ["id"]
    assert column_lineage(Lineage((("one", ()),)), WHERE) == {}


def test_it_stands_with_the_output() -> None:
    (done,) = outcome().tables
    (output,) = ended(PLAN.tasks[0], WHERE, replace(outcome(), tables=(replace(done, lineage=TOLD),))).outputs
    assert list(output.facets["columnLineage"].fields) == ["id"]
