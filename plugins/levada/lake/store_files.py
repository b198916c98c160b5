"""The data files of object stores as DuckDB asks for them: it has no network of its own, but takes a file system."""

from datetime import UTC, datetime
from functools import cache
from threading import local
from typing import Any

from fsspec import AbstractFileSystem

from levada.lake.opening import StoreIO
from levada.lake.stores import Stores

SCHEMES = ("s3", "s3a", "s3n", "gs", "gcs", "abfs", "abfss", "wasb", "wasbs", "oss", "hdfs")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class Stream:
    """An open file, read by many threads at once: each has a place of its own in it.

    DuckDB says where to read, and then to read: between the two, another thread may come."""

    def __init__(self, file: Any) -> None:
        self.file, self.size, self.place = file, file.size(), local()

    def seek(self, place: int) -> None:
        self.place.now = place

    def tell(self) -> int:
        return getattr(self.place, "now", 0)

    def read(self, length: int) -> bytes:
        found: bytes = self.file.read_at(length, self.tell())
        self.seek(self.tell() + len(found))
        return found

    def close(self) -> None:
        """Others may read it still: it goes with the file system."""


class StoreFiles(AbstractFileSystem):  # type: ignore[misc]
    """Data files, which never change: each is opened once, and none is looked for."""

    protocol = SCHEMES
    cachable = False

    def __init__(self, stores: Stores) -> None:
        super().__init__()
        self.opened = cache(lambda address: Stream(StoreIO(stores.of(address)).new_input(address).open()))

    def open(self, path: str, mode: str = "rb", **_: Any) -> Stream:
        return self.opened(path)

    def glob(self, path: str, **_: Any) -> list[str]:
        return [path]

    def exists(self, path: str, **_: Any) -> bool:
        return True

    def info(self, path: str, **_: Any) -> dict[str, Any]:
        return {"name": path, "size": self.opened(path).size, "type": "file"}

    def modified(self, path: str) -> datetime:
        return LONG_AGO
