"""The child in which a function of `spark_jobs/` runs: `python -m … .job request.json`.

The request names the function, its arguments, and a SELECT for each table it reads; each table that comes back is
written to a Parquet file. What happened stands in `outcome.json` beside the request: the `answer` of a condition, the
user's `error`, or nothing."""

import inspect
import json
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from pydantic import TypeAdapter

from levada.engines.arguments import itemised, offered
from levada.engines.embedded.job_errors import complain, explain, place
from levada.errors import Permanent
from levada.plan.run import Run

_RUN = TypeAdapter(Run)


class Tables(Protocol):
    """How a verb hands tables to a function and takes them back. `word`: what a result has to be."""

    word: str

    def given(self, query: str, name: str, parameter: inspect.Parameter | None) -> Any: ...

    def fits(self, result: Any) -> bool: ...

    def write(self, result: Any, path: Path) -> None: ...


def main(path: Path) -> int:
    request = json.loads(path.read_text())
    outcome: dict[str, object] = {}
    try:
        if "outputs" in request:
            perform(request, path.parent)
        else:
            outcome = {"answer": answer(request)}
    except Exception as error:
        complain(error, request)
        outcome = {"error": explain(error, request)}
    (path.parent / "outcome.json").write_text(json.dumps(outcome))
    return 1 if "error" in outcome else 0


def answer(request: Mapping[str, Any]) -> bool:
    """What a condition says."""
    function = load(request["folder"], request["module"], request["function"])
    parameters = inspect.signature(function).parameters
    given = {name: value for name, value in offered(_RUN.validate_python(request["run"])).items() if name in parameters}
    said = called(function, given, "A condition gets what the run has; one without an interval has no `ds`.")
    if not isinstance(said, bool):
        raise Permanent(f"{place(request['module'])}: {request['function']} returned a {type(said).__name__}: a "
                        "condition returns True or False")  # fmt: skip
    return said


def perform(request: Mapping[str, Any], scratch: Path) -> None:
    """Do what the request says. The verb's tables come first: SQLFrame stands in for PySpark before it is imported."""
    tables = _tables(request["verb"], scratch)
    function = load(request["folder"], request["module"], request["function"])
    parameters = inspect.signature(function).parameters
    run = (offered if request["verb"] == "python" else itemised)(_RUN.validate_python(request["run"]))
    arguments = {
        **{name: value for name, value in run.items() if name in parameters},
        **{name: tables.given(query, name, parameters.get(name)) for name, query in request["inputs"].items()},
        **request["arguments"],
    }
    made = called(function, arguments, "The step's `reads` and `with` name the arguments.")
    for name, result in named(tables, made, request["outputs"]).items():
        tables.write(result, scratch / f"{name}.parquet")


def _tables(verb: str, scratch: Path) -> Tables:
    if verb == "spark":
        from levada.engines.embedded.dataframes import DataFrames

        return DataFrames(scratch)
    from levada.engines.embedded.arrow_tables import ArrowTables

    return ArrowTables(scratch)


def load(folder: str, module: str, name: str) -> Callable[..., Any]:
    """The function, imported from `spark_jobs/`."""
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True  # the folder is the user's
    found = getattr(import_module(module), name, None)
    if not callable(found):
        raise Permanent(f"{place(module)} has no function {name!r}: write it, or name another as `module:function`")
    function: Callable[..., Any] = found
    return function


def called(function: Callable[..., Any], arguments: Mapping[str, Any], why: str) -> Any:
    """What the function returns; refused are arguments it does not take, or lacks. `why`: where they come from."""
    signature = inspect.signature(function)
    try:
        signature.bind(**arguments)
    except TypeError as error:
        raise Permanent(
            f"{place(function.__module__)}: {function.__name__}({', '.join(signature.parameters)}) is called with "
            f"({', '.join(arguments)}): {error}. {why}"
        ) from error
    return function(**arguments)


def named(tables: Tables, result: Any, outputs: list[str]) -> dict[str, Any]:
    """The tables by the names of the step's outputs; one alone need not be named."""
    found = result if isinstance(result, dict) else {outputs[0]: result} if len(outputs) == 1 else {}
    if set(found) != set(outputs):
        returned = f"a dict of {', '.join(sorted(map(str, found)))}" if found else f"a {type(result).__name__}"
        raise Permanent(f"the job returned {returned}, and the step's `into` has {', '.join(outputs)}")
    for name, one in found.items():
        if not tables.fits(one):
            raise Permanent(f"the job returned a {type(one).__name__} for {name}: it has to be {tables.word}")
    return {name: found[name] for name in outputs}


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
