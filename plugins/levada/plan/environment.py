"""Where a plan is carried out: catalogue, landing, stores, and which engine performs which verb."""

import os
from dataclasses import dataclass
from pathlib import Path

KEYS = ("access_key_id", "secret_access_key", "session_token")


@dataclass(frozen=True, slots=True)
class Store:
    """How an object store is reached. `address`: `s3://bucket`, or `s3://` for all others. Of the `KEYS` we know the
    names only: each stands in the environment variable of its name in capitals. What is empty is as AWS's own settings
    say."""

    address: str
    endpoint_url: str = ""
    region: str = ""
    access_key_id: str = ""
    secret_access_key: str = ""
    session_token: str = ""
    anon: bool = False


@dataclass(frozen=True, slots=True)
class SparkConf:
    """What Spark is told when it starts: settings by its own names. `secrets`: those that nobody wrote down -> the
    secret's name."""

    settings: tuple[tuple[str, str], ...] = ()
    secrets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Trino:
    """How a Trino cluster is reached, and what it is told with every query. Of `password` and `token` we know the names
    only. `verify`: a file of the project's. `connection`: Airflow's, which says all these in its tasks."""

    uri: str = ""
    user: str = ""
    connection: str = ""
    password: str = ""
    token: str = ""
    verify: str = ""
    catalog: str = "lake"
    source: str = "levada"
    client_tags: tuple[str, ...] = ()
    session_properties: tuple[tuple[str, str], ...] = ()
    roles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class UpTo:
    """An engine for steps that read no more than so many bytes."""

    engine: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Environment:
    """`catalogue`: pyiceberg's own property names, those inside another by their path (`ssl/cabundle`). Relative paths
    (`landing`, a sqlite URI, a warehouse) are the project's root's. `verbs`: verb (and `check`) -> engine. `smaller`:
    verb -> engines for what is no larger than so many bytes, smallest first. `trino`: None where nothing is said of it.
    `secrets`: properties of the catalogue that nobody wrote down -> the secret's name."""

    name: str
    catalogue: tuple[tuple[str, str], ...]
    landing: str = "data"
    verbs: tuple[tuple[str, str], ...] = ()
    storage: tuple[Store, ...] = ()
    spark: SparkConf = SparkConf()
    trino: Trino | None = None
    secrets: tuple[tuple[str, str], ...] = ()
    smaller: tuple[tuple[str, tuple[UpTo, ...]], ...] = ()

    @property
    def engines(self) -> frozenset[str]:
        """Those that it gives work to, by name."""
        named = {engine for _, engine in self.verbs}
        return frozenset(named | {one.engine for _, several in self.smaller for one in several})

    def landed(self, root: Path, path: str) -> str:
        """Where a file lies, an address or an absolute path: relative ones lie under the landing, which may itself be
        an address, or relative to the project's root."""
        if "://" in path:
            return path
        if "://" in self.landing and not path.startswith("/"):
            return f"{self.landing.rstrip('/')}/{path}"
        return os.path.abspath(root / self.landing / path)

    def store(self, url: str) -> Store:
        """How to reach an address: by what was said of its bucket, or of all."""
        bucket = "/".join(url.split("/")[:3])
        said = {store.address: store for store in self.storage}
        return said.get(bucket) or said.get("s3://") or Store(bucket)

    @property
    def lineage_namespace(self) -> str:
        return f"iceberg://{self.name}"
