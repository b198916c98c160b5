"""The classes that one JVM of Spark has loaded, kept for the next."""

import os
import sys
import time
from pathlib import Path

import pytest

from levada.engines.spark import archive, driver
from levada.engines.spark.settings import told
from levada.plan.environment import Environment

ASKED = {archive.SETTING: "classes", "spark.driver.extraJavaOptions": "-Xss4m"}


@pytest.fixture
def java(tmp_path: Path) -> Path:
    program = tmp_path / "java"
    program.touch()
    return program


def left(root: Path, java: Path, begins: bytes = archive.WHOLE, **others: str) -> Path:
    """The archive that a JVM leaves which is started now."""
    asked = archive.options(ASKED | others, root, java)
    file = Path(asked.split('"')[1])
    assert asked.startswith("-XX:ArchiveClassesAtExit=")
    assert file.parent == root / "classes"
    file.write_bytes(begins + b"classes")
    return file


def test_nothing_is_kept_unless_somebody_says_where(tmp_path: Path, java: Path) -> None:
    assert archive.options({"spark.driver.extraJavaOptions": "-Xss4m"}, tmp_path, java) == ""


def test_what_one_has_left_the_next_one_loads(tmp_path: Path, java: Path) -> None:
    file = left(tmp_path, java)
    assert archive.options(ASKED, tmp_path, java).startswith(f'-XX:SharedArchiveFile="{file}"')


def test_other_options_and_another_java_have_an_archive_of_their_own(tmp_path: Path, java: Path) -> None:
    left(tmp_path, java)
    left(tmp_path, java, **{"spark.driver.extraJavaOptions": "-Xss8m"})
    os.utime(java, (1, 1))
    left(tmp_path, java)


def test_what_a_killed_one_has_left_is_not_loaded_and_goes(tmp_path: Path, java: Path) -> None:
    file = left(tmp_path, java, begins=bytes(4))
    assert "SharedArchiveFile" not in archive.options(ASKED, tmp_path, java)
    assert file.exists()  # it may be at it
    os.utime(file, (time.time() - 2 * archive.HOUR,) * 2)
    archive.options(ASKED, tmp_path, java)
    assert not file.exists()


def test_a_spark_that_was_installed_anew_has_one_of_its_own(
    tmp_path: Path, java: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jar = tmp_path / "spark" / "jars" / "spark-core.jar"
    jar.parent.mkdir(parents=True)
    jar.touch()
    monkeypatch.setattr(archive, "_find_spark_home", lambda: str(tmp_path / "spark"))
    left(tmp_path, java)
    os.utime(jar, (1, 1))
    left(tmp_path, java)


def test_what_nobody_has_loaded_for_a_month_goes(tmp_path: Path, java: Path) -> None:
    file, other = left(tmp_path, java), left(tmp_path, java, **{"spark.driver.extraJavaOptions": "-Xss8m"})
    for each in (file, other):
        os.utime(each, (time.time() - 2 * archive.MONTH,) * 2)
    archive.options(ASKED, tmp_path, java)
    assert (file.exists(), other.exists()) == (True, False)


def archives(said: dict[str, str], root: Path) -> list[str]:
    """Those that the JVM of a session has mapped."""
    driver.session(said, {"type": "sql", "uri": f"sqlite:///{root}/c.db", "warehouse": str(root)}, root).range(
        3
    ).collect()
    maps = Path(f"/proc/{driver._running[0].process.pid}/maps").read_text()
    return [line for line in maps.splitlines() if line.endswith(".jsa") and said[archive.SETTING] in line]


@pytest.mark.skipif(sys.platform != "linux", reason="what a process has mapped is read from /proc")
def test_a_real_jvm_loads_what_another_has_left(tmp_path: Path, real: Environment) -> None:
    said = told(real)
    if not archives(said, tmp_path):  # ours may be the first, or others have told theirs something else
        driver.stop()
    assert archives(said, tmp_path)
