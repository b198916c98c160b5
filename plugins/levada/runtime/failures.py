"""Every kind of failure of a run, by its id: what it means, and what to do. docs/errors.md has them too.

A failure's kind follows from where it was raised, as a mistake's in a spec from the rule that found it."""

from collections.abc import Iterator, Mapping
from types import TracebackType

from levada.errors import Blocked, Retryable

FAILURES: Mapping[str, tuple[str, str]] = {
    "access": (
        "A catalogue or an object store refuses: our credentials, for want of a right, or what is named is not there.",
        "The message says what it refuses; `levada doctor` asks it again.",
    ),
    "another-engine": (
        "A dataset's name is taken by a table or a view that another engine, or somebody else, has made.",
        "Give the dataset another name, or drop what has it.",
    ),
    "another-release": (
        "What a table keeps about itself was written by a later release of levada, or is gone or damaged.",
        "Run with that release; what is gone or damaged comes from a backup.",
    ),
    "another-run": (
        "Another run has published the same table, or taken over the same draft, meanwhile.",
        "Run again. Airflow does so by itself, as `retries` say.",
    ),
    "another-tool": (
        "Another tool has changed a table's files in a way that levada does not read or replace.",
        "Let that tool rewrite the data files (Trino: `ALTER TABLE … EXECUTE optimize`), then run again.",
    ),
    "appended-twice": (
        "`append` would bring rows that the table has already: a file or a result has changed since it was loaded.",
        "`levada run --reload` loads files in place of what they brought; or `levada rollback` before the next run.",
    ),
    "cluster": (
        "A cluster could not carry out a query just now: it was full, slow, restarted, or lost a machine.",
        "Run again. Airflow does so by itself, as `retries` say; the query's page in the cluster says more.",
    ),
    "columns": (
        "Rows do not have the columns or types that the table has, or that it can change to.",
        "Correct what the step returns, or the contract; `on_schema_change` says which changes are taken in.",
    ),
    "connection": (
        "A catalogue, a store, a database or whoever a function asks did not answer. Airflow tries again: `retries`.",
        "Look whether it runs, and whether the environment's file names it rightly; `levada doctor` asks it.",
    ),
    "copied-project": (
        "The project's folder was copied with its tables, and the catalogue in it names those of the other project.",
        "Work in the other one; or take the copy's catalogue and warehouse away, and load everything anew.",
    ),
    "event-time": (
        "Rows of an interval are wanted, and the column that tells the time is not there, is no time, or disagrees.",
        "Correct `event_time`, or let the step return rows of its interval only.",
    ),
    "failed-checks": (
        "Rows have failed checks of severity error: nothing of them is published.",
        "Correct them where they come from, or the promise; `quality: {on_failure: warn}` publishes them all the same.",
    ),
    "failed-dbt": (
        "dbt could not read its project, or not build what was selected; the message is its own.",
        "Correct the model that it names.",
    ),
    "failed-function": (
        "A function of spark_jobs/ has failed, is not there, or returned what the step does not expect.",
        "The message names file and line, `levada run -v` the whole traceback and what was printed; "
        "`into`, `reads` and `with` say what is expected.",
    ),
    "failed-query": ("A query could not be carried out.", "The message names the line of the query."),
    "impossible-check": (
        "A check asks for what the table, or what it refers to, does not have.",
        "Correct the check: the message names what there is.",
    ),
    "killed": (
        "The process of a step was killed, most often because there was too little memory.",
        "Give it more, or fewer --jobs, then run again.",
    ),
    "machine": (
        "The machine refuses to read or write a file: the disk is full, or this user may not.",
        "Make room, or change the permissions of what the message names.",
    ),
    "merge-keys": (
        "Rows that are merged by a key lack it, or several have the same.",
        "Correct the rows; `order_by` says which of several is the last, `unique_key` names other columns.",
    ),
    "missing-engine": (
        "An engine is not there, or cannot do the verb.",
        "Name another in the environment's `verbs`.",
    ),
    "missing-file": (
        "A file that is waited for is not there, cannot be reached, or is still being written.",
        "Land it, then run again.",
    ),
    "missing-part": (
        "Something that the step needs is not there: a package, a dbt project, a secret.",
        "The message says how to install it, or where it is looked for.",
    ),
    "new-rows": (
        "Which rows are new to a step cannot be told: others were taken away, or the history is not kept.",
        "`levada run --reload` reads all rows, in place of what the step has brought.",
    ),
    "no-project": (
        "No folder from here upwards has an `include/`, which holds the specs.",
        "Go to one that has, name it with `--root`, or begin one with `levada init`.",
    ),
    "not-found": (
        "A table, snapshot, branch or column that was asked for is not there.",
        "The message names those that are; `levada tables` and `levada history` list them.",
    ),
    "not-here": ("The step is Airflow's to do.", "Leave it out: `levada run … --skip STEP`."),
    "refused-connection": (
        "A server does not accept who asks, or its certificate cannot be trusted.",
        "Correct the user, the secret or the authorities that the environment's file names.",
    ),
    "run-values": (
        "A param, a template or an item of `for_each` has no value in this run, or one that does not fit.",
        "Say it, `--param name=value`, give the run a date, or correct what the message names.",
    ),
    "servers": (
        "A server of this machine could not be fetched, started or stopped.",
        "The message says what is in the way; `levada lakehouse status` names the logs.",
    ),
    "table-layout": (
        "A table is partitioned or sorted by what it does not have, or otherwise than it was made.",
        "Say what it was made with, or give the dataset another name.",
    ),
    "taken": (
        "What is to be made is there already, or its folder cannot be made: nothing is overwritten.",
        "Choose another name or folder.",
    ),
    "unpublished": (
        "A step reads a dataset that was never published, and must know its columns.",
        "Run first what fills it.",
    ),
    "unreadable-file": (
        "A file cannot be read: it is not whole, not of its format, in another encoding, or a value does not fit.",
        "Correct the file at the line that the message names, or say in `format` and `options` how it is written.",
    ),
    "waiting": ("What a step waited for did not come in time.", "`timeout` and `on_timeout` say what becomes of it."),
}

