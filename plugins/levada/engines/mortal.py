"""A program that does not outlive us: `python -m levada.engines.mortal PARENT PROGRAM ARGUMENT…`.

Where the kernel can (Linux), it is told to kill this process with its parent, which holds for the program that then
takes its place."""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def die_with(parent: int) -> None:
    """Be killed when the parent process dies, even by SIGKILL; at once if it is dead already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


if __name__ == "__main__":
    die_with(int(sys.argv[1]))
    os.execv(sys.argv[2], sys.argv[2:])
