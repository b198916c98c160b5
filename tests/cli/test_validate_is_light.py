"""Who only validates waits for no database."""

import subprocess
import sys

HEAVY = {"airflow", "duckdb", "pyarrow", "pyiceberg", "pyspark", "requests", "trino"}


def test_validate_loads_nothing_that_touches_tables() -> None:
    asked = "import sys, levada.cli.main, levada.cli.validate; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert not HEAVY & set(loaded)
