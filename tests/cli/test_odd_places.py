"""What lies where something else should: words with a cure, and never a traceback."""

from pathlib import Path

import pytest

from tests.cli.shop import Shop

ONE = """\
apiVersion: levada/v1
kind: Pipeline
steps: [{ingest: {files: a.csv}, into: raw.a}]
datasets: {raw.a: {contract: [{name: day, logicalType: date}]}}
"""
ENVIRONMENT = "include/environments/local.yaml"


@pytest.fixture
def one(shop: Shop) -> Shop:
    shop.write("include/pipelines/one.yaml", ONE)
    shop.write("data/a.csv", "day\n2024-01-01\n")
    return shop


def said(shop: Shop, *words: str) -> str:
    result = shop(*words)
    assert (result.exit_code in (1, 2), "Traceback" in result.output) == (True, False), result.output
    return " ".join(result.output.split())


def test_a_landing_that_is_a_file(one: Shop) -> None:
    one.write("include/pipelines/one.yaml", ONE.replace("a.csv", "a.csv/b.csv"))
    assert "Not a directory: correct `path`, or the environment's `landing`" in said(one, "run", "one")


def test_a_link_to_itself(one: Shop) -> None:
    file = one.root / "data/a.csv"
    file.unlink()
    file.symlink_to(file)
    assert "a.csv: Too many levels of symbolic links" in said(one, "run", "one")


def test_a_name_that_no_disk_takes(one: Shop) -> None:
    one.write("include/pipelines/one.yaml", ONE.replace("a.csv", f"{'a' * 300}.csv"))
    assert "File name too long: correct `path`" in said(one, "run", "one")


@pytest.mark.parametrize("day", ["10000-01-01", "0000-03-01", "infinity"])
def test_a_year_that_python_does_not_know(one: Shop, day: str) -> None:
    one.write("data/a.csv", f"day\n2024-01-01\n{day}\n")
    assert f"a.csv, line 3: column day is '{day}', which is no date" in said(one, "run", "one")


def test_a_function_of_such_a_year(one: Shop) -> None:
    text = "import duckdb\n\ndef far():\n    return duckdb.sql(\"SELECT DATE '10000-01-01' AS day\").arrow()\n"
    one.write("spark_jobs/far.py", text)
    one.write("include/pipelines/far.yaml", ONE.replace("ingest: {files: a.csv}", "python: far"))
    assert "raw.a: column day has a day before the year 1 or after 9999" in said(one, "run", "far")


def test_a_warehouse_that_is_a_file(one: Shop) -> None:
    text = (one.root / ENVIRONMENT).read_text() if (one.root / ENVIRONMENT).exists() else ""
    catalog = "catalog: {type: sql, uri: 'sqlite:///.levada/c.db', warehouse: data/a.csv}\n"
    one.write(ENVIRONMENT, environment(text, catalog))
    assert "a.csv cannot be a folder: File exists: correct `catalog.warehouse`" in said(one, "run", "one")


@pytest.mark.parametrize("uri", ["mysqll://x/y", "mysql+pymysql://x/y"])
def test_a_database_that_nobody_knows(one: Shop, uri: str) -> None:
    one.write(ENVIRONMENT, environment("", f"catalog: {{type: sql, uri: '{uri}', warehouse: w}}\n"))
    assert "the catalogue cannot be opened:" in said(one, "tables")


def environment(text: str, catalog: str) -> str:
    head = "apiVersion: levada/v1\nkind: Environment\nlanding: data\n"
    return (text or head) + catalog


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01"])
def test_a_day_that_runs_cannot_have(one: Shop, day: str) -> None:
    assert "is no day that runs can have: between 1900-01-01 and 9998-12-31" in said(one, "run", "one", "--date", day)
    one.write("include/pipelines/one.yaml", ONE + f"schedule: {{cron: '@daily', start_date: {day}}}\n")
    assert f"{day} is no day that runs can have" in said(one, "validate")


def test_a_function_s_file_that_is_no_text(one: Shop) -> None:
    (one.root / "spark_jobs").mkdir(exist_ok=True)
    Path(one.root / "spark_jobs/torn.py").write_bytes(bytes(300))
    one.write(
        "include/pipelines/torn.yaml", ONE.replace("ingest: {files: a.csv}", "python: torn:f").replace("raw.a", "raw.b")
    )
    assert "spark_jobs/torn.py" in said(one, "validate")
