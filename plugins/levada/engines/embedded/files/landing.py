"""Files to load: where they lie, what they are called in the ledger, and what is inside a compressed one."""

import gzip
import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from levada.errors import Permanent, Retryable
from levada.lake.ledger import SourceFile

CHUNK = 1 << 20
ENDINGS = {"csv": (".csv", ".tsv", ".txt"), "jsonl": (".jsonl", ".ndjson", ".json"), "parquet": (".parquet",)}


@dataclass(frozen=True, slots=True)
class Landed:
    """A file as it was found. `state` tells whether it is still the same."""

    path: Path
    source: SourceFile
    state: tuple[int, ...]

    def same(self) -> None:
        """Raises:
        Retryable: the file was changed since it was found.
        """
        if _state(self.path) != self.state:
            raise Retryable(f"{self.path} was changed while it was read: wait until it is complete, then run again")


def find(path: Path) -> Landed:
    """A file and its digest.

    Raises:
        Retryable: it is not there (yet), or is being changed.
        Permanent: it is not a file.
    """
    if path.exists() and not path.is_file():
        raise Permanent(f"{path} is not a file: `path` names one file")
    state = _state(path)
    with _opened(path) as stream:
        total = sha256()
        while chunk := stream.read(CHUNK):
            total.update(chunk)
    found = Landed(path, SourceFile(path.as_uri(), f"sha256:{total.hexdigest()}", state[1]), state)
    found.same()
    return found


def unpack(path: Path, kind: str, scratch: Path) -> Iterator[tuple[str, Path]]:
    """The plain files inside one: itself, or the members of a zip, one after another, unpacked into scratch.

    Each comes with the name that messages use: `b.zip:january.csv`.

    Raises:
        Permanent: the archive is broken, encrypted, empty, or holds something of another format.
    """
    match path.suffix.lower():
        case ".gz":
            yield path.name, _gunzip(path, scratch)
        case ".zip":
            yield from _members(path, kind, scratch)
        case _:
            yield path.name, path


def _gunzip(path: Path, scratch: Path) -> Path:
    plain = scratch / path.stem
    try:
        with gzip.open(path) as source, plain.open("wb") as target:
            shutil.copyfileobj(source, target, CHUNK)
    except (EOFError, OSError) as error:
        raise Permanent(f"{path} is not a whole gzip file: {error}") from error
    return plain


def _members(path: Path, kind: str, scratch: Path) -> Iterator[tuple[str, Path]]:
    with _archive(path) as archive:
        members = [member for member in archive.infolist() if not _clutter(member)]
        others = [member.filename for member in members if not member.filename.lower().endswith(ENDINGS[kind])]
        if others or not members:
            raise Permanent(f"{path} holds {', '.join(others) or 'nothing'}: it has to hold {kind} files only")
        for number, member in enumerate(members):
            plain = scratch / f"member{number}.{kind}"
            with archive.open(member) as source, plain.open("wb") as target:
                shutil.copyfileobj(source, target, CHUNK)
            yield f"{path.name}:{member.filename}", plain
            plain.unlink()


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise Permanent(f"{path} is not a whole zip file: {error}") from error
    except RuntimeError as error:
        if "encrypted" not in str(error):
            raise
        raise Permanent(f"{path} is encrypted, which this release cannot read: unpack it first") from error


def _clutter(member: zipfile.ZipInfo) -> bool:
    """Folders, and what macOS adds."""
    return member.is_dir() or member.filename.startswith("__MACOSX/")


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    try:
        with path.open("rb") as stream:
            yield stream
    except PermissionError as error:
        raise Permanent(f"{path} may not be read by this user") from error


def _state(path: Path) -> tuple[int, ...]:
    try:
        found = os.stat(path)
    except FileNotFoundError as error:
        raise Retryable(f"{path} is not there (yet): land the file, then run again") from error
    return found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns
