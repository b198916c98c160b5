"""Work in a process of its own: its output line by line, and no orphan whatever happens to us."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import levada
from levada.errors import Retryable

SETTINGS = {"PYTHONUNBUFFERED": "1", "PYTHONSAFEPATH": "1"}
"""Lines as they are said; and nothing that happens to lie in the folder is imported."""

PACKAGES = Path(levada.__file__).parents[1]


def run(
    command: Sequence[str], folder: Path, say: Callable[[str], None], settings: Mapping[str, str] = SETTINGS
) -> int:
    """Run Python with some arguments in a folder until it ends, and return its exit code.

    `say` gets each line of its output, of both streams. `settings` are added to the environment's variables.

    Raises:
        Retryable: it was killed.
    """
    mortal = [sys.executable, "-m", "levada.engines.mortal", str(os.getpid()), sys.executable, *command]
    with subprocess.Popen(
        mortal, cwd=folder, env=_environment(settings), stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
    ) as process:  # fmt: skip
        try:
            for line in process.stdout or ():
                say(line.rstrip("\n"))
            code = process.wait()
        finally:
            process.kill()
    if code < 0:
        raise Retryable(f"the process of the step was killed by signal {-code}: give it more memory, and run again")
    return code


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    path = [str(PACKAGES), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path), **SETTINGS, **settings}
