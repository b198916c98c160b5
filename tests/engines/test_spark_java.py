"""The JDK that Spark runs on: looked for before anything is started."""

from pathlib import Path

import pytest

from levada.engines.spark.java import java
from levada.errors import Permanent


def jdk(home: Path, version: str) -> Path:
    """A JDK that can do nothing but say its version."""
    program = home / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\necho 'openjdk version \"{version}\" 2025-01-01' >&2\n")
    program.chmod(0o755)
    return program


@pytest.mark.parametrize("version", ["17.0.15", "21"])
def test_one_that_will_do_is_found_where_java_home_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    program = jdk(tmp_path, version)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    assert java() == program


@pytest.mark.parametrize(("version", "said"), [("1.8.0_402", "is 8"), ("25.0.1", "is 25"), ("?", "does not say")])
def test_one_of_another_version_is_named_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, said: str
) -> None:
    jdk(tmp_path, version)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(Permanent, match=rf"needs a JDK 17 or 21, and .*bin/java {said}.*install a JDK 17"):
        java()


def test_none_at_all_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "nowhere"))
    with pytest.raises(Permanent, match=r"JAVA_HOME is .*nowhere, and there is no bin/java"):
        java()
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Permanent, match="no java on the PATH"):
        java()
