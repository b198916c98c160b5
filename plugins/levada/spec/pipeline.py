"""How datasets come to be: the document a data engineer writes."""

from typing import Literal

from pydantic import Field, JsonValue

from levada.spec.base import DatasetName, Document, Name
from levada.spec.dataset import Dataset
from levada.spec.schedule import DefaultArgs, Schedule
from levada.spec.step import Step


class Pipeline(Document):
    """Steps and the datasets they fill. The file's stem is the pipeline's name and its dag_id. `params`: what whoever
    starts a run may say, name -> JSON Schema."""

    kind: Literal["Pipeline"]
    domain: Name | None = None
    owner: str | None = None
    tags: tuple[str, ...] = ()
    contract: str | None = None
    schedule: Schedule = Schedule()
    params: dict[Name, dict[str, JsonValue]] = Field(default_factory=dict)
    default_args: DefaultArgs = DefaultArgs()
    steps: tuple[Step, ...] = ()
    datasets: dict[DatasetName, Dataset] = Field(default_factory=dict)
