"""From a merged spec to a DAG that Airflow can run: new and changed files under a live scheduler, among many specs.

`python -m benchmarks.runnable [--count 1000] [--changes 3] [--interval 30]`. The clock runs from the moment a file is
written to the moment the DAG, or its new version, stands in Airflow's database; files are written at random moments
between two parses. `--interval` is Airflow's `min_file_process_interval`, the same for both contenders; parsing one
loader file in one process, Airflow then waits that long before it does so again."""

import argparse
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import airflow_projects
from benchmarks.dags import DAG_FACTORY
from benchmarks.measure import ROOT, peer, table
from tests.e2e.airflow_home import Installation, start

PATIENCE = 900.0
NEW = "9{:03}"
"""The number of a new one."""
HASH = "SELECT dag_hash FROM serialized_dag WHERE dag_id = ? ORDER BY created_at DESC LIMIT 1"
PARSING = "SELECT avg(last_parse_duration) FROM dag"
STANDING = "SELECT count(DISTINCT dag_id) FROM serialized_dag"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=1000, help="specs (default: 1000)")
    options.add_argument("--changes", type=int, default=3, help="files changed, and as many new ones (default: 3)")
    options.add_argument("--interval", type=int, default=30, help="seconds (default: Airflow's own, 30)")
    said = options.parse_args()
    here, factory = Path(sys.executable), peer("dag-factory", *DAG_FACTORY)
    contenders: dict[str, tuple[Path, Callable[[Path, int], Path], str]] = {
        "levada": (here, airflow_projects.levada, "include/pipelines"),
        "dag-factory 1.1.0": (factory, _dag_factory, "dags"),
    }
    rows = []
    with TemporaryDirectory() as folder:
        for name, (python, written, specs) in contenders.items():
            print(f"  {name}", file=sys.stderr, flush=True)
            root = written(Path(folder, name), said.count)
            what = Installation(python, {"specs": root / "dags"}, ROOT / "plugins", _settings(said.interval))
            rows += _rows(name, root, specs, what, said.changes, said.count)
    header = ("", "file", "median s", "least s", "most s", "parsing s")
    table(f"From file to runnable, {said.count} specs, a parse every {said.interval} s", header, rows)


def _dag_factory(root: Path, count: int) -> Path:
    """Its DAGs in a folder of their own, beside which Airflow may write."""
    airflow_projects.dag_factory(root / "dags", count)
    return root


def _settings(interval: int) -> dict[tuple[str, str], object]:
    """Times out late: on a busy machine a thousand new specs take a while."""
    return {
        ("core", "dagbag_import_timeout"): 300,
        ("core", "min_serialized_dag_update_interval"): 1,
        ("dag_processor", "dag_file_processor_timeout"): 600,
        ("dag_processor", "min_file_process_interval"): interval,
    }


def _rows(name: str, root: Path, specs: str, what: Installation, changes: int, count: int) -> Iterator[tuple[str, ...]]:
    database = root / ".levada" / "airflow" / "airflow.db"
    with start(root, what=what):
        _until(lambda: _asked(database, STANDING) == count)
        chance, taken = random.Random(count), {"changed": list[float](), "new": list[float]()}
        for number in range(changes):
            for kind, (dag, text) in _files(root / specs, number).items():
                time.sleep(chance.uniform(0, 30))
                taken[kind].append(_runnable(database, root / specs / f"{dag}.yaml", text))
        for kind, seconds in taken.items():
            figures = (median(seconds), min(seconds), max(seconds), float(str(_asked(database, PARSING))))
            yield name, kind, *(f"{figure:.1f}" for figure in figures)


def _files(specs: Path, number: int) -> dict[str, tuple[str, str]]:
    """A spec with another description, and one more spec: DAG and text of each."""
    changed, new = f"pipeline_{number:04}", f"pipeline_{NEW.format(number)}"
    text = (specs / f"{changed}.yaml").read_text()
    said = text.replace("The pipeline", f"Since {time.time_ns()}, the pipeline")
    return {"changed": (changed, said), "new": (new, text.replace(f"{number:04}", NEW.format(number)))}


def _runnable(database: Path, file: Path, text: str) -> float:
    """Seconds until what a file says is what Airflow would run."""
    before = _asked(database, HASH, file.stem)
    draft = database.with_name("draft.yaml")
    draft.write_text(text)
    begun = time.monotonic()
    draft.replace(file)
    _until(lambda: _asked(database, HASH, file.stem) != before)
    return time.monotonic() - begun


def _asked(database: Path, query: str, *values: str) -> object:
    """The first column of the first row; None where there is none yet."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True, timeout=30)) as connection:
        row = connection.execute(query, values).fetchone()
    return row and row[0]


def _until(fact: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not fact():
        if time.monotonic() > until:
            raise SystemExit(f"it did not come about within {PATIENCE:.0f} s")
        time.sleep(0.1)


if __name__ == "__main__":
    main()
