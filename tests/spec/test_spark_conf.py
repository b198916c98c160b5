"""What engines have to be told: what may be said, and how it is planned."""

import pytest

from levada.plan.binding import environment
from levada.plan.environment import SparkConf
from levada.spec.reader import read
from tests.spec.conftest import Problems, Write

HEAD = "apiVersion: levada/v1\nkind: Environment\n"


def test_secrets_are_planned_by_their_names(write: Write) -> None:
    said = "{spark.hadoop.fs.s3a.secret.key: {secret: store_key}}"
    planned = environment(read(write({"environments/local.yaml": f"{HEAD}engines: {{spark: {{settings: {said}}}}}"})))
    assert planned.spark == SparkConf(secrets=(("spark.hadoop.fs.s3a.secret.key", "store_key"),))


def test_settings_of_spark_are_planned_as_its_own_files_have_them(write: Write) -> None:
    said = "{spark.master: 'local[2]', spark.executor.instances: 2, spark.ui.enabled: true, spark.memory.fraction: 0.5}"
    planned = environment(read(write({"environments/local.yaml": f"{HEAD}engines: {{spark: {{settings: {said}}}}}"})))
    assert planned.spark == SparkConf(
        (
            ("spark.executor.instances", "2"), ("spark.master", "local[2]"), ("spark.memory.fraction", "0.5"),
            ("spark.ui.enabled", "true"),
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("{spark: {settings: {executor.memory: 1g}}}", "is no setting of Spark's"),
        ("{spark: {settings: {spark.jars: [a.jar]}}}", "must be text"),
        ("{spark: {master: local}}", "unknown key `master`"),
        ("{spark: {settings: {spark.hadoop.fs.s3a.secret.key: hunter2}}}", "holds what looks like a secret"),
        ("{spark: {placement: cluster}}", "`placement` is known, not in this release: it comes with (2) engines"),
        ("{flink: {}}", "unknown key `flink`"),
    ],
)
def test_what_may_not_be_said(problems: Problems, said: str, message: str) -> None:
    found = problems({"environments/local.yaml": f"{HEAD}engines: {said}"})
    assert message in found[0].message
