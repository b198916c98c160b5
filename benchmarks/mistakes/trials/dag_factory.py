"""dag-factory: `dagfactory lint --verbose`, and where that is content, what importing the DAGs says."""

from pathlib import Path

import dagfactory  # noqa: F401  (imported before the children are forked)
from dagfactory.__main__ import app

from benchmarks.mistakes.trials.airflow_import import imported
from benchmarks.mistakes.trials.each import each


def check() -> bool:
    try:
        app(["lint", "--verbose", "dags"])
    except SystemExit as end:
        if end.code:
            return False
    return imported(Path("dags").resolve())


if __name__ == "__main__":
    each(check)
