"""A step in a process that dies: `python -m tests.engines.trino.mortal PICKLE PLACE`.

PICKLE holds (`Marts`, run, tables); PLACE is a function's path, in whose place the process kills itself, or a word of a
line of progress, after which it does."""

import os
import pickle
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import Any


def die(*_: Any, **__: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    marts, run, tables = pickle.loads(Path(sys.argv[1]).read_bytes())
    place = sys.argv[2]
    if place.startswith("levada."):
        module, _, function = place.rpartition(".")
        setattr(import_module(module), function, die)
    marts.said = Ear(place)
    marts.run(run, *tables)


class Ear(list[str]):
    """Lines of progress, one of which is the last."""

    def __init__(self, last: str) -> None:
        super().__init__()
        self.last = last

    def append(self, line: str) -> None:
        if self.last in line:
            die()


if __name__ == "__main__":
    main()
