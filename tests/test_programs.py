"""What is fetched for tests is what levada itself would use."""

from levada.engines.spark.settings import AWS, ICEBERG, SQLITE
from tests.programs import JARS


def test_the_jars_are_those_that_the_engine_names() -> None:
    assert {f"{jar.group}:{jar.name}:{jar.version}" for jar in JARS} == {ICEBERG, AWS, SQLITE}
