"""Merging rows into a table by key: levada, Spark's MERGE, pyiceberg's upsert, dlt, and the floor: the table's rows
written again.

`python -m benchmarks.merge [--table 10000000] [--arriving 1000000] [--rounds 3]`. Spark needs a JDK and Maven, and is
left out where they are not. The other peers get as many rows as they can finish, `--small-table` and
`--small-arriving`, and levada the same beside them."""

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import jvm, rows
from benchmarks.measure import Figure, middle, peer, process, table

DLT = ("dlt[filesystem,pyiceberg]==1.31.0",)
HERE = Path(__file__).parent


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--table", type=int, default=10_000_000, help="rows of the table (default: 10 M)")
    options.add_argument("--arriving", type=int, default=1_000_000, help="rows to merge into it (default: 1 M)")
    options.add_argument("--small-table", type=int, default=100_000, help="the same for the peers (default: 100 k)")
    options.add_argument("--small-arriving", type=int, default=10_000, help="the same for the peers (default: 10 k)")
    options.add_argument("--rounds", type=int, default=3, help="how often each is measured (default: 3)")
    said = options.parse_args()
    lines: list[tuple[str, ...]] = []
    for names, count, more in (
        (("levada", "spark", "pyarrow"), said.table, said.arriving),
        (("levada", "spark", "pyiceberg", "dlt"), said.small_table, said.small_arriving),
    ):
        with TemporaryDirectory() as folder:
            here = tuple(name for name in names if name != "spark" or not jvm.missing())
            lines += _measured(Path(folder), here, count, more, said.rounds)
    if why := jvm.missing():
        lines.append(("spark", why, "", "", "", "", ""))
    table("Merging by key", ("", "table", "arriving", "seconds", "rows/s", "CPU s", "peak MB"), lines)


def _measured(folder: Path, names: tuple[str, ...], count: int, more: int, times: int) -> list[tuple[str, ...]]:
    """One line for each contender."""
    base = rows.base(folder / "base.parquet", count)
    figures: dict[str, list[Figure]] = {name: [] for name in names}
    for name in names:
        _run(name, "fill", folder, base)
    for number in range(times):
        file = rows.arriving(folder / f"arriving{number}.parquet", more, count, number + 1)
        for name in names:
            print(f"  round {number + 1} of {times}: {name}", file=sys.stderr, flush=True)
            figures[name].append(_run(name, "merge", folder, base if name == "pyarrow" else file))
    return [_line(name, count, more, those) for name, those in figures.items()]


def _run(name: str, verb: str, folder: Path, file: Path) -> Figure:
    python, said = Path(sys.executable), {}
    if name == "dlt":
        python = peer("dlt", *DLT)
    elif name == "spark":
        python, jar = jvm.spark()
        said = {"ICEBERG_RUNTIME": str(jar), "SPARK_LOCAL_IP": "127.0.0.1"}
    return process([python, HERE / "merging.py", name, verb, folder / name, file], **said)


def _line(name: str, count: int, more: int, figures: list[Figure]) -> tuple[str, ...]:
    seconds = middle(figures, lambda figure: float(figure.said["seconds"]))
    speed = "(floor)" if name == "pyarrow" else f"{more / seconds:,.0f}"
    cpu, peak = middle(figures, lambda figure: figure.cpu_seconds), max(each.peak_memory for each in figures)
    return name, f"{count:,}", f"{more:,}", f"{seconds:.2f}", speed, f"{cpu:.1f}", f"{peak / 2**20:.0f}"


if __name__ == "__main__":
    main()
