"""PySpark's functions and methods, asked of real Spark and of the embedded engine: what is the same, and what is not.

`LEVADA_TEST_JARS=/folder python -m benchmarks.functions` writes what `levada validate` warns by
(`plugins/levada/engines/embedded/pyspark.tsv`) and docs/pyspark.md. It needs a JDK and takes some minutes."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.functions.corpus import calls
from benchmarks.functions.laptop import asked
from benchmarks.functions.names import names
from benchmarks.functions.page import page
from benchmarks.functions.rows import write
from benchmarks.functions.spark import answers, begun
from benchmarks.functions.verdicts import Verdict, verdicts
from benchmarks.measure import ROOT
from levada.engines.embedded.differences import ABSENT, Difference

TABLE = ROOT / "plugins" / "levada" / "engines" / "embedded" / "pyspark.tsv"
INSTEAD = Path(__file__).parent / "instead.txt"


def main() -> None:
    jars = os.environ.get("LEVADA_TEST_JARS")
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder)
        tried = calls()
        with begun(folder, Path(jars) if jars else None) as session:
            spark = answers(session, folder, tried)
        laptop, there = asked(folder)
        every = names()
    found = verdicts((call, spark[call], laptop[call]) for call in tried)
    made = differences(found, every - there)
    TABLE.write_text("".join(f"{line(each)}\n" for each in made), "utf-8")
    (ROOT / "docs" / "pyspark.md").write_text(page(made), "utf-8")


def differences(found: dict[str, Verdict], absent: frozenset[str]) -> list[Difference]:
    """What was tried and what is not there, by name."""
    instead = dict(row.split("\t") for row in INSTEAD.read_text("utf-8").splitlines())
    tried = [_difference(name, verdict) for name, verdict in found.items() if name.partition("(")[0] not in absent]
    missing = [Difference(name, "", ABSENT, "", instead.get(name, "")) for name in absent]
    return sorted([*tried, *missing], key=lambda each: (each.name, each.only))


def _difference(name: str, verdict: Verdict) -> Difference:
    bare, _, only = name.partition("(")
    return Difference(bare, only.removesuffix(")"), verdict.grade, verdict.how)


def line(each: Difference) -> str:
    """One line of the table."""
    return "\t".join((each.name, each.only, each.grade, each.how, each.instead))


if __name__ == "__main__":
    main()
