"""Files on a disk: where they lie, and what they are called in the ledger."""

import glob
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from levada.errors import Permanent, Retryable
from levada.lake.ledger import SourceFile

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

READERS = 4
"""Threads that digest: the digest itself is made outside of Python's lock."""


class Landed(Protocol):
    """A file as it was found. `name`: how messages call it."""

    @property
    def name(self) -> str: ...

    @property
    def source(self) -> SourceFile: ...

    def present(self) -> Path:
        """Where it can be read on this machine."""

    def same(self) -> None:
        """Raises:
        Retryable: the file was changed since it was found.
        """

    def leave(self) -> None:
        """It is read: copies of it go."""

    def elsewhere(self, store: "AbstractFileSystem | None", scratch: Path) -> Self:
        """The same file for another machine, which reaches its store so, and copies it there. Without a store it can
        travel: no keys go with it."""


@dataclass(frozen=True, slots=True)
class Local:
    """A file on a disk. `state` tells whether it is still the same."""

    name: str
    path: Path
    source: SourceFile
    state: tuple[int, ...]

    def present(self) -> Path:
        return self.path

    def leave(self) -> None:
        pass

    def elsewhere(self, store: "AbstractFileSystem | None", scratch: Path) -> "Local":
        return self

    def same(self) -> None:
        """Raises:
        Retryable: the file was changed since it was found.
        """
        if _state(self.path) != self.state:
            raise Retryable(f"{self.path} was changed while it was read: wait until it is complete, then run again")


def find(folder: Path, path: str) -> tuple[Local, ...]:
    """The files that a path names, with their digests: the one file, or all that its wildcards (`* ? [a-z] **`) match,
    in the order of their names; hidden ones are not matched. A relative path lies in the folder.

    Raises:
        Retryable: there is none (yet), or one is being changed.
        Permanent: it is not a file, or may not be looked for.
    """
    _refuse_shut(_place(folder, path), many=glob.has_magic(path))
    if not glob.has_magic(path):
        return (_found(Path(path).name, _place(folder, path)),)
    matching = glob.iglob(path, root_dir=folder, recursive=True)
    names = sorted(name for name in matching if not _place(folder, name).is_dir())
    if not names:
        raise Retryable(f"no file matches {_place(folder, path)} (yet): land one, then run again")
    with ThreadPoolExecutor(READERS) as readers:
        return tuple(readers.map(lambda name: _found(name, _place(folder, name)), names))


def first(path: str) -> str:
    """The first file, by its name, that an absolute path names, wildcards included; empty: none yet.

    Raises:
        Permanent: it is not a file, or may not be looked for.
    """
    many = glob.has_magic(path)
    _refuse_shut(Path(path), many)
    if not many and os.path.isdir(path):
        raise Permanent(f"{path} is a folder: name a file in it, or any, as in {path}/*")
    return min(filter(os.path.isfile, glob.iglob(path, recursive=True)), default="")


def _refuse_shut(path: Path, many: bool) -> None:
    """Where a folder is shut, what lies in it would seem not to be there.

    Raises:
        Permanent: it is."""
    certain = [folder for folder in reversed(path.parents) if not glob.has_magic(str(folder))]
    for folder in certain:
        rights = os.X_OK | (os.R_OK if many and folder == certain[-1] else 0)
        if folder.is_dir() and not os.access(folder, rights):
            raise Permanent(f"{folder} may not be looked into by this user: change its permissions")


def _place(folder: Path, path: str) -> Path:
    return Path(os.path.abspath(folder / path))


def _found(name: str, path: Path) -> Local:
    state = _state(path)
    if not path.is_file():
        raise Permanent(f"{path} is not a file: `path` names one file, or has wildcards, as in {path.name}/*.csv")
    found = Local(name, path, SourceFile(path.as_uri(), f"sha256:{_digest(path)}", state[1]), state)
    found.same()
    return found


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return file_digest(stream, "sha256").hexdigest()
    except PermissionError as error:
        raise Permanent(f"{path} may not be read by this user: change its permissions") from error


def _state(path: Path) -> tuple[int, ...]:
    try:
        found = os.stat(path)
    except FileNotFoundError as error:
        raise Retryable(f"{path} is not there (yet): land the file, then run again") from error
    except OSError as error:
        raise Permanent(f"{path}: {error.strerror}: correct `path`, or the environment's `landing`") from error
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
