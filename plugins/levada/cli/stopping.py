"""Ctrl-C and SIGTERM: whatever a command is doing, it ends soon, and says so in one line."""

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

PATIENCE = 5.0
"""Seconds that a command has to clean up. Nothing depends on it: every task may be killed at any moment."""
WORDS: dict[int, str] = {signal.SIGINT: "interrupted", signal.SIGTERM: "stopped by SIGTERM"}

stopped_by: list[int] = []
"""The signals that have come: what they raise, a library may turn into an error of its own, or forget."""
_ending = threading.Lock()


class Stopped(BaseException):
    """A signal has asked for the end. No `Exception`: whoever catches those has no business with it."""


def listen() -> None:
    """Let these signals raise `Stopped`; a process that still lives some seconds later is ended. Signals that whoever
    began this process wants ignored (`nohup`, a script's `&`) stay so.

    The main thread may be deep in a database, which hears nothing: so the kernel tells another thread too."""
    here, there = socket.socketpair()
    there.setblocking(False)
    signal.set_wakeup_fd(there.fileno(), warn_on_full_buffer=False)
    for number in WORDS:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _raise)
    threading.Thread(target=_watch, args=(here, there), daemon=True).start()


@contextmanager
def deaf() -> Iterator[None]:
    """Processes that begin meanwhile do not hear Ctrl-C, which a terminal tells them too; this one does."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end(number: int) -> NoReturn:
    """End this process, with one line and the exit code that shells know. Without the usual tidying up, of which
    libraries complain that were stopped in the middle of their import."""
    with _ending:
        sys.stderr.write(f"\n{WORDS[number]}: nothing is half done; the same command again goes on from there\n")
        sys.stderr.flush()
        os._exit(128 + number)


def _raise(number: int, frame: FrameType | None) -> NoReturn:
    stopped_by.append(number)
    raise Stopped(WORDS[number])


def _watch(here: socket.socket, there: socket.socket) -> None:
    """`there` must stay open."""
    while (number := here.recv(1)[0]) not in WORDS:
        pass
    time.sleep(PATIENCE)
    end(number)
