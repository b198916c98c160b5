"""Asking the child process in which functions of `spark_jobs/` run (`job.py`): a request goes there as a file, and so
does what became of it come back."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from levada.engines.functions.modules import FOLDER
from levada.engines.process import SETTINGS
from levada.engines.process import run as run_process
from levada.plan.actions import Python, Spark
from levada.plan.conditions import Says
from levada.plan.run import Run

_RUN = TypeAdapter(Run)


def asked(
    called: Spark | Python | Says,
    run: Run,
    root: Path,
    scratch: Path,
    say: Callable[[str], None],
    settings: Mapping[str, str] = SETTINGS,
    **more: object,
) -> dict[str, Any]:
    """What calling a function came to: its `answer`, where that is all, the user's `error`, or the `queries` that its
    tables are, by their names. `more`: what else the
    request says; `settings`: as the process takes them.

    Raises:
        Retryable: the process was killed.
    """
    request, outcome = scratch / "request.json", scratch / "outcome.json"
    said = {
        "verb": called.kind if isinstance(called, Says) else called.verb,
        "folder": str((root / FOLDER).resolve()),
        "module": called.module,
        "function": called.function,
        "run": _RUN.dump_python(run, mode="json"),
    }
    request.write_text(json.dumps(said | more))
    code = run_process(["-m", "levada.engines.embedded.job", str(request)], root, say, settings)
    if not outcome.exists():
        return {"error": f"its process ended with code {code}"}
    found: dict[str, Any] = json.loads(outcome.read_text())
    return found
