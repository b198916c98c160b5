"""`levada run` of eight steps with nothing to do, beside the bare imports that its tables cannot do without.

`python -m benchmarks.noop`: both are timed in the same run, by turns; printed are the medians of wall and CPU seconds.
"""

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.measure import Figure, process

ROUNDS = 7
STEPS = 8
GOAL = 0.5
FLOOR = "import duckdb, pyarrow, pyiceberg.catalog.sql, pyiceberg.io.pyarrow, pyiceberg.table"
LEVADA = (sys.executable, "-m", "levada.cli", "run", "eight")


def project(root: Path) -> None:
    """A pipeline of as many files as there are steps, each into a table of its own."""
    steps, datasets = [], []
    contract = "[{name: id, logicalType: integer, primaryKey: true}, {name: x, logicalType: integer}]"
    (root / "data").mkdir()
    for number in range(STEPS):
        (root / "data" / f"f{number}.csv").write_text("id,x\n1,2\n")
        steps.append(f"  - ingest: {{files: f{number}.csv}}\n    into: raw.t{number}\n")
        datasets.append(f"  raw.t{number}: {{write: replace, contract: {contract}}}\n")
    text = "".join(["apiVersion: levada/v1\nkind: Pipeline\nsteps:\n", *steps, "datasets:\n", *datasets])
    (root / "include" / "pipelines").mkdir(parents=True)
    (root / "include" / "pipelines" / "eight.yaml").write_text(text)


def figures(root: Path) -> tuple[list[Figure], list[Figure]]:
    """The bare imports and the run, by turns, so that a busy machine slows both."""
    pairs = [(process([sys.executable, "-c", FLOOR], root), process(LEVADA, root)) for _ in range(ROUNDS)]
    return [floor for floor, _ in pairs], [run for _, run in pairs]


def main() -> None:
    with TemporaryDirectory() as folder:
        root = Path(folder)
        project(root)
        process(LEVADA, root)
        sides = figures(root)
    print(f"{'':<32}{'wall s':>8}{'CPU s':>8}")
    medians = [(median(one.seconds for one in side), median(one.cpu_seconds for one in side)) for side in sides]
    for name, (wall, cpu) in zip(("bare imports", f"levada run, {STEPS} steps, no work"), medians, strict=True):
        print(f"{name:<32}{wall:>8.2f}{cpu:>8.2f}")
    wall, cpu = (run - floor for floor, run in zip(*medians, strict=True))
    print(f"{'beyond the imports':<32}{wall:>8.2f}{cpu:>8.2f}   (goal: {GOAL} wall, on a quiet machine)")


if __name__ == "__main__":
    main()
