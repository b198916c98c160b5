"""The child in which a function of `spark_jobs/` runs: `python -m … .job request.json`.

The request names the function, its arguments, and a SELECT for each table it reads; each table that comes back is
written to a Parquet file. What happened stands in `outcome.json` beside the request: the `answer` of a condition, the
user's `error`, and whether it may be `passing`, or the `queries` that the tables are."""

import inspect
import json
import logging
import sys
from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from pydantic import TypeAdapter

from levada.engines.functions.arguments import itemised, offered
from levada.engines.functions.calling import TABLES, called, load, named, wanted
from levada.engines.functions.complaints import complain, explain, passing, place
from levada.errors import Permanent
from levada.names import INTERVAL_WORDS
from levada.plan.run import Run

_RUN = TypeAdapter(Run)
UNTIMED = "A condition gets what the run has; one without an interval has no `ds`."
UNDATED = "The run has no interval: give it a date, or the parameter a default."


class Tables(Protocol):
    """How a verb hands tables to a function and takes them back. `word`: what a result has to be."""

    word: str

    def given(self, query: str, name: str, parameter: inspect.Parameter | None) -> Any: ...

    def fits(self, result: Any) -> bool: ...

    def write(self, result: Any, path: Path) -> str:
        """Write a file. Returns the query that the table is, if it is one."""


def main(path: Path) -> int:
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")  # as in Airflow's own tasks
    request = json.loads(path.read_text())
    outcome: dict[str, object]
    try:
        filling = "outputs" in request
        outcome = {"queries": perform(request, path.parent)} if filling else {"answer": answer(request)}
    except Exception as error:
        complain(error, request)
        outcome = {"error": explain(error, request), "passing": passing(error)}
    (path.parent / "outcome.json").write_text(json.dumps(outcome))
    return 1 if "error" in outcome else 0


def answer(request: Mapping[str, Any]) -> bool:
    """What a condition says."""
    function = _loaded(request)
    said = called(function, wanted(function, offered(_RUN.validate_python(request["run"]))), UNTIMED)
    if not isinstance(said, bool):
        raise Permanent(f"{place(request['module'])}: {request['function']} returned a {type(said).__name__}: a "
                        "condition returns True or False")  # fmt: skip
    return said


def perform(request: Mapping[str, Any], scratch: Path) -> dict[str, str]:
    """Do what the request says; returns the query that each output is. The verb's tables come first: SQLFrame stands in
    for PySpark before it is imported."""
    tables = _tables(request["verb"], scratch)
    function = _loaded(request)
    parameters = inspect.signature(function).parameters
    run = (offered if request["verb"] == "python" else itemised)(_RUN.validate_python(request["run"]))
    arguments = {
        **wanted(function, run),
        **{name: tables.given(query, name, parameters.get(name)) for name, query in request["inputs"].items()},
        **request["arguments"],
    }
    why = UNDATED if request["verb"] == "python" and _dateless(parameters, arguments) else TABLES
    results = named(called(function, arguments, why), request["outputs"], tables.fits, tables.word)
    return {name: tables.write(result, scratch / f"{name}.parquet") for name, result in results.items()}


def _loaded(request: Mapping[str, Any]) -> Callable[..., Any]:
    """The function. One that is none of Spark's may stand beside some that are, where there is no PySpark."""
    said = request["folder"], request["module"], request["function"]
    try:
        return load(*said)
    except ModuleNotFoundError as error:
        if error.name != "pyspark" or not find_spec("sqlframe"):
            raise
        from sqlframe import activate

        activate("duckdb")
        return load(*said)


def _dateless(parameters: Iterable[str], arguments: Iterable[str]) -> bool:
    """Whether a function asks for an interval, and the run has none."""
    return not set(parameters).difference(arguments).isdisjoint(INTERVAL_WORDS)


def _tables(verb: str, scratch: Path) -> Tables:
    if verb == "spark":
        from levada.engines.embedded.dataframes import DataFrames

        return DataFrames(scratch)
    from levada.engines.embedded.arrow_tables import ArrowTables

    return ArrowTables(scratch)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
