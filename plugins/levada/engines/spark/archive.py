"""The classes that Spark's JVM loads, kept for the JVMs that come after it: Java's class data sharing.

A JVM that lives for one step spends half of its time on loading classes. The first writes down those that it has
loaded, when it ends; nobody waits for it, and who comes meanwhile loads its own."""

import hashlib
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from pyspark.find_spark_home import _find_spark_home

from levada.engines.spark.settings import OPTIONS

SETTING = "spark.levada.classArchive"
"""A folder, of the project's if its path is relative. Without it nothing is kept: an archive is 180 MiB."""
WHOLE = 0xF00BABA8.to_bytes(4, "little")
"""What the archive of a JVM begins with. It is written last: a JVM that was killed leaves none."""
QUIET = "-Xlog:cds=off -Xlog:cds+dynamic=off"
"""An archive that does not suit, of another JDK say, is passed over, and nobody needs to know."""
HOUR = 3600
MONTH = 30 * 24 * HOUR


def options(whole: Mapping[str, str], root: Path, program: Path) -> str:
    """What a JVM is told, beside its own options, to load an archive, or to leave one. Empty: the settings name none.

    `whole`: Spark's settings. `program`: the `java` that is started. Each has its own, as have options."""
    if not (said := whole.get(SETTING)):
        return ""
    folder = root.resolve() / said
    folder.mkdir(parents=True, exist_ok=True)
    name = _name(whole, program)
    if found := _found(folder, name):
        return f'-XX:SharedArchiveFile="{found}" {QUIET}'
    return f'-XX:ArchiveClassesAtExit="{folder / f"{name}-{os.getpid()}.jsa"}" {QUIET}'


def _found(folder: Path, name: str) -> Path | None:
    """The archive of that name. What JVMs that were killed have left of theirs goes after an hour, and what nobody has
    loaded for a month."""
    mine = None
    for file in sorted(folder.glob("*.jsa")):
        with suppress(FileNotFoundError):  # another process has removed it
            whole = _begins(file)
            if whole and file.name.startswith(name):
                mine = file
                os.utime(file)
            elif time.time() - file.stat().st_mtime > (MONTH if whole else HOUR):
                file.unlink()
    return mine


def _begins(file: Path) -> bool:
    with file.open("rb") as stream:
        return stream.read(len(WHOLE)) == WHOLE


def _name(whole: Mapping[str, str], program: Path) -> str:
    """JVMs that may share an archive: the same program, and options, and the same jars of Spark. Java compares their
    times, and would pass over the archive of a Spark that was installed anew."""
    real, jars = program.resolve(), Path(_find_spark_home()) / "jars"  # type: ignore[no-untyped-call]
    times = sorted((jar.name, jar.stat().st_mtime_ns) for jar in os.scandir(jars))
    said = (real, real.stat().st_mtime_ns, jars, times, whole.get(OPTIONS), whole.get("spark.driver.extraClassPath"))
    return hashlib.sha256(repr(said).encode()).hexdigest()[:16]
