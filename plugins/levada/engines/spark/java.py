"""The JDK that Spark runs on: which one it is, and whether it will do."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from levada.errors import Permanent

VERSIONS = (17, 21)
"""Those that Spark 4.1 runs on."""
SAID = re.compile(r'version "(?:1\.)?(\d+)')
CURE = "install a JDK 17 (Debian: apt install openjdk-17-jre-headless), and let JAVA_HOME name its folder"


def java() -> Path:
    """The program that Spark would start.

    Raises:
        Permanent: there is none, or it is of another version.
    """
    home = os.environ.get("JAVA_HOME")
    found = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    if found is None or not os.access(found, os.X_OK):
        where = f"JAVA_HOME is {home}, and there is no bin/java" if home else "there is no java on the PATH"
        raise Permanent(f"Spark needs a JDK, and {where}: {CURE}")
    version = _version(found)
    if version not in VERSIONS:
        said = f"is {version}" if version else "does not say its version"
        raise Permanent(f"Spark 4.1 needs a JDK {' or '.join(map(str, VERSIONS))}, and {found} {said}: {CURE}")
    return Path(found)


def _version(program: str) -> int | None:
    try:
        said = subprocess.run([program, "-version"], capture_output=True, text=True, timeout=60).stderr
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = SAID.search(said)
    return int(found[1]) if found else None
