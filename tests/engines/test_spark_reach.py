"""What Spark's settings name outside of this process is looked at before a JVM is started."""

import socket
from pathlib import Path

import pytest

from levada.engines.spark import driver
from levada.engines.spark.reach import refuse_absent_jars, refuse_absent_master
from levada.engines.spark.settings import settings
from levada.errors import LevadaError, Permanent, Retryable
from levada.runtime.failures import kind


def nobody() -> str:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{taken.getsockname()[1]}"


@pytest.mark.parametrize(
    ("said", "error", "id_", "why"),
    [
        ({"spark.jars": "/none/*.jar"}, Permanent, "missing-part", r"jars are not there: /none/\*\.jar finds no file"),
        ({"spark.jars": f"{__file__}, file:///none/a.jar"}, Permanent, "missing-part",
         "there: file:///none/a.jar finds"),
        ({"spark.jars": __file__, "spark.master": f"spark://{nobody()}"}, Retryable, "connection",
         "no master of Spark answers at spark://127.0.0.1:"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_told_before_a_jvm_is_started(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: dict[str, str],
    error: type[LevadaError],
    id_: str,
    why: str,
) -> None:
    monkeypatch.setattr(driver, "_launched", lambda streams: pytest.fail("it was started"))
    with pytest.raises(error, match=why) as raised:
        driver._started(settings(said, {}), tmp_path, lambda text: None)
    assert kind(raised.value) == id_


@pytest.mark.parametrize(
    "jars",
    ["", "{0}/a.jar", "file:{0}/*.jar", "file://{0}/?.jar#b,", "s3a://b/*.jar, local:/opt/a.jar", "/none/[^a].jar"],
)
def test_jars_that_are_here_or_that_only_spark_can_look_for_are_left_to_it(tmp_path: Path, jars: str) -> None:
    (tmp_path / "a.jar").touch()
    refuse_absent_jars({"spark.jars": jars.replace("{0}", str(tmp_path))})


def test_one_of_several_masters_is_enough_and_others_than_spark_s_own_are_not_asked() -> None:
    with socket.create_server(("127.0.0.1", 0)) as there:
        refuse_absent_master({"spark.master": f"spark://{nobody()},127.0.0.1:{there.getsockname()[1]}"})
    refuse_absent_master({"spark.master": "k8s://https://127.0.0.1:9"})
    refuse_absent_master({})
