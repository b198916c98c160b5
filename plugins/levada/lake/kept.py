"""Small files of tables' metadata, which never change: a process asks a store for each of them once."""

from threading import Lock

from pyarrow import NativeFile

ENDINGS = (".avro", ".stats")
"""Of the names of manifests, of lists of them, and of ledgers."""
BYTES, FILES = 1 << 20, 64

_kept: dict[str, bytes] = {}
_lock = Lock()


def known(location: str) -> bytes | None:
    """What a file holds, if that was kept."""
    with _lock:
        return _kept.get(location)


def keep(location: str, stream: NativeFile) -> bytes | None:
    """Keep what a file holds that was just opened, and close it; None: it is none of these, and stays open."""
    if not location.endswith(ENDINGS) or stream.size() > BYTES:
        return None
    with stream:
        content: bytes = stream.read()
    with _lock:
        _kept[location] = content
        while len(_kept) > FILES:
            del _kept[next(iter(_kept))]
    return content


def forget(location: str) -> None:
    """A file is about to be written, by an attempt that did not end perhaps for the second time."""
    with _lock:
        _kept.pop(location, None)
