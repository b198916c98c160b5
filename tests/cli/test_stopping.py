"""Ctrl-C at a moment when nobody hears it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("ctrl_c")
PLUGINS = str(Path(__file__).parents[2] / "plugins")
DEAF = """
import os, signal, time
from levada.cli import stopping
stopping.PATIENCE = 0.1
stopping.listen()
try:
    os.kill(os.getpid(), signal.SIGINT)
except BaseException:
    pass
time.sleep(60)
"""
UNDER_WAY = """
import os, signal, subprocess, sys
from levada.cli import stopping
stopping.listen()
with stopping.deaf():
    child = subprocess.Popen([sys.executable, "-c", "input(); print('alive')"], stdin=subprocess.PIPE)
child.send_signal(signal.SIGINT)
child.communicate(b"\\n")
"""


def program(text: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": PLUGINS}
    return subprocess.run([sys.executable, "-c", text], env=environment, capture_output=True, text=True, check=False)


def test_what_a_library_forgets_is_remembered() -> None:
    ended = program(DEAF)
    assert (ended.returncode, ended.stderr.split(":")[0]) == (130, "\ninterrupted")


def test_processes_that_begin_meanwhile_do_not_hear_it() -> None:
    assert program(UNDER_WAY).stdout == "alive\n"


def test_a_command_that_is_stopped_says_so_in_one_line(tmp_path: Path) -> None:
    command = "from levada.cli import entry, main; main.Commands.invoke = lambda *_: os.kill(os.getpid(), 15)"
    ended = program(f"import os, sys; sys.argv = ['levada', 'errors']; {command}; entry.main()")
    assert (ended.returncode, ended.stderr.split(":")[0]) == (143, "\nstopped by SIGTERM")


def test_what_was_to_be_ignored_stays_so() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ended = program("from levada.cli import stopping; import os; stopping.listen(); os.kill(os.getpid(), 2); print(1)")
    assert ended.stdout == "1\n"
