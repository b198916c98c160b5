"""What moves data: one verb a step, the language its work is written in."""

from functools import cached_property
from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Field, JsonValue, Tag

from levada.names import TriggerRule, short, step_of
from levada.spec.base import DatasetName, Duration, Name, OrAlone, Part, shape
from levada.spec.files import Files
from levada.spec.for_each import ForEach, Values
from levada.spec.function import Function
from levada.spec.operator import Operator
from levada.spec.schedule import DefaultArgs
from levada.spec.wait import Wait
from levada.spec.when import When


class Ingest(Part):
    """Where the rows come from: exactly one source."""

    files: Files


class Spark(Function):
    """A function over DataFrames."""

    trigger: Literal["available_now"] | None = None


class Python(Function):
    """A function over Arrow tables."""


class Sql(Part):
    """One SELECT, or a path below `include/sql/`, which has no blanks (short form: that alone)."""

    principal: ClassVar[str] = "query"

    query: str = Field(min_length=1)
    dialect: Literal["trino", "duckdb", "spark"] = "trino"


class Dbt(Part):
    """One `dbt build` (short form: `select` alone)."""

    principal: ClassVar[str] = "select"

    select: str = Field(min_length=1)
    exclude: str = ""
    vars: dict[str, JsonValue] = Field(default_factory=dict)


class Read(Part):
    """A dataset a step reads (short form: its name): all of its published rows, those of the run's interval, or those
    that are new since the step last published.

    `lookback`: how long before the interval rows are read too."""

    principal: ClassVar[str] = "dataset"

    dataset: DatasetName
    rows: Literal["all", "interval", "new"] = "all"
    lookback: Duration | None = None


Outputs = Annotated[
    Annotated[tuple[DatasetName, ...], Tag("list")] | Annotated[dict[str, DatasetName], Tag("map")],
    Discriminator(shape),
]
Inputs = Annotated[
    Annotated[tuple[Read, ...], Tag("list")] | Annotated[dict[str, Read], Tag("map")], Discriminator(shape)
]


class Step(DefaultArgs):
    """Moves data `into` datasets. Exactly one of the verbs is set; `id` is inferred from a single `into`."""

    id: Name | None = None
    description: str = ""
    ingest: Ingest | None = None
    spark: Spark | None = None
    dbt: Dbt | None = None
    python: Python | None = None
    sql: Sql | None = None
    wait: Wait | None = None
    operator: Operator | None = None
    into: Annotated[Outputs, OrAlone()] = ()
    reads: Inputs = ()
    arguments: dict[str, JsonValue] = Field(default_factory=dict, alias="with")
    depends_on: tuple[Name, ...] = ()
    trigger_rule: TriggerRule = "all_success"
    when: When | None = None
    for_each: ForEach | None = None

    @property
    def function(self) -> Function | None:
        """The function a step calls, if that is what it does."""
        return self.spark or self.python

    @property
    def looked_at(self) -> tuple[str, ...]:
        """Datasets that decide whether it is done, and for what."""
        listed = (self.for_each.dataset,) if isinstance(self.for_each, Values) else ()
        return (*(self.when.datasets if self.when else ()), *listed)

    @cached_property
    def name(self) -> str | None:
        """Its id, or the one that follows from its only dataset."""
        outputs = list(self.outputs.values())
        return self.id or (step_of(outputs[0]) if len(outputs) == 1 else None)

    @cached_property
    def outputs(self) -> dict[str, str]:
        """Their name -> dataset; where nothing is said, the dataset's own name."""
        return self.into if isinstance(self.into, dict) else {name: name for name in self.into}

    @property
    def inputs(self) -> dict[str, Read]:
        """Argument -> what is read; where nothing is said, the table's name without its namespace. A query calls
        datasets by their whole names."""
        if isinstance(self.reads, dict):
            return self.reads
        return {read.dataset if self.sql else short(read.dataset): read for read in self.reads}
