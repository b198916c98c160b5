"""Files in an object store: listed, digested while they are copied to this machine, read from there."""

import glob
import os
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from levada.errors import LevadaError, Permanent, Retryable
from levada.lake.ledger import SourceFile

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

READERS = 4
"""Files that are copied at a time."""
CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Remote:
    """An object. `store`: where it lies; None: it is on its way to another machine. `copy`: where it is read, while it
    is there."""

    name: str
    source: SourceFile
    store: "AbstractFileSystem | None"
    copy: Path

    def present(self) -> Path:
        """Raises:
        Retryable: it was changed since it was found, or the store cannot be reached.
        """
        assert self.store is not None, "read where its store is not known"
        if not self.copy.exists() and _copied(self.store, self.source, self.copy).digest != self.source.digest:
            raise Retryable(f"{self.source.url} was changed while it was read: run again")
        return self.copy

    def leave(self) -> None:
        self.copy.unlink(missing_ok=True)

    def same(self) -> None:
        """The copy does not change."""

    def elsewhere(self, store: "AbstractFileSystem | None", scratch: Path) -> "Remote":
        return replace(self, store=store, copy=scratch / self.copy.name)


def find(
    files: "AbstractFileSystem", url: str, scratch: Path, known: Mapping[str, SourceFile], copies: bool = True
) -> tuple[Remote, ...]:
    """The objects that an address names, with their digests: the one, or all that its wildcards match, in the order of
    their names; hidden ones are not matched. `known`: files that were loaded before, by address: those whose version is
    the same need not be read to know their digest. `copies`: whether what is read for its digest is kept in scratch.

    Raises:
        Retryable: there is none (yet), or the store cannot be reached.
        Permanent: the store does not let us, or has no such bucket.
    """
    with told(url, files):
        listed = list(_listed(files, url))
    if not listed:
        _refuse_no_bucket(files, url)
        raise Retryable(f"no file matches {url} (yet): land one, then run again")
    with ThreadPoolExecutor(READERS) as readers:
        return tuple(readers.map(partial(_found, files, scratch, known, _name(url), copies), listed))


def first(files: "AbstractFileSystem", url: str) -> str:
    """The first object, by its name, that an address names; empty: none yet.

    Raises:
        Retryable: the store cannot be reached.
        Permanent: the store does not let us, has no such bucket, or it is a folder.
    """
    with told(url):
        try:
            found = next((found.url for found in _listed(files, url)), "")
        except FileNotFoundError:
            found = ""
    if not found:
        _refuse_no_bucket(files, url)
    return found


def _refuse_no_bucket(files: "AbstractFileSystem", url: str) -> None:
    """Files come later, buckets do not. A store that does not say whether there is one is believed to have it."""
    bucket = url.partition("://")[2].partition("/")[0]
    try:
        files.call_s3("head_bucket", Bucket=bucket)
    except FileNotFoundError as error:
        cure = "correct the address, `landing` or `path`, or make the bucket"
        raise Permanent(f"{url}: the store has no bucket {bucket}: {cure}") from error
    except Exception:
        return


def _listed(files: "AbstractFileSystem", url: str) -> Iterator[SourceFile]:
    """Every object that matches, without a digest."""
    if not glob.has_magic(url):
        if (info := files.info(url))["type"] != "file":
            raise Permanent(f"{url} is not a file: `path` names one file, or has wildcards, as in {url}/*.csv")
        yield _source(url, info)
        return
    scheme, _, path = url.partition("://")
    for name, info in sorted(files.glob(path, detail=True).items()):
        if info["type"] == "file" and ("/." in path or "/." not in name):
            yield _source(f"{scheme}://{name}", info)


def _source(url: str, info: Mapping[str, Any]) -> SourceFile:
    return SourceFile(url, "", int(info["size"]), version=str(info.get("ETag") or ""))


def _name(url: str) -> str:
    """The part of an address that messages leave out: up to the folder of its first wildcard."""
    return re.split(r"[*?[]", url)[0].rpartition("/")[0] + "/"


def _found(
    files: "AbstractFileSystem",
    scratch: Path,
    known: Mapping[str, SourceFile],
    folder: str,
    copies: bool,
    source: SourceFile,
) -> Remote:
    copy = scratch / f"{sha256(source.url.encode()).hexdigest()[:16]}-{source.url.rpartition('/')[2]}"
    loaded = known.get(source.url)
    if source.version and loaded and (loaded.version, loaded.size) == (source.version, source.size):
        return Remote(source.url.removeprefix(folder), loaded, files, copy)
    digested = _copied(files, source, copy if copies else Path(os.devnull))
    return Remote(source.url.removeprefix(folder), digested, files, copy)


def _copied(files: "AbstractFileSystem", source: SourceFile, copy: Path) -> SourceFile:
    """Copy an object, and digest it on the way."""
    with told(source.url), files.open(source.url, "rb", block_size=8 * CHUNK, cache_type="readahead") as stream:
        with copy.open("wb") as written:
            digest, size = _digested(stream, written)
        now = _source(source.url, files.info(source.url))
    if (now.version, now.size, size) != (source.version, source.size, source.size):
        raise Retryable(f"{source.url} was changed while it was read: wait until it is complete, then run again")
    return replace(source, digest=f"sha256:{digest}")


def _digested(stream: IO[bytes], written: IO[bytes]) -> tuple[str, int]:
    total, size = sha256(), 0
    while chunk := stream.read(CHUNK):
        written.write(chunk)
        total.update(chunk)
        size += len(chunk)
    return total.hexdigest(), size


@contextmanager
def told(url: str, store: "AbstractFileSystem | None" = None) -> Iterator[None]:
    """What a store's client says, as an error of ours. Its errors are of its own kinds: what is not a refusal is taken
    for a lost connection. `store`: asked for the bucket of what is not there."""
    try:
        yield
    except LevadaError:
        raise
    except PermissionError as error:
        raise Permanent(f"{url} may not be read with these keys ({error}): see the environment's `storage`") from error
    except FileNotFoundError as error:
        if store is not None:
            _refuse_no_bucket(store, url)
        raise Retryable(f"{url} is not there (yet): land the file, then run again") from error
    except Exception as error:
        if type(error).__name__ in ("NoCredentialsError", "PartialCredentialsError"):
            raise Permanent(f"{url}: there are no keys: say them in the environment's `storage`") from error
        raise Retryable(f"{url}: {type(error).__name__}: {error}; trying again may help") from error
