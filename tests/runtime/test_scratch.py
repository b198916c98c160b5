"""Scratch of the living is left alone, that of the dead goes."""

import os
import subprocess
import sys
import time
from pathlib import Path

from levada.runtime.scratch import scratch


def aged(folder: Path) -> Path:
    """As if it had been there for an hour."""
    then = time.time() - 3600
    os.utime(folder, (then, then))
    return folder


def test_it_is_gone_afterwards(tmp_path: Path) -> None:
    with scratch(tmp_path) as folder:
        (folder / "spill").write_text("x")
    assert not folder.exists()


def test_that_of_a_living_attempt_is_left_alone(tmp_path: Path) -> None:
    with scratch(tmp_path) as mine:
        aged(mine)
        with scratch(tmp_path):
            assert mine.exists()


def test_that_of_a_killed_attempt_goes_with_the_next(tmp_path: Path) -> None:
    program = (
        "import os, sys\nfrom pathlib import Path\nfrom levada.runtime.scratch import scratch\n"
        "with scratch(Path(sys.argv[1])) as folder:\n    print(folder, flush=True)\n    os.kill(os.getpid(), 9)\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    child = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], env=environment, capture_output=True, text=True, check=False
    )
    left = aged(Path(child.stdout.strip()))
    assert left.exists()
    with scratch(tmp_path):
        assert not left.exists()
