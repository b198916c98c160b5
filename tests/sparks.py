"""A real Spark for tests: one JVM for all of a process, on a catalogue of files."""

from levada.plan.environment import Environment, SparkConf
from tests import servers

SHORT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""For a JVM that lives for some tests and computes next to nothing: what is compiled is not compiled again, better."""


def environment() -> Environment:
    """Tables on SQLite, which Spark sees too. That it cannot be had is said: on a user's machine as a skip, in CI as a
    failure."""
    servers.jdk()
    jars = servers.spark_jars()
    settings = {"spark.master": "local[2]", "spark.driver.memory": "1g", "spark.jars": f"{jars}/*.jar",
                "spark.sql.shuffle.partitions": "2", "spark.driver.extraJavaOptions": SHORT}  # fmt: skip
    catalogue = (("type", "sql"), ("uri", "sqlite:///catalog.db"), ("warehouse", "warehouse"))
    return Environment("local", catalogue, spark=SparkConf(tuple(settings.items())))
