"""Every verb levada knows: the language a step's work is written in. A closed union."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Ingest:
    """Load files into a dataset. `path` is a template; relative paths lie under the environment's landing."""

    path: str
    format: Literal["csv", "jsonl", "parquet"]
    options: tuple[tuple[str, str | int | tuple[str, ...]], ...] = ()
    verb: Literal["ingest"] = "ingest"


@dataclass(frozen=True, slots=True)
class Spark:
    """Call a function of `spark_jobs/`: DataFrames in, one out (or a dict of them). `arguments` is a JSON object.

    `trigger`: what is new comes in batches; None: at once."""

    module: str
    function: str
    arguments: str = "{}"
    trigger: Literal["available_now"] | None = None
    verb: Literal["spark"] = "spark"


@dataclass(frozen=True, slots=True)
class Dbt:
    """One `dbt build` of a selection of `dbt_project/`, tests included. `variables` is a JSON object."""

    select: str
    exclude: str = ""
    variables: str = "{}"
    verb: Literal["dbt"] = "dbt"


@dataclass(frozen=True, slots=True)
class Python:
    """Call a function of `spark_jobs/`: Arrow tables in, one out (or a dict of them). `arguments` is a JSON object."""

    module: str
    function: str
    arguments: str = "{}"
    verb: Literal["python"] = "python"


@dataclass(frozen=True, slots=True)
class Sql:
    """One SELECT over datasets, in a dialect sqlglot knows. Templates stand in its quoted texts only. `foreign`: tables
    of other catalogues that it reads besides, of which nobody knows what they held."""

    query: str
    dialect: Literal["trino", "duckdb", "spark"] = "trino"
    foreign: tuple[str, ...] = ()
    verb: Literal["sql"] = "sql"


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing until files are there, a dataset is published, or a time has come; `timeout` in seconds."""

    kind: Literal["files", "dataset", "until"]
    what: str
    timeout: int = 86400
    on_timeout: Literal["fail", "skip"] = "fail"
    timezone: str = "UTC"
    verb: Literal["wait"] = "wait"


@dataclass(frozen=True, slots=True)
class Operator:
    """Airflow's own work: a class, by its path, and its arguments, a JSON object."""

    path: str
    arguments: str = "{}"
    verb: Literal["operator"] = "operator"


Action = Ingest | Spark | Dbt | Python | Sql | Wait | Operator

VERBS: dict[str, type[Action]] = {"ingest": Ingest, "spark": Spark, "dbt": Dbt, "python": Python, "sql": Sql}
"""Those that an engine performs: an environment may choose which."""

BATCH = 1 << 30
"""Bytes of files in a batch: publications of what is read are joined up to that, and never divided."""

CHECK = "check"
"""The word by which an environment names the engine of the gate."""
