"""What is inside a compressed file: plain files in scratch, one at a time."""

import gzip
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from levada.errors import Permanent

CHUNK = 1 << 20
ENDINGS = {"csv": (".csv", ".tsv", ".txt"), "jsonl": (".jsonl", ".ndjson", ".json"), "parquet": (".parquet",)}


def unpack(name: str, path: Path, kind: str, scratch: Path) -> Iterator[tuple[str, Path]]:
    """The plain files inside one: itself, or what a gzip or a zip holds, one after another, unpacked into scratch and
    gone when the next one is asked for. Each comes with the name that messages use: `b.zip:january.csv`.

    Raises:
        Permanent: the archive is broken, encrypted, empty, or holds something of another format.
    """
    match path.suffix.lower():
        case ".gz":
            plain = _gunzip(path, scratch)
            yield name, plain
            plain.unlink()
        case ".zip":
            yield from _members(name, path, kind, scratch)
        case _:
            yield name, path


def _gunzip(path: Path, scratch: Path) -> Path:
    plain = scratch / path.stem
    try:
        with gzip.open(path) as source, plain.open("wb") as target:
            shutil.copyfileobj(source, target, CHUNK)
    except (EOFError, OSError) as error:
        raise Permanent(f"{path} is not a whole gzip file: {error}; land it again") from error
    return plain


def _members(name: str, path: Path, kind: str, scratch: Path) -> Iterator[tuple[str, Path]]:
    with _archive(path) as archive:
        members = [member for member in archive.infolist() if not _clutter(member)]
        others = [member.filename for member in members if not member.filename.lower().endswith(ENDINGS[kind])]
        if others or not members:
            raise Permanent(f"{path} holds {', '.join(others) or 'nothing'}: it has to hold {kind} files only")
        for number, member in enumerate(members):
            plain = scratch / f"member{number}.{kind}"
            with archive.open(member) as source, plain.open("wb") as target:
                shutil.copyfileobj(source, target, CHUNK)
            yield f"{name}:{member.filename}", plain
            plain.unlink()


@contextmanager
def _archive(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as error:
        raise Permanent(f"{path} is not a whole zip file: {error}; land it again") from error
    except RuntimeError as error:
        if "encrypted" not in str(error):
            raise
        raise Permanent(f"{path} is encrypted, which this release cannot read: unpack it first") from error


def _clutter(member: zipfile.ZipInfo) -> bool:
    """Folders, and what macOS adds."""
    return member.is_dir() or member.filename.startswith("__MACOSX/")
