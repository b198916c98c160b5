"""The user's modules in this process: found while a step is performed, and forgotten afterwards.

The next step may be another project's, or find its files changed."""

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import TextIOBase
from pathlib import Path
from types import ModuleType


class Said(TextIOBase):
    """What a function prints, line by line, where progress is told: on the streams that were there before."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self.say, self.rest = say, ""
        self.streams = sys.stdout, sys.stderr

    def write(self, text: str) -> int:
        *lines, self.rest = (self.rest + text).split("\n")
        for line in lines:
            self._tell(line)
        return len(text)

    def close(self) -> None:
        if self.rest:
            self._tell(self.rest)
            self.rest = ""
        super().close()

    def _tell(self, line: str) -> None:
        out, error = self.streams
        with redirect_stdout(out), redirect_stderr(error):
            self.say(line)


class Home:
    """The modules of a folder, those of them that are loaded now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()

    def modules(self) -> Iterator[tuple[str, ModuleType]]:
        for name, module in list(sys.modules.items()):
            file = getattr(module, "__file__", None)
            if file and Path(file).is_relative_to(self.folder):
                yield name, module

    def pack(self) -> None:
        """Let functions of these modules travel to Spark's workers as they are: there is no such file there."""
        from pyspark.cloudpickle import register_pickle_by_value

        for _, module in self.modules():
            register_pickle_by_value(module)  # type: ignore[no-untyped-call]

    def forget(self) -> None:
        from pyspark.cloudpickle import list_registry_pickle_by_value, unregister_pickle_by_value

        packed = list_registry_pickle_by_value()  # type: ignore[no-untyped-call]
        for name, module in self.modules():
            if module.__name__ in packed:
                unregister_pickle_by_value(module)  # type: ignore[no-untyped-call]
            del sys.modules[name]


@contextmanager
def at_home(folder: Path, say: Callable[[str], None]) -> Iterator[Home]:
    """`spark_jobs/` can be imported from, and what is printed is said."""
    home, path, silent = Home(folder), list(sys.path), sys.dont_write_bytecode
    importlib.invalidate_caches()
    said = Said(say)
    try:
        with redirect_stdout(said), redirect_stderr(said):
            yield home
    finally:
        said.close()
        home.forget()
        sys.path[:], sys.dont_write_bytecode = path, silent
