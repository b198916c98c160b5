"""What each key means, in a sentence: what an editor shows beside it. A part says in its docstring what it is."""

from collections.abc import Mapping

from levada.spec.access import Resources
from levada.spec.base import Document, Part
from levada.spec.dataset import Dataset, Quality, Write
from levada.spec.defaults import Defaults
from levada.spec.environment import Engines, Environment, Secret, Sized, SparkConf, Store, Trino
from levada.spec.files import Files, Options
from levada.spec.for_each import Values
from levada.spec.function import Function
from levada.spec.operator import Called
from levada.spec.overrides import Override
from levada.spec.pipeline import Body, Pipeline, Variable
from levada.spec.schedule import AnyOf, Backfill, DefaultArgs, Schedule
from levada.spec.step import Dbt, Ingest, Read, Spark, Sql, Step
from levada.spec.wait import Wait
from levada.spec.when import When

MEANINGS: Mapping[type[Part], Mapping[str, str]] = {
    Document: {
        "apiVersion": "The version of the language: levada/v1.",
        "kind": "What the file says; its folder must be the one of its kind.",
        "description": "What this is for, to people who did not write it.",
    },
    Body: {
        "domain": "The business domain it belongs to.",
        "owner": "The team that is told when a run fails or is late, where the environment has a channel for it.",
        "tags": "Words to find it by.",
        "contract": "The contract file of its datasets, without ending. Default: the one called like this pipeline.",
        "schedule": "When it runs: a cron or preset, `none`, or a map. Default: by hand.",
        "backfill": "How `levada run` does a range of intervals: {batch_size, order, max_active_runs}.",
        "deadline": "The time a run is given once it is queued: 30s, 15m, 6h, 7d. Airflow tells of one that is late.",
        "params": "What whoever starts a run may say: name to JSON Schema.",
        "default_args": "How every step is tried, in Airflow's words.",
        "access_control": "Roles of Airflow, and what each may do: [can_read, can_edit, can_delete], or by resource.",
        "variables": "Values for ${var.NAME}: a value, or a JSON Schema with a `default`.",
    },
    Resources: {
        "DAGs": "What the role may do with the DAG.",
        "DAG Runs": "What the role may do with its runs.",
    },
    Pipeline: {
        "steps": "What moves data, one verb a step.",
        "datasets": "The tables its steps fill, by name (namespace.table), and how each is kept.",
    },
    Variable: {"default": "The value, where nobody says another one."},
    Defaults: {
        "pipeline": "What pipelines in this folder and below say at their top, unless they say otherwise.",
        "steps": "What their steps say, by id.",
        "datasets": "What is said of their datasets, by `*`, `raw.*` or name; the narrower wins.",
    },
    Schedule: {
        "cron": "Five fields, or a preset such as @daily; `none`: by hand.",
        "timezone": "An IANA name, as in Europe/Lisbon. Intervals are whole calendar units in it.",
        "start_date": "The first `ds`, inclusive.",
        "end_date": "The last `ds`, inclusive.",
        "catchup": "Whether runs that were missed since `start_date` are made up.",
        "jitter": "Up to how much later its runs begin: 30s, 15m, 6h. How much it is follows from the pipeline's name.",
        "interval": "The calendar unit a run stands for, where the cron does not tell; beside `assets`, there is one "
        "run for each such unit that they have published whole.",
        "assets": "Runs when these datasets have been published: a list (all), {any: [..]}, or `reads`.",
        "max_active_runs": "How many runs may be under way at once.",
        "max_active_tasks": "How many of its tasks may be under way at once, over all runs.",
    },
    Backfill: {
        "batch_size": "The calendar unit whose intervals are done as one, by the steps that can: hour to year.",
        "order": "oldest_first (default) or newest_first.",
        "max_active_runs": "How many batches, or intervals, are done at once, where --jobs does not say. Default: 1.",
    },
    AnyOf: {"any": "Publication of one of these is enough."},
    DefaultArgs: {
        "retries": "How often a failed task is tried again.",
        "retry_delay": "How long to wait before that: 30s, 15m, 6h, 7d.",
        "execution_timeout": "How long a task may take: 30s, 15m, 6h, 7d.",
        "pool": "The Airflow pool whose slots it takes.",
        "priority_weight": "Who goes first when there are too few slots: the greater.",
    },
    Step: {
        "id": "The task's name. Default: from its one dataset, raw.flights -> raw_flights.",
        "description": "What it is for, to people who did not write it.",
        "ingest": "Rows come from a source: files.",
        "spark": "A function of spark_jobs/ over DataFrames: `a.b:f` is f in a/b.py.",
        "python": "A function of spark_jobs/ over Arrow tables: `a.b:f` is f in a/b.py.",
        "dbt": "One `dbt build` of what is selected.",
        "sql": "One SELECT over datasets, or a file below `include/sql/`.",
        "wait": "Goes on when files are there, a dataset has been published, or a time has come.",
        "operator": "Any operator of Airflow or a provider; `levada run` cannot do it.",
        "into": "The dataset it fills; a list for dbt, or a map, name of the result to dataset.",
        "reads": "The datasets it reads: a list, or a map, name of the argument to dataset.",
        "with": "The function's further arguments.",
        "depends_on": "Steps to wait for although nothing of theirs is read.",
        "trigger_rule": "Which ends of the steps before let it begin, in Airflow's words. Default: all_success.",
        "when": "The condition under which it is done; otherwise it is skipped.",
        "for_each": "Texts or numbers, or {dataset, column}: it is done once for each, which `{{ item }}` names.",
    },
    Values: {
        "dataset": "The dataset whose values it goes through, as it is published when a run comes to the step.",
        "column": "A column of texts, whole numbers or dates; each value once, in order, nulls aside.",
    },
    Ingest: {"files": "Files under the environment's landing."},
    Files: {
        "path": "Below the landing; `*`, `?`, `[..]` and `**` name many. Templates such as {{ ds }} are filled.",
        "format": "Default: what the name ends in, a .gz or .zip aside.",
        "options": "How the file is written.",
    },
    Options: {
        "delimiter": "What stands between values.",
        "quote": "What stands around values; empty: nothing.",
        "escape": "What stands before a quote inside quotes; unsaid, the quote itself.",
        "null_marker": "The text that means null, or several.",
        "header": "Whether the first row holds the columns' names.",
        "encoding": "A codec of Python's: utf-8, latin-1, cp1252, utf-16 …",
        "decimal": "What stands before the fraction of a number: a point or a comma.",
        "thousands": "What stands between the thousands of a number.",
        "date_format": "How dates are written, in strptime's words: %d.%m.%Y. Default: ISO 8601.",
        "timestamp_format": "How timestamps are written, in strptime's words. Default: ISO 8601.",
        "comment": "Lines that begin with it are no rows.",
        "skip_rows": "How many lines stand before the header.",
    },
    Function: {"job": "`a.b:f` is function f of spark_jobs/a/b.py; without `:f`, the one called like the module."},
    Spark: {
        "trigger": "`available_now`: what is new comes in batches, each written, checked and published by itself.",
    },
    Sql: {
        "query": "One SELECT over datasets, or the path of a file below `include/sql/`; templates stand inside quotes.",
        "dialect": "Whose SQL it is written in; it is translated for the engine.",
    },
    Called: {
        "class": "`package.module.Class`.",
        "args": "Its arguments, in Airflow's words, Airflow's templates included.",
    },
    Wait: {
        "files": "A path, relative to the environment's landing, with wildcards and templates: until a file is there.",
        "dataset": "Until it has been published for the run's interval; in a run without one, since the run began.",
        "until": "A time such as 06:30, on the day on which the interval ends, or {{ data_interval_end }}.",
        "timeout": "How long it waits: 30s, 15m, 6h, 7d.",
        "on_timeout": "What it does when that is over.",
    },
    When: {
        "param": "The name of one of the pipeline's `params`, whose value `is` tells.",
        "is": "The value that the param must have.",
        "rows": "A dataset of which this run must have published rows.",
        "weekday": "The days on which the run's `ds` may lie.",
        "python": "A function of spark_jobs/ that returns True or False; it gets the run's `ds`, `params` and so on.",
        "all": "Conditions that must all hold.",
        "any": "Conditions of which one must hold.",
    },
    Dbt: {
        "select": "dbt's own selection: tag:marts, a model's name, path:…",
        "exclude": "What of it is left out.",
        "vars": "Values for `var()` in the models.",
    },
    Read: {
        "dataset": "The dataset's name: namespace.table.",
        "rows": "`all` published rows, those of the run's `interval` by the dataset's event_time, or "
        "those that are `new` since the step last published.",
        "lookback": "How long before the interval rows are read too, to compute with: 30s, 15m, 6h, 7d.",
    },
    Dataset: {
        "contract": "A contract file's name without ending (`name` or `name#object`), or a list of ODCS properties.",
        "loader": "Who else writes it, where no step of this project does.",
        "event_time": "The column that intervals go by.",
        "partitioning": "Iceberg's: a column, year(c), month(c), day(c), hour(c), bucket(16, c), truncate(4, c).",
        "sort_order": "Columns, each with `desc` or not.",
        "properties": "Iceberg's table properties.",
        "write": "How new rows meet old ones: the strategy alone, or a map. "
        "Default: replace; of an ingest merge, if the contract has a key, else append.",
        "quality": "What happens when a check of severity error fails.",
        "tags": "Words to find it by.",
    },
    Write: {
        "strategy": "How new rows meet old ones.",
        "unique_key": "Columns that tell rows apart, where they are not the contract's key.",
        "order_by": "Of rows that arrive with one key, the last by these columns stays.",
        "on_schema_change": "What becomes of columns that arrive and the table does not have, or the other way round.",
    },
    Quality: {
        "on_failure": "`block`: nothing is published; `warn`: it is reported and published all the same.",
        "checks": "ODCS quality items of the operators' own, each with its `column` where it has one.",
    },
    Environment: {
        "catalog": "pyiceberg's own property names, type, uri, warehouse …; a secret by its name.",
        "landing": "Where relative paths of files lie.",
        "storage": "How object stores are reached, by address: s3://bucket, or s3:// for all others.",
        "verbs": "Which engine performs a verb, or `check`; or a list of them, by size. Default: embedded.",
        "engines": "How the engines that `verbs` names are reached, and what they are told.",
        "channels": "How teams are told of runs that fail or are late: a team, as `owner` has it, to a notifier.",
        "variables": "Values for ${env.NAME} in pipelines.",
        "overrides": "What differs here in the pipelines themselves.",
    },
    Store: {
        "endpoint_url": "Where the store answers, where it is not AWS.",
        "region": "The store's region.",
        "access_key_id": "The name of the key; where none is said, AWS's own settings hold.",
        "secret_access_key": "The key.",
        "session_token": "What comes with a key that is lent for a time.",
        "anon": "Whether it is asked without any key.",
    },
    Engines: {
        "spark": "What Spark is told, where `verbs` names it.",
        "trino": "The cluster that performs what `verbs` gives to `trino`.",
    },
    Sized: {
        "engine": "Who performs it: embedded, spark, trino.",
        "up_to": "For steps that read no more than this, KiB, MiB, GiB or TiB of published files. The last has none.",
    },
    SparkConf: {"settings": "Spark's own, by their names: spark.master, spark.driver.memory, spark.jars …"},
    Trino: {
        "uri": "The coordinator: https://host:port. Plain http only to this machine.",
        "user": "Who asks.",
        "connection": "In Airflow, the provider's connection that says these instead: uri, user, secrets, verify.",
        "password": "The user's password.",
        "token": "A JWT, instead of a password.",
        "verify": "A file of certificates of authorities to trust, below the project. Default: the system's.",
        "catalog": "What the environment's catalogue is called in Trino. Default: lake.",
        "source": "What queries are said to come from; resource groups may go by it. Default: levada.",
        "client_tags": "Words that go with every query; resource groups may go by them.",
        "session_properties": "Session properties of Trino, by name.",
        "roles": "The role to take in each catalogue of Trino, by the catalogue's name, or `system`.",
    },
    Secret: {"secret": "Its name: the environment variable of this name, in capitals, holds it."},
    Override: {
        "id": "Its name, for messages.",
        "select": "Whom it means: kind (Pipeline, Step, Dataset), then names, tags or any key; globs; all must hold.",
        "set": "What holds there, whatever pipelines and defaults say; null takes a key away.",
    },
}


def meaning(part: type[Part], key: str) -> str:
    """What a key of a part means; a part means by it what the one it is made from does, unless it says so itself."""
    return next(
        MEANINGS[kind][key] for kind in part.__mro__ if issubclass(kind, Part) and key in MEANINGS.get(kind, {})
    )