_BY_PLACE = {
    "access": "lake.outages engines.files.remote._refuse_no_bucket engines.files.remote.told "
    "engines.spark.complaints._refuse_unreached",
    "another-release": "lake.formats lake.ledger",
    "another-run": "engines.trino.dbt_turn lake.draft lake.publication lake.together lake.races "
    "lake.rebase lake.snapshots lake.writer lake.building lake.built lake.registration.files_of",
    "another-engine": "lake.building.adopted lake.views",
    "another-tool": "lake.files lake.reloading lake.replacing",
    "appended-twice": "lake.admission engines.dbt.before",
    "columns": "lake.promises lake.arrow lake.dropping lake.evolution lake.schema lake.sqltypes "
    "engines.files.matching engines.spark.columns engines.spark.complaints.refuse_misfits engines.spark.types",
    "copied-project": "lake.copies",
    "event-time": "lake.window lake.writing lake.reading._within",
    "failed-checks": "runtime.verification",
    "failed-dbt": "engines.dbt engines.trino.dbt_refusals",
    "failed-function": "engines.embedded.condition engines.embedded.dataframes engines.embedded.function "
    "engines.embedded.sqlframe_joins engines.embedded.job engines.functions engines.spark.complaints runtime.stages",
    "failed-query": "engines.embedded.query engines.queries.translation engines.spark.query engines.trino.files "
    "engines.trino.query engines.trino.columns",
    "impossible-check": "engines.gate engines.embedded.gate engines.trino.gate",
    "killed": "engines.process",
    "machine": "lake.outages.machine engines.files.landing._refuse_shut engines.files.landing._digest",
    "merge-keys": "lake.arrivals",
    "missing-engine": "engines.registry engines.spark.catalogues lake.registration",
    "missing-part": "engines.dbt.adapters engines.dbt.project engines.embedded.spark engines.files.buckets "
    "engines.embedded.query.sql engines.spark.driver engines.spark.function engines.spark.ingest engines.spark.java "
    "engines.spark.query.sql engines.spark.reach engines.spark.rounds._refuse_unready engines.trino.connection "
    "engines.spark.complaints._refuse_jarless lake.secrets",
    "new-rows": "lake.gains runtime.position",
    "no-project": "cli.project cli.main._here",
    "not-found": "lake.catalogue lake.files._manifests lake.naming lake.reading lake.rollback "
    "engines.embedded.comparison engines.embedded.peek",
    "not-here": "runtime.perform",
    "refused-connection": "engines.trino.failures",
    "run-values": "plan.params plan.run runtime.conditions runtime.items",
    "servers": "lakehouse cli.lakehouse cli.lineage",
    "table-layout": "lake.layout lake.sharing",
    "taken": "cli.init cli.new",
    "unpublished": "engines.inputs",
    "unreadable-file": "engines.files engines.embedded.sampling engines.embedded.sampling_csv "
    "engines.embedded.sampling_jsonl engines.embedded.sampling_parquet engines.spark.rounds cli.new._proposed "
    "cli.dag_factory.written",
    "waiting": "runtime.waiting",
}
PLACES: Mapping[str, str] = {place: id_ for id_, places in _BY_PLACE.items() for place in places.split()}
"""Package, module or function of what is raised there -> its kind; the narrower one counts."""
RETRYABLE: Mapping[str, str] = {
    "engines.files": "missing-file",
    "engines.files.remote.told": "missing-file",
    "engines.dbt": "cluster",
    "engines.embedded.condition": "connection",
    "engines.embedded.function": "connection",
    "engines.embedded.query": "connection",
    "engines.spark.complaints": "killed",
    "engines.spark.complaints._refuse_unreached": "connection",
    "engines.spark.complaints.classified": "connection",
    "engines.spark.driver": "connection",
    "engines.spark.reach": "connection",
    "engines.spark.rounds": "connection",
    "engines.embedded.gate": "connection",
    "engines.gate": "connection",
    "engines.trino.failures": "connection",
    "engines.trino.query": "cluster",
    "lake.admission": "another-run",
    "lake.outages": "connection",
    "lake.rollback": "another-run",
    "lake.views": "another-run",
    "runtime.perform": "connection",
}
"""Where what may succeed later is of another kind."""


def kind(error: BaseException) -> str:
    """The id of what was raised; empty: a mistake of levada's own, or of nobody we know."""
    if isinstance(error, Blocked):
        return "failed-checks"
    place = next(reversed(list(_places(error.__traceback__))), "")
    while place:
        found = (RETRYABLE.get(place) if isinstance(error, Retryable) else None) or PLACES.get(place)
        if found:
            return found
        place = place.rpartition(".")[0]
    return ""


def _places(raised: TracebackType | None) -> Iterator[str]:
    """The functions of levada's that an error has passed, the one that raised it last."""
    while raised:
        module, frame = str(raised.tb_frame.f_globals.get("__name__", "")), raised.tb_frame
        if module.startswith("levada."):
            yield f"{module.removeprefix('levada.')}.{frame.f_code.co_name}"
        raised = raised.tb_next
