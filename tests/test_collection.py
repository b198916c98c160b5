"""What is collected where not every package is installed: CI has all of them, and would not notice."""

import os
import subprocess
import sys
from pathlib import Path

from tests.conftest import OPTIONAL

ROOT = Path(__file__).parents[1]


def test_without_the_clients_of_engines_everything_else_is_collected(tmp_path: Path) -> None:
    for name in OPTIONAL:
        (tmp_path / f"{name}.py").write_text(f"raise ModuleNotFoundError('No module named {name}', name='{name}')\n")
    there = {key: value for key, value in os.environ.items() if key != "CI" and not key.startswith("PYTEST_")}
    paths = os.pathsep.join((str(tmp_path), str(ROOT / "plugins"), str(ROOT)))
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"]
    ended = subprocess.run(
        command, cwd=ROOT, env={**there, "PYTHONPATH": paths}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout[-2000:]
    assert all(f"needs {name}: make lakehouse" in ended.stdout for name in OPTIONAL)
