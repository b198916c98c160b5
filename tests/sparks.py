"""A real Spark for tests: one JVM for all of a process, on a catalogue of files."""

import os
import shutil
from pathlib import Path

import pytest

from levada.plan.environment import Environment, SparkConf

JARS = "LEVADA_TEST_JARS"
"""Names the folder with the jars of Iceberg and SQLite."""


def environment() -> Environment:
    """Tables on SQLite, which Spark sees too. That it cannot be had is said: on a user's machine as a skip, in CI as a
    failure."""
    jars = os.environ.get(JARS)
    if not jars or not any(Path(jars).glob("iceberg-spark-runtime-*.jar")) or shutil.which("java") is None:
        absent = f"no real Spark: it needs a JDK 17, and {JARS} must name a folder with Iceberg's jars"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(absent)
    settings = {"spark.master": "local[2]", "spark.driver.memory": "1g", "spark.jars": f"{jars}/*.jar",
                "spark.sql.shuffle.partitions": "2"}  # fmt: skip
    catalogue = (("type", "sql"), ("uri", "sqlite:///catalog.db"), ("warehouse", "warehouse"))
    return Environment("local", catalogue, spark=SparkConf(tuple(settings.items())))
