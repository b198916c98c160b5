"""The child in which a Spark function runs, on DuckDB through SQLFrame: `python -m … .job request.json`.

The request names views to make (argument -> SELECT), the function and its arguments; each DataFrame that comes back is
written to a Parquet file. What happened stands in `outcome.json` beside the request: nothing, or the user's `error`."""

import inspect
import json
import sys
import traceback
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import duckdb

from levada.engines.embedded.connection import connect
from levada.engines.embedded.results import storable
from levada.engines.embedded.sql import identifier, literal
from levada.errors import Permanent


def main(path: Path) -> int:
    request = json.loads(path.read_text())
    try:
        perform(request, path.parent)
    except Exception as error:
        if not isinstance(error, Permanent):
            traceback.print_exc()
        (path.parent / "outcome.json").write_text(json.dumps({"error": explain(error, request)}))
        return 1
    (path.parent / "outcome.json").write_text("{}")
    return 0


def perform(request: Mapping[str, Any], scratch: Path) -> None:
    """Do what the request says. Nothing of PySpark is imported before SQLFrame stands in for it."""
    from sqlframe import activate

    connection = connect(scratch)
    activate("duckdb", conn=connection)
    function = load(request["folder"], request["module"], request["function"])
    frames = {name: table(connection, name, query) for name, query in request["inputs"].items()}
    arguments = {**frames, **request["arguments"]}
    fit(function, arguments)
    for name, frame in named(function(**arguments), request["outputs"]).items():
        write(connection, frame, scratch / f"{name}.parquet")


def load(folder: str, module: str, name: str) -> Callable[..., Any]:
    """The function, imported from `spark_jobs/`."""
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True  # the folder is the user's
    found = getattr(import_module(module), name, None)
    if not callable(found):
        raise Permanent(f"{place(module)} has no function {name!r}: write it, or name another as `module:function`")
    function: Callable[..., Any] = found
    return function


def table(connection: duckdb.DuckDBPyConnection, name: str, query: str) -> Any:
    """One input as a DataFrame over a view."""
    from pyspark.sql import SparkSession

    view = f"input_{name}"
    connection.execute(f"CREATE VIEW {identifier(view)} AS {query}")
    return SparkSession.builder.getOrCreate().table(view)


def fit(function: Callable[..., Any], arguments: Mapping[str, Any]) -> None:
    """Refuse arguments the function does not take, or lacks."""
    signature = inspect.signature(function)
    try:
        signature.bind(**arguments)
    except TypeError as error:
        raise Permanent(
            f"{place(function.__module__)}: {function.__name__}({', '.join(signature.parameters)}) is called with "
            f"({', '.join(arguments)}): {error}. The step's `reads` and `with` name the arguments."
        ) from error


def named(result: Any, outputs: list[str]) -> dict[str, Any]:
    """The DataFrames by the names of the step's outputs; one alone need not be named."""
    frames = result if isinstance(result, dict) else {outputs[0]: result} if len(outputs) == 1 else {}
    if set(frames) != set(outputs):
        returned = f"a dict of {', '.join(sorted(map(str, frames)))}" if frames else f"a {type(result).__name__}"
        raise Permanent(f"the job returned {returned}, and the step's `into` has {', '.join(outputs)}")
    for name, frame in frames.items():
        if not hasattr(frame, "sql"):
            raise Permanent(f"the job returned a {type(frame).__name__} for {name}: it has to be a DataFrame")
    return {name: frames[name] for name in outputs}


def write(connection: duckdb.DuckDBPyConnection, frame: Any, path: Path) -> None:
    """Compute a DataFrame into a file, in types that Iceberg has."""
    *before, query = frame.sql(dialect="duckdb", as_list=True)
    for statement in before:  # what `cache()` asked for
        connection.execute(statement)
    rows = connection.sql(query)
    select = storable(rows.columns, rows.types)
    connection.execute(f"COPY (SELECT {select} FROM ({query})) TO {literal(str(path))} (FORMAT parquet)")


def explain(error: Exception, request: Mapping[str, Any]) -> str:
    """One line for the owner of the job: where in his files, and what. DataFrames are lazy: what only computing them
    brings to light has no line."""
    if isinstance(error, Permanent):
        return str(error)
    folder = Path(request["folder"])
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if Path(frame.filename).is_relative_to(folder)]
    message = f"{type(error).__name__}: {error}"
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_relative(error.filename, folder)}:{error.lineno}: {message}"
    if own:
        return f"{_relative(own[-1].filename, folder)}:{own[-1].lineno}: {message}"
    return f"{place(request['module'])}: computing what {request['function']} returned: {message}"


def place(module: str) -> str:
    return f"spark_jobs/{module.replace('.', '/')}.py"


def _relative(file: str, folder: Path) -> str:
    path = Path(file)
    return path.relative_to(folder.parent).as_posix() if path.is_relative_to(folder.parent) else file


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
