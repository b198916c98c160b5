"""Where pipelines run, and which engine does what there."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Discriminator, Field, JsonValue, StringConstraints, Tag

from levada.spec.base import Document, Name, Part
from levada.spec.operator import Channel
from levada.spec.overrides import Override

CATALOGUE = {"type": "sql", "uri": "sqlite:///.levada/catalog.db", "warehouse": ".levada/warehouse"}
"""A laptop's: nothing but files."""


STORE = r"^s3://[a-z0-9.-]*$"
Address = Annotated[str, StringConstraints(pattern=STORE)]
SERVER = r"^https?://([a-zA-Z0-9._-]+|\[[0-9a-fA-F:]+\])(:[0-9]{1,5})?/?$"
Server = Annotated[str, StringConstraints(pattern=SERVER)]


CONF = r"^spark\.[A-Za-z0-9_.-]+$"
Conf = Annotated[str, StringConstraints(pattern=CONF)]


SIZE = r"^[1-9][0-9]* ?[KMGT]iB$"
Size = Annotated[str, StringConstraints(pattern=SIZE)]


class Secret(Part):
    """What is never written down: it stands in the environment variable of this name, in capitals."""

    secret: Name


def kind(value: object) -> str:
    """Which branch of a setting a value belongs to."""
    if isinstance(value, Secret) or (isinstance(value, dict) and list(value) == ["secret"]):
        return "secret"
    return "map" if isinstance(value, dict) else "text"


Text: TypeAlias = Annotated[str, Tag("text")] | Annotated[Secret, Tag("secret")]
Inner: TypeAlias = Text | Annotated[dict[str, Annotated[Text, Discriminator(kind)]], Tag("map")]
Setting: TypeAlias = Annotated[
    Text | Annotated[dict[str, Annotated[Inner, Discriminator(kind)]], Tag("map")], Discriminator(kind)
]
"""A property of pyiceberg's: text, or, as its `ssl` and `auth` are, a map of such."""
Said: TypeAlias = Annotated[str | int | float | bool, Tag("text")] | Annotated[Secret, Tag("secret")]
"""A setting of Spark's."""


class Store(Part):
    """How an object store is reached; unsaid: as AWS's own settings say."""

    endpoint_url: str | None = None
    region: str | None = None
    access_key_id: Secret | None = None
    secret_access_key: Secret | None = None
    session_token: Secret | None = None
    anon: bool = False


class SparkConf(Part):
    """`settings`: what Spark is told when it starts, by its own names; a secret by its name, `{secret: store_key}`."""

    settings: dict[Conf, Annotated[Said, Discriminator(kind)]] = Field(default_factory=dict)


class Trino(Part):
    """How a Trino cluster is reached, and what it is told with every query."""

    uri: Server | None = None
    user: str | None = None
    connection: str | None = None
    password: Secret | None = None
    token: Secret | None = None
    verify: str | None = None
    catalog: str = "lake"
    source: str = "levada"
    client_tags: tuple[str, ...] = ()
    session_properties: dict[str, str | int | float | bool] = Field(default_factory=dict)
    roles: dict[str, str] = Field(default_factory=dict)


Verb: TypeAlias = Literal["ingest", "spark", "dbt", "python", "sql", "check"]


class Sized(Part):
    """An engine for steps that read no more than `up_to`; the last of a list, for all larger ones."""

    engine: str
    up_to: Size | None = None


def listed(value: object) -> str:
    """Whether an engine is named, or several, by size."""
    return "sizes" if isinstance(value, list | tuple) else "engine"


Performer: TypeAlias = Annotated[
    Annotated[str, Tag("engine")] | Annotated[tuple[Sized, ...], Tag("sizes")], Discriminator(listed)
]


class Engines(Part):
    """What engines have to be told."""

    spark: SparkConf = SparkConf()
    trino: Trino | None = None


class Environment(Document):
    """`catalog`: pyiceberg's own property names; a secret by its name, `{secret: lake_key}`. `landing`: where relative
    file paths lie: a folder, or `s3://bucket/…`. `storage`: by address, `s3://bucket` or `s3://` for all others.
    `verbs`: a verb (or `check`) and the engine that performs it, or several by size; unsaid: embedded. `engines`: how
    these are reached. `channels`: a team, as pipelines' `owner` has it, and how it is told."""

    kind: Literal["Environment"]
    catalog: dict[str, Setting] = Field(default_factory=lambda: dict[str, Setting](CATALOGUE))
    landing: str = "data"
    storage: dict[Address, Store] = Field(default_factory=dict)
    verbs: dict[Verb, Performer] = Field(default_factory=dict)
    engines: Engines = Engines()
    channels: dict[str, Channel] = Field(default_factory=dict)
    variables: dict[Name, JsonValue] = Field(default_factory=dict)
    overrides: tuple[Override, ...] = ()
