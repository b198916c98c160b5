"""How datasets come to be: the document a data engineer writes."""

from typing import Any, ClassVar, Literal

from pydantic import ConfigDict, Field, JsonValue

from levada.spec.access import Permissions
from levada.spec.base import DatasetName, Document, Duration, Name, Part
from levada.spec.dataset import Dataset
from levada.spec.schedule import Backfill, DefaultArgs, Schedule
from levada.spec.step import Step


class Variable(Part):
    """A JSON Schema, and the value that holds where none is given (short form: the value alone)."""

    model_config = ConfigDict(extra="allow")
    principal: ClassVar[str] = "default"

    default: JsonValue = None

    @classmethod
    def unfolded(cls, value: Any) -> Any:
        """Anything but a map is a value."""
        return value if isinstance(value, dict) or value is None else {"default": value}


class Body(Part):
    """What a pipeline says at its top, and what defaults and environments may say for it. `deadline`: the time a
    run is given once it is queued. `params`: what whoever
    starts a run may say, name -> JSON Schema. `access_control`: role of Airflow's -> what it may do."""

    domain: Name | None = None
    owner: str | None = None
    tags: tuple[str, ...] = ()
    contract: str | None = None
    schedule: Schedule = Schedule()
    backfill: Backfill = Backfill()
    deadline: Duration | None = None
    params: dict[Name, dict[str, JsonValue]] = Field(default_factory=dict)
    default_args: DefaultArgs = DefaultArgs()
    access_control: dict[str, Permissions] = Field(default_factory=dict)
    variables: dict[Name, Variable] = Field(default_factory=dict)


class Pipeline(Body, Document):
    """Steps and the datasets they fill. The file's stem is the pipeline's name and its dag_id."""

    kind: Literal["Pipeline"]
    steps: tuple[Step, ...] = ()
    datasets: dict[DatasetName, Dataset] = Field(default_factory=dict)
