"""The settings in which a pipeline has to come to the same: who computes, and where the tables are."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from secrets import token_hex

import pytest

from levada.plan.environment import Environment, SparkConf
from tests import servers
from tests.conformance.gates import lakehouse
from tests.engines.bench import LOCAL
from tests.sparks import environment

SPARK = {"sql": "spark", "spark": "spark", "check": "spark"}
TRINO = {"sql": "trino", "dbt": "trino", "check": "trino"}


@dataclass(frozen=True, eq=False)
class Setting:
    """`space`: the namespace that cases call `parity`; in a catalogue that others use too it is one of our own.
    `verbs`: who performs what, and the gate; the rest is done in this process."""

    name: str
    environment: Environment
    verbs: Mapping[str, str]
    space: str = "parity"

    def bound(self, loading: bool) -> Environment:
        """`loading`: whether files are Spark's to read, where there is one."""
        files = {"ingest": "spark"} if loading and "spark" in self.verbs.values() else {}
        return replace(self.environment, verbs=tuple(sorted((self.verbs | files).items())))


NAMES = ("spark", "spark_on_s3", "trino_on_s3")
"""Those that are held against `local`."""


@contextmanager
def setting(name: str) -> Iterator[Setting]:
    """One of them, as long as it is needed. What it needs and is not there is said, as `tests.servers` does."""
    if name == "local":
        yield Setting(name, LOCAL, {})
    elif name == "spark":
        yield Setting(name, _in_one_part(environment()), SPARK)
    else:
        where, secrets = lakehouse(servers.lakehouse())
        verbs = TRINO
        if name == "spark_on_s3":
            where, verbs = replace(where, spark=_in_one_part(environment()).spark), SPARK
        with pytest.MonkeyPatch.context() as patch:
            for variable, value in secrets.items():
                patch.setenv(variable, value)
            yield Setting(name, where, verbs, f"parity_{token_hex(4)}")


def _in_one_part(where: Environment) -> Environment:
    """Spark writes a file for each part in which it has computed rows: of few rows, one, as everybody else does."""
    settings = {**dict(where.spark.settings), "spark.sql.shuffle.partitions": "1"}
    return replace(where, spark=SparkConf(tuple(settings.items())))
