"""Where pipelines run, and which engine does what there."""

from typing import Literal

from pydantic import Field, JsonValue

from levada.spec.base import Document, Name
from levada.spec.overrides import Override

CATALOGUE = {"type": "sql", "uri": "sqlite:///.levada/catalog.db", "warehouse": ".levada/warehouse"}
"""A laptop's: nothing but files."""


class Environment(Document):
    """`catalog`: pyiceberg's own property names. `landing`: where relative file paths lie. `verbs`: a verb (or
    `check`) and the engine that performs it; unsaid: embedded."""

    kind: Literal["Environment"]
    catalog: dict[str, str] = Field(default_factory=lambda: dict(CATALOGUE))
    landing: str = "data"
    verbs: dict[Literal["ingest", "spark", "dbt", "python", "sql", "check"], str] = Field(default_factory=dict)
    variables: dict[Name, JsonValue] = Field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
