"""What Spark is told when it starts: what the environment says, and for the rest what suits a single machine."""

import os
from collections.abc import Mapping
from pathlib import Path

import levada
from levada.engines.spark.log import CONFIGURATION
from levada.lake.secrets import secret
from levada.plan.environment import Environment

VERSION, SCALA = "4.1", "2.13"
ICEBERG = f"org.apache.iceberg:iceberg-spark-runtime-{VERSION}_{SCALA}:1.12.0"
SQLITE = "org.xerial:sqlite-jdbc:3.50.3.0"
AWS = "org.apache.iceberg:iceberg-aws-bundle:1.12.0"
FETCHED = "spark.jars.packages"
JARS = ("spark.jars", FETCHED, "spark.driver.extraClassPath")
"""Settings by which people say where the jars come from; where none is said, they are fetched by name."""
OPTIONS = "spark.driver.extraJavaOptions"
PACKAGES = Path(levada.__file__).parents[1]

ALWAYS = {
    "spark.app.name": "levada",
    "spark.sql.extensions": "org.apache.iceberg.spark.extensions.IcebergSparkSessionExtensions",
    "spark.sql.session.timeZone": "UTC",
    "spark.redaction.regex": "(?i)secret|password|token|credential|access[.-]?key",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
}


def told(environment: Environment) -> dict[str, str]:
    """What an environment says of Spark, secrets included.

    Raises:
        Permanent: one of them is not set.
    """
    place = f"include/environments/{environment.name}.yaml, engines.spark.settings"
    secrets = {key: secret(name, place) for key, name in environment.spark.secrets}
    return dict(environment.spark.settings) | secrets


def settings(said: Mapping[str, str], properties: Mapping[str, str]) -> dict[str, str]:
    """Every setting of a Spark that starts now. `said`: the environment's, which have the last word. `properties`: the
    catalogue's, which tell the jars that are needed."""
    master = said.get("spark.master", "local[*]")
    mine = ALWAYS | {"spark.master": master, **(_on_this_machine() if master.startswith("local") else {})}
    if not any(said.get(key) for key in JARS):
        mine[FETCHED] = ",".join(packages(properties))
    logged = f'"-Dlog4j2.configurationFile={CONFIGURATION}"'
    options = " ".join(filter(None, (logged, said.get(OPTIONS))))
    return mine | dict(said) | {OPTIONS: options}


def packages(properties: Mapping[str, str]) -> tuple[str, ...]:
    """The jars that a catalogue needs, as Maven calls them."""
    is_file = properties.get("uri", "").startswith("sqlite")
    return (ICEBERG, *((SQLITE,) if is_file else (AWS,)))


def _on_this_machine() -> dict[str, str]:
    """Nobody else is to reach it; its Python finds what ours finds; few rows are not cut into 200 parts."""
    path = os.pathsep.join([str(PACKAGES), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.executorEnv.PYTHONPATH": path,
        "spark.sql.shuffle.partitions": "16",
    }


def written(said: Mapping[str, str]) -> str:
    """Settings as a file of Java's properties."""
    return "".join(f"{_escaped(key)}={_escaped(value)}\n" for key, value in sorted(said.items()))


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r").replace("=", "\\=").replace(":", "\\:")
    plain = "".join(f"\\u{ord(sign):04x}" if not 32 <= ord(sign) < 127 else sign for sign in plain)
    return f"\\{plain}" if plain.startswith((" ", "#", "!")) else plain
