"""Who only validates waits for no database."""

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner

from levada.cli.main import cli

HEAVY = {"airflow", "duckdb", "pyarrow", "pyiceberg", "pyspark", "requests", "trino"}


def test_validate_loads_nothing_that_touches_tables() -> None:
    asked = "import sys, levada.cli.main, levada.cli.validate; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert not HEAVY & set(loaded)


def test_without_a_query_nothing_that_reads_queries_is_loaded(tmp_path: Path) -> None:
    made = CliRunner().invoke(cli, ["init", str(tmp_path / "shop")])
    assert made.exit_code == 0, made.output
    asked = "import sys; from levada.cli.main import cli; cli(standalone_mode=False); print(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", asked, "validate"], cwd=tmp_path / "shop", capture_output=True, text=True, check=True
    ).stdout
    assert "fine: 1 pipeline" in said
    assert "sqlglot" not in said.split()
