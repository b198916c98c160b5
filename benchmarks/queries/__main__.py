"""Expressions of Trino's, asked of real Trino and, translated, of DuckDB and of real Spark.

`LEVADA_TEST_LAKEHOUSE=/places.json LEVADA_TEST_JARS=/folder python -m benchmarks.queries` writes docs/queries.md: where
the three come to the same, and where they do not. It needs a JDK, and a Trino, which the file of places names."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.functions.rows import write
from benchmarks.functions.spark import begun
from benchmarks.measure import ROOT
from benchmarks.queries import engines
from benchmarks.queries.asking import answers
from benchmarks.queries.page import page


def main() -> None:
    places, jars = os.environ["LEVADA_TEST_LAKEHOUSE"], os.environ.get("LEVADA_TEST_JARS")
    with TemporaryDirectory() as name:
        folder = Path(name)
        write(folder)
        meant = answers(engines.trino(Path(places)))
        duckdb = answers(engines.duckdb(folder))
        with begun(folder, Path(jars) if jars else None) as session:
            spark = answers(engines.spark(session, folder))
    (ROOT / "docs" / "queries.md").write_text(page(meant, {"DuckDB": duckdb, "Spark": spark}), "utf-8")


if __name__ == "__main__":
    main()
