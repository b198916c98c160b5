"""A real Spark for tests: one JVM for all of a process, on a catalogue of files."""

from pathlib import Path
from tempfile import TemporaryDirectory

from levada.plan.environment import Environment, SparkConf
from tests import servers
from tests.programs import PROGRAMS

SHORT = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"
"""For a JVM that lives for some tests and computes next to nothing: what is compiled is not compiled again, better."""

KEPT = {"spark.driver.extraJavaOptions": SHORT, "spark.levada.classArchive": str(PROGRAMS / "classes")}
"""So that all of them load the classes that one has left."""


def environment() -> Environment:
    """Tables on SQLite, which Spark sees too. That it cannot be had is said: on a user's machine as a skip, in CI as a
    failure."""
    servers.jdk()
    jars = servers.spark_jars()
    settings = {"spark.master": "local[2]", "spark.driver.memory": "1g", "spark.jars": f"{jars}/*.jar",
                "spark.sql.shuffle.partitions": "2"} | KEPT  # fmt: skip
    catalogue = (("type", "sql"), ("uri", "sqlite:///catalog.db"), ("warehouse", "warehouse"))
    return Environment("local", catalogue, spark=SparkConf(tuple(settings.items())))


def leave_classes() -> None:
    """Start a JVM that writes, merges and reads a table, and wait until it has left what it has loaded."""
    from levada.engines.spark.driver import session, stop
    from levada.engines.spark.settings import told

    with TemporaryDirectory() as folder:
        there = {"type": "sql", "uri": f"sqlite:///{folder}/c.db", "warehouse": f"{folder}/w"}
        spark = session(told(environment()), there, Path(folder))
        spark.sql("CREATE NAMESPACE lake.a")
        spark.sql("CREATE TABLE lake.a.b USING iceberg AS SELECT id, string(id) AS text FROM range(100)")
        spark.sql(
            "MERGE INTO lake.a.b USING (SELECT id, 'x' AS text FROM range(50, 150)) AS c ON b.id = c.id "
            "WHEN MATCHED THEN UPDATE SET * WHEN NOT MATCHED THEN INSERT *"
        )
        spark.table("lake.a.b").toArrow()
        stop()
