"""levada as somebody gets it who has no checkout: a wheel, in an environment of its own."""

import os
import subprocess
import sys
from pathlib import Path

from uv import find_uv_bin

REPOSITORY = Path(__file__).resolve().parents[1]
MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
"""As it was before any test changed it: the package client looks for its cache at home."""


def run(*command: str | Path, cwd: Path) -> str:
    """What a process printed, errors included; a process that fails is a failed test."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def wheel(folder: Path) -> Path:
    """Built from this checkout."""
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=REPOSITORY)
    (built,) = folder.glob("*.whl")
    return built


def installed(requirement: str, place: Path, airflow: str = "") -> Path:
    """The folder of commands of a new environment that holds a requirement and what it asks for; `airflow`: with
    another minor than the one that is developed with."""
    pins = _pins(f"python{MINOR}") | (_pins(f"airflow{airflow}") if airflow else {})
    (place / "constraints.txt").write_text("\n".join(pins.values()))
    uv = find_uv_bin()
    run(uv, "venv", "--python", sys.executable, "venv", cwd=place)
    run(uv, "pip", "install", "--python", "venv", "--constraint", "constraints.txt", requirement, cwd=place)
    return place / "venv" / "bin"


def _pins(file: str) -> dict[str, str]:
    """Package -> line of a file of constraints."""
    lines = (REPOSITORY / ".ci" / "constraints" / f"{file}.txt").read_text().splitlines()
    return {line.partition("==")[0]: line for line in lines}
