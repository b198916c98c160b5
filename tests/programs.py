"""What real servers and Spark are made of, fetched once: `python -m tests.programs`."""

import os
import shutil
import sys
from pathlib import Path

from levada.errors import LevadaError
from levada.lakehouse import distribution
from levada.lakehouse.artefacts import Artefact, fetched
from levada.lakehouse.home import alone, home

FOLDER = "LEVADA_TEST_JARS"
"""Names a folder that has the jars already."""
PROGRAMS = home(Path(__file__).resolve().parents[1]).programs
ICEBERG = "org.apache.iceberg"
JARS = (
    Artefact(ICEBERG, "iceberg-spark-runtime-4.1_2.13", "1.12.0",
             "3123c3798af642dd537230923548e013ef41cc28b6626e5225808cf5670a0f82"),
    Artefact(ICEBERG, "iceberg-aws-bundle", "1.12.0",
             "dd7e49ffa4ac9b215bed846581991259e3aec9bb2fa08d6cec029c46cd66d957"),
    Artefact("org.xerial", "sqlite-jdbc", "3.50.3.0",
             "a3f53a2aa15ae9425a9e793bbe9c8e5288febeb4b65ef5c1a4e80d4c2045cf08"),
)  # fmt: skip
LISTENER = Artefact("io.openlineage", "openlineage-spark_2.13", "1.53.0",
                    "5d84b0ae7e72909b5aae7ed87df878bf06b28d9ac3005765c3529d0a66dbae6f")  # fmt: skip
"""Tells of what Spark does; only tests of lineage need it."""


def jars() -> Path:
    """The folder where they are, or will be."""
    said = os.environ.get(FOLDER)
    return Path(said) if said else PROGRAMS / "jars"


def fetch_jars() -> None:
    with alone(jars()):
        for jar in (*JARS, LISTENER):
            if (there := fetched(jar, jars())).parent != jars():  # Maven had it
                shutil.copyfile(there, jars() / jar.file)


def fetch_trino() -> Path:
    """The folder of Trino."""
    return distribution.installed(PROGRAMS, lambda have, whole: None, lambda text: None)


def main() -> int:
    try:
        fetch_jars()
        fetch_trino()
        if os.environ.get("CI"):
            from tests.sparks import leave_classes

            leave_classes()
    except LevadaError as error:
        print(f"levada: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
