"""One task in a process of its own: a Spark application's driver, or plain Python. Airflow is not there.

`levada_task.py REQUEST`: the request is a file, or the JSON itself. Progress goes to standard error, the outcome as
JSON to standard output. The exit code tells whether to try again."""

import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from levada.errors import Blocked, LevadaError, Permanent, Retryable, Skipped
from levada.plan.environment import Environment
from levada.plan.graph import Task
from levada.plan.run import Run

CODES: tuple[tuple[type[LevadaError], int], ...] = ((Skipped, 0), (Retryable, 75), (Blocked, 65), (Permanent, 1))
"""What a failure ends with, in sysexits' words where it has any: 75 a temporary failure, 65 bad data, 64 bad usage."""
USAGE = 64


@dataclass(frozen=True, slots=True)
class Request:
    """One bound task of one run. `root`: the project's folder, where the process finds it."""

    task: Task
    run: Run
    environment: Environment
    root: str = "."


_REQUEST = TypeAdapter(Request)


def encode(request: Request) -> str:
    return _REQUEST.dump_json(request).decode()


def main(arguments: Sequence[str]) -> int:
    """Perform what is asked. Returns the exit code."""
    try:
        (said,) = arguments
        request = _REQUEST.validate_json(said if said.lstrip().startswith("{") else Path(said).read_bytes())
    except (ValueError, OSError) as error:
        why = f"{error.error_count()} values of the request are wrong" if isinstance(error, ValidationError) else error
        print(f"levada_task.py REQUEST, a file or JSON, of the same release: {why}", file=sys.stderr)
        return USAGE
    return _performed(request)


def _performed(request: Request) -> int:
    from levada.runtime.evidence import Outcome
    from levada.runtime.findings import untold
    from levada.runtime.listener import Listener
    from levada.runtime.perform import perform

    outcomes: list[Outcome] = []
    code = 0
    with redirect_stdout(sys.stderr):
        try:
            root = Path(request.root).resolve()
            perform(
                request.task,
                request.run,
                request.environment,
                root,
                Listener(_say, found=_found, ended=outcomes.append),
            )
        except LevadaError as error:
            first, *more = untold(error)
            _say("\n".join((f"{type(error).__name__}: {first}", *more)))
            code = next(code for kind, code in CODES if isinstance(error, kind))
    for outcome in outcomes:
        print(TypeAdapter(dict).dump_json(outcome.as_json()).decode())
    return code


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _found(weight: str, line: str) -> None:
    _say(f"{weight.upper()} {line}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
