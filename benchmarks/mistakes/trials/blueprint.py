"""Blueprint: `blueprint lint`, and where that is content, what importing the DAGs says."""

import os
import sys
from pathlib import Path

from blueprint.cli import cli

from benchmarks.mistakes.trials.airflow_import import imported
from benchmarks.mistakes.trials.each import each


def check() -> bool:
    folder = Path("dags").resolve()
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    try:
        cli(["lint", "--template-dir", "."])
    except SystemExit as end:
        if end.code:
            return False
    return imported(folder)


if __name__ == "__main__":
    each(check)
