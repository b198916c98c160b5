"""Spark as a peer: it needs a JDK and Maven, which not every machine has."""

import shutil
import subprocess
from pathlib import Path

from benchmarks.measure import PEERS, peer

SPARK = ("pyspark==4.1.4",)
ICEBERG = "org.apache.iceberg:iceberg-spark-runtime-4.1_2.13:1.12.0"
COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"


def missing() -> str:
    """Why Spark cannot be had here; empty: it can."""
    absent = [what for what, program in (("a JDK", "java"), ("Maven", "mvn")) if shutil.which(program) is None]
    return f"not here: {' and '.join(absent)}" if absent else ""


def spark() -> tuple[Path, Path]:
    """A Python that has Spark, and Iceberg's runtime for it; both made once."""
    jars = PEERS / "jars"
    _, name, version = ICEBERG.split(":")
    jar = jars / f"{name}-{version}.jar"
    if not jar.exists():
        subprocess.run(["mvn", "-B", "-q", COPY, f"-Dartifact={ICEBERG}", f"-DoutputDirectory={jars}"], check=True)
    return peer("spark", *SPARK), jar
