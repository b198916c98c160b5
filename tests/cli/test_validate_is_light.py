"""Who only validates waits for no database."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from levada.cli.main import cli

HEAVY = {"airflow", "duckdb", "pyarrow", "pyiceberg", "pyspark", "requests", "trino"}
QUERY = """\
apiVersion: levada/v1
kind: Pipeline
steps:
  - {sql: "SELECT customer, sum(amount) AS amount FROM raw.orders GROUP BY 1", into: marts.customers}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    made = CliRunner().invoke(cli, ["init", str(tmp_path / "shop")])
    assert made.exit_code == 0, made.output
    return tmp_path / "shop"


def loaded(folder: Path, pipelines: int) -> set[str]:
    """The modules that `levada validate` has loaded when it is done."""
    asked = "import sys; from levada.cli.main import cli; cli(standalone_mode=False); print(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", asked, "validate"], cwd=folder, capture_output=True, text=True, check=True
    ).stdout
    assert f"fine: {pipelines} pipeline" in said
    return set(said.split())


def test_validate_loads_nothing_that_touches_tables() -> None:
    asked = "import sys, levada.cli.main, levada.cli.validate; print(*sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.split()
    assert not HEAVY & set(said)


def test_without_a_query_nothing_that_reads_queries_is_loaded(shop: Path) -> None:
    assert "sqlglot" not in loaded(shop, 1)


def test_a_query_is_judged_without_anything_that_touches_tables(shop: Path) -> None:
    (shop / "include/pipelines/marts.yaml").write_text(QUERY)
    found = loaded(shop, 2)
    assert "sqlglot" in found
    assert not HEAVY & found
