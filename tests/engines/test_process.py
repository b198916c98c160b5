"""Child processes: what they say, how they end, and that they end with us."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from levada.engines.process import PACKAGES, run
from levada.errors import Retryable


def test_each_line_is_passed_on_and_the_exit_code_returned(tmp_path: Path) -> None:
    said: list[str] = []
    code = run(["-c", "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"], tmp_path, said.append)
    assert (code, sorted(said)) == (3, ["err", "out"])


def test_a_child_that_was_killed_is_worth_another_try(tmp_path: Path) -> None:
    with pytest.raises(Retryable, match="killed by signal 9"):
        run(["-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"], tmp_path, print)


def test_nothing_in_the_folder_is_imported_instead_of_a_package(tmp_path: Path) -> None:
    (tmp_path / "levada.py").write_text("raise SystemExit(4)")
    assert run(["-c", "import levada"], tmp_path, print) == 0


def test_a_child_does_not_outlive_an_exception_of_ours(tmp_path: Path) -> None:
    def interrupt(line: str) -> None:
        raise KeyboardInterrupt(line)

    with pytest.raises(KeyboardInterrupt) as raised:
        run(["-c", "import os, time; print(os.getpid()); time.sleep(60)"], tmp_path, interrupt)
    assert gone(int(str(raised.value)))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux kills a child with its parent")
def test_a_child_does_not_outlive_our_being_killed(tmp_path: Path) -> None:
    child = "import os, time; print(os.getpid()); time.sleep(60)"
    us = f"import pathlib, levada.engines.process as it; it.run(['-c', {child!r}], pathlib.Path(), print)"
    environment = {**os.environ, "PYTHONPATH": str(PACKAGES), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen([sys.executable, "-c", us], env=environment, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.send_signal(signal.SIGKILL)
    assert gone(pid)


def gone(pid: int) -> bool:
    """Whether a process ends within five seconds (a zombie has ended)."""
    for _ in range(100):
        try:
            if Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].startswith("Z"):
                return True
        except FileNotFoundError:
            return True
        time.sleep(0.05)
    return False
