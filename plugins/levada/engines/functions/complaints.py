"""What went wrong in a user's function, told with the lines of his files and without ours."""

import socket
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from levada.errors import Permanent, Retryable
from levada.plan.privacy import NOT_SHOWN

OF_QUERIES = ("AnalysisException", "ParseException")
"""Spark's errors that speak of a query, not of values."""


PASSING = (ConnectionError, TimeoutError, socket.gaierror, Retryable)
"""What a function may meet that has nothing to do with what it computes."""


def passing(error: BaseException) -> bool:
    """Whether it may not happen again: somebody could not be reached, as what was raised, or what that came from, says.
    Clients of services have errors of their own, which begin with one of Python's."""
    if isinstance(error, PASSING):
        return True
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return earlier is not None and passing(earlier)


def complain(error: Exception, request: Mapping[str, Any]) -> None:
    """Print the traceback from the user's first line on: how it came to be called is not his business."""
    if isinstance(error, Permanent):
        return
    folder = Path(request["folder"])
    begin: TracebackType | None = error.__traceback__
    while begin and not _own(begin.tb_frame.f_code.co_filename, folder):
        begin = begin.tb_next
    if _hidden(error, request):
        traceback.print_tb(begin)
    else:
        traceback.print_exception(error.with_traceback(begin) if begin else error)


def explain(error: Exception, request: Mapping[str, Any], said: Callable[[Exception], str] = str) -> str:
    """For the owner of the job: where in his files, what, and the calls of his that led there. DataFrames are lazy:
    what only computing them brings to light has no line. `said`: an error's message."""
    if isinstance(error, Permanent):
        return str(error)
    folder = Path(request["folder"])
    message = f"{type(error).__name__}{f', whose {NOT_SHOWN}' if _hidden(error, request) else f': {said(error)}'}"
    if isinstance(error, SyntaxError) and error.filename:
        return f"{_relative(error.filename, folder)}:{error.lineno}: {message}"
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if _own(frame.filename, folder)]
    if not own:
        return f"{place(request['module'])}: computing what {request['function']} returned: {message}"
    lines = [f"{_relative(frame.filename, folder)}:{frame.lineno}" for frame in own]
    calls = [f"    {line}, in {frame.name}: {frame.line}" for line, frame in zip(lines, own, strict=True)]
    return "\n".join([f"{lines[-1]}: {message}", *(calls if len(calls) > 1 else [])])


def _hidden(error: Exception, request: Mapping[str, Any]) -> bool:
    """Whether an error may quote values that only some may see: what Arrow, DuckDB and Spark say of them. What a job
    itself says is its author's."""
    kind = type(error)
    engine = kind.__module__.partition(".")[0] in ("pyarrow", "duckdb", "_duckdb", "pyspark", "py4j")
    return bool(request.get("guarded")) and engine and kind.__name__ not in OF_QUERIES


def place(module: str) -> str:
    return f"spark_jobs/{module.replace('.', '/')}.py"


def _own(file: str, folder: Path) -> bool:
    return Path(file).is_relative_to(folder)


def _relative(file: str, folder: Path) -> str:
    path = Path(file)
    return path.relative_to(folder.parent).as_posix() if path.is_relative_to(folder.parent) else file
