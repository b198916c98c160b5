"""What Spark is told: pure values, from an environment and a catalogue."""

import os
from pathlib import Path

import pytest

from levada.engines.spark import catalogues
from levada.engines.spark.log import reason
from levada.engines.spark.settings import settings, written
from levada.errors import Permanent

SQLITE = {"uri": "sqlite:////lake/catalog.db?timeout=60", "warehouse": "file:///lake/warehouse"}
REST = {
    "type": "rest", "uri": "https://catalogue.example.org", "warehouse": "s3://tables", "credential": "id:key",
    "oauth2-server-uri": "https://catalogue.example.org/tokens", "scope": "lake", "s3.endpoint": "http://s3:8333",
    "s3.region": "eu-west-1", "s3.access-key-id": "k", "s3.secret-access-key": "s", "py-io-impl": "x",
}  # fmt: skip


def test_a_catalogue_of_files_is_read_through_jdbc() -> None:
    assert catalogues.catalogue("lake", SQLITE) == {
        "spark.sql.catalog.lake": "org.apache.iceberg.spark.SparkCatalog",
        "spark.sql.catalog.lake.cache-enabled": "false",
        "spark.sql.catalog.lake.jdbc.schema-version": "V1",
        "spark.sql.catalog.lake.type": "jdbc",
        "spark.sql.catalog.lake.uri": "jdbc:sqlite:/lake/catalog.db?busy_timeout=60000",
        "spark.sql.catalog.lake.warehouse": "file:///lake/warehouse",
    }


def test_a_rest_catalogue_keeps_its_words_and_its_store_gets_iceberg_s() -> None:
    told = catalogues.catalogue("lake", REST)
    said = {key.removeprefix("spark.sql.catalog.lake."): value for key, value in told.items()}
    assert {key: said[key] for key in ("type", "uri", "warehouse", "credential", "oauth2-server-uri", "scope")} == {
        key: REST[key] for key in ("type", "uri", "warehouse", "credential", "oauth2-server-uri", "scope")
    }
    assert (said["client.region"], said["s3.endpoint"], said["s3.secret-access-key"]) == (
        "eu-west-1", "http://s3:8333", "s",
    )  # fmt: skip
    assert said["s3.path-style-access"] == "true"
    assert said["io-impl"] == "org.apache.iceberg.io.ResolvingFileIO"
    assert not {"py-io-impl", "s3.region"} & set(said)


def test_a_catalogue_is_told_that_it_may_lend_keys_unless_somebody_says_otherwise() -> None:
    name = "header.X-Iceberg-Access-Delegation"
    told = [catalogues.catalogue("lake", {**REST, **more}) for more in ({}, {name: "remote-signing"})]
    assert [said[f"spark.sql.catalog.lake.{name}"] for said in told] == ["vended-credentials", "remote-signing"]


def test_virtual_addresses_are_said_the_other_way_round() -> None:
    virtual = catalogues.reached({**REST, "s3.force-virtual-addressing": "true"})
    assert virtual["s3.path-style-access"] == "false"


def test_a_folder_renews_no_keys_that_were_lent_for_a_table() -> None:
    lent = {**REST, "s3.session-token": "t", "client.refresh-credentials-endpoint": "v1/keys"}
    told = catalogues.folder("sketch", "file:///scratch", lent)
    assert told["spark.sql.catalog.sketch.client.refresh-credentials-enabled"] == "false"
    assert told["spark.sql.catalog.sketch.s3.session-token"] == "t"


def test_a_store_of_one_s_own_has_some_region_and_aws_its_own() -> None:
    assert catalogues.reached({"s3.endpoint": "http://s3"})["client.region"] == "us-east-1"
    assert catalogues.reached({"s3.region": "eu-west-1"}) == {"io-impl": catalogues.FILES, "client.region": "eu-west-1"}


@pytest.mark.parametrize("properties", [{"type": "glue"}, {"type": "sql", "uri": "postgresql://h/db"}])
def test_a_catalogue_that_spark_cannot_see_is_named(properties: dict[str, str]) -> None:
    with pytest.raises(Permanent, match=f"catalogue of type {properties['type']}"):
        catalogues.catalogue("lake", properties)


def test_jars_are_fetched_by_name_unless_somebody_says_where_they_are() -> None:
    fetched = settings({}, SQLITE)["spark.jars.packages"]
    assert [name.split(":")[1] for name in fetched.split(",")] == ["iceberg-spark-runtime-4.1_2.13", "sqlite-jdbc"]
    assert "iceberg-aws-bundle" in settings({}, REST)["spark.jars.packages"]
    assert "spark.jars.packages" not in settings({"spark.jars": "/jars/*.jar"}, SQLITE)


def test_people_have_the_last_word_and_options_of_java_are_added() -> None:
    said = {"spark.sql.session.timeZone": "Europe/Lisbon", "spark.driver.extraJavaOptions": "-Xss4m"}
    told = settings(said, SQLITE)
    assert told["spark.sql.session.timeZone"] == "Europe/Lisbon"
    assert told["spark.driver.extraJavaOptions"].endswith(" -Xss4m")


def test_a_cluster_is_not_told_what_suits_one_machine() -> None:
    assert "spark.driver.host" in settings({}, SQLITE)
    assert "spark.driver.host" not in settings({"spark.master": "k8s://https://kubernetes"}, SQLITE)


def test_settings_are_written_as_java_reads_them() -> None:
    said = {"spark.a": "x=y:z", "spark.b": "C:\\jars", "spark.c": " é\n#"}
    assert written(said) == "spark.a=x\\=y\\:z\nspark.b=C\\:\\\\jars\nspark.c=\\ \\u00e9\\n#\n"


def test_why_spark_did_not_start_is_one_line_of_its_log(tmp_path: Path) -> None:
    log = tmp_path / "spark.log"
    log.write_text("WARN x\n\t:: unresolved dependency: org.apache.iceberg#iceberg-aws-bundle;1.12.0: not found\n")
    assert "the jars org.apache.iceberg:iceberg-aws-bundle:1.12.0 cannot be fetched" in reason(log)
    log.write_text('Exception in thread "main" java.lang.IllegalArgumentException: no such master\n\tat x\n')
    assert reason(log) == "java.lang.IllegalArgumentException: no such master"
    assert reason(tmp_path / os.devnull.strip("/")) == "it says nothing"
