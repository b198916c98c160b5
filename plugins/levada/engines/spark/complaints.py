"""What goes wrong in Spark, in one line, and whether trying again may help."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pyspark.errors import PySparkException

from levada.engines.base import Work
from levada.engines.functions.complaints import complain, explain, passing
from levada.engines.functions.modules import FOLDER
from levada.engines.inputs import guarded
from levada.engines.spark.log import sentence
from levada.engines.spark.outages import meaning
from levada.engines.spark.settings import ICEBERG, SQLITE
from levada.errors import LevadaError, Permanent, Retryable
from levada.plan.actions import Spark
from levada.plan.privacy import NOT_SHOWN

OURS = re.compile(r"levada\.errors\.Permanent: (.*?)(?:\n\n|\n\tat |\n\s*$|$)", re.S)
"""What our code has raised where Spark's workers are."""
WORKER = re.compile(r'File "([^"]+)", line (\d+), in (\w+)')
ENDED = re.compile(
    r"ExecutorLostFailure|ExecutorDeadException|Python worker exited unexpectedly|FetchFailed"
    r"|Master removed our application"
)
FULL = "OutOfMemoryError"
"""Of the driver, which does all work by itself where the master is `local`, or of an executor: Java does not say."""
SILENT = ("Py4JNetworkError", "Py4JError", "ConnectionRefusedError", "ConnectionResetError", "BrokenPipeError")
"""What Python meets where the JVM does not answer any more."""
DRIVERLESS = "No suitable driver found for jdbc:sqlite"
JARLESS = re.compile(r"(?:CATALOG_NOT_FOUND|catalog plugin class|ClassNotFoundException)[^\n]*(?:iceberg|`lake`)")


@contextmanager
def classified(work: Work, action: Spark) -> Iterator[None]:
    """What is raised inside becomes one of ours.

    Raises:
        Retryable: Spark's JVM or one of its executors is gone, or a server did not answer, Spark or the function.
        Permanent: the function or its result is at fault; the message names the line in the user's file.
    """
    try:
        yield
    except LevadaError:
        raise
    except Exception as error:
        text = str(error)
        refuse_world(error, work.task.step)
        refuse_misfits(error)
        request = _request(work, action)
        if not isinstance(error, PySparkException):
            complain(error, request)
        message = _in_worker(text, request) or explain(error, request, sentence)
        raise (Retryable if passing(error) else Permanent)(f"step {work.task.step}: {message}") from error


def refuse_world(error: Exception, step: str) -> None:
    """What is nobody's fault who wrote the step.

    Raises:
        Retryable: Spark's JVM or one of its executors is gone, or a server did not answer.
        Permanent: Spark has no Iceberg, or not what the catalogue needs, or a server refuses.
    """
    _refuse_lost(error, step)
    _refuse_unreached(error, step)
    _refuse_jarless(error, step)


def refuse_misfits(error: Exception) -> None:
    """What does not fit its column, which our casts have found where Spark's workers are.

    Raises:
        Permanent: there was some.
    """
    if found := OURS.search(str(error)):
        raise Permanent(found[1].strip()) from None


def _refuse_lost(error: Exception, step: str) -> None:
    """Whoever is gone may be there the next time."""
    from levada.engines.spark import driver

    if type(error).__name__ in SILENT and driver.lost():
        raise Retryable(
            f"step {step}: the JVM of Spark is gone, most often for want of memory: give it more, `spark.driver.memory`"
        ) from error
    if FULL in _whole(error):
        more = "give it more, `spark.driver.memory`, and where it has executors `spark.executor.memory`"
        raise Retryable(f"step {step}: Spark has no memory left ({FULL}): {more}") from error
    if found := ENDED.search(_whole(error)):
        raise Retryable(f"step {step}: Spark has lost an executor ({found[0]}): give it more memory") from error


def _refuse_unreached(error: Exception, step: str) -> None:
    if told := meaning(_whole(error)):
        raise type(told)(f"step {step}: {told}") from error


def _refuse_jarless(error: Exception, step: str) -> None:
    if JARLESS.search(str(error)):
        raise Permanent(
            f"step {step}: Spark has no Iceberg: name its jars under engines.spark.settings, "
            f"`spark.jars: /folder/*.jar` or `spark.jars.packages: {ICEBERG}`"
        ) from error
    if DRIVERLESS in _whole(error):
        raise Permanent(
            f"step {step}: Spark cannot read the catalogue, a SQLite file: add a jar to those that it is told, {SQLITE}"
        ) from error


def _request(work: Work, action: Spark) -> Mapping[str, Any]:
    folder = str((work.root / FOLDER).resolve())
    return {"folder": folder, "module": action.module, "function": action.function, "guarded": guarded(work)}


def _whole(error: Exception) -> str:
    """All that Java says, causes included: PySpark keeps them to itself."""
    return f"{error}\n{getattr(error, '_stackTrace', None) or ''}"


def _in_worker(text: str, request: Mapping[str, Any]) -> str:
    """What a function of the user's has raised where Spark's workers are."""
    folder = Path(request["folder"])
    own = [(file, line) for file, line, _ in WORKER.findall(text) if Path(file).is_relative_to(folder)]
    if not own:
        return ""
    lines = [line for line in text.split("\n") if re.match(r"[\w.]+(?:Error|Exception|Interrupt)?: ?", line)]
    file, line = own[-1]
    why = NOT_SHOWN if request["guarded"] else (lines or [""])[-1]
    return f"{Path(file).relative_to(folder.parent).as_posix()}:{line}: {why}"
