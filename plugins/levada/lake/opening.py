"""How files in object stores are opened, as pyiceberg asks for it."""

import json
import logging
from functools import lru_cache
from typing import Any, cast

from pyarrow import BufferReader
from pyarrow.fs import AwsStandardS3RetryStrategy, FileSystem, S3FileSystem
from pyiceberg.io import InputStream
from pyiceberg.io.pyarrow import PyArrowFile, PyArrowFileIO, _import_retry_strategy

from levada.lake import kept
from levada.lake.stores import reached

IMPLEMENTATION = f"{__name__}.StoreIO"
"""What to say to pyiceberg as `py-io-impl`."""
DENIED = "AWS Error ACCESS_DENIED"
"""What stands in Arrow's errors where a store does not let us."""
RETRIES = "s3.retry-strategy-impl"
USUAL = {"s3.connect-timeout": "10", "s3.request-timeout": "60", RETRIES: f"{__name__}.Patient"}
"""Where nobody says: Arrow's own second, and three, and three attempts, are few for a store that has much to do."""
REGION = {"s3.region": "us-east-1"}
"""What a store that is not AWS is told, where nobody says: pyiceberg would ask AWS."""


logging.getLogger("pyiceberg.io").setLevel(logging.WARNING)  # dozens of lines a task say that files go through here


class Patient(AwsStandardS3RetryStrategy):  # type: ignore[misc]
    """Asks a store that has too much to do six times, each time after a longer while."""

    def __init__(self) -> None:
        super().__init__(max_attempts=6)


class StoreFile(PyArrowFile):
    """A file that says in Python's words that it may not be read."""

    def open(self, seekable: bool = True) -> InputStream:
        if (content := kept.known(self.location)) is None:
            stream: Any = self._opened(seekable)
            if not seekable or (content := kept.keep(self.location, stream)) is None:
                return cast(InputStream, stream)
        return cast(InputStream, BufferReader(content))

    def _opened(self, seekable: bool) -> InputStream:
        try:
            return super().open(seekable)
        except OSError as error:
            if DENIED in str(error):
                raise PermissionError(f"{self.location} is not there, or may not be read with these keys") from error
            raise


class StoreIO(PyArrowFileIO):
    """pyiceberg's files, through Arrow. A store of one's own is trusted by the certificates that the catalogue is."""

    def new_input(self, location: str) -> PyArrowFile:
        found = super().new_input(location)
        if location.startswith("file:") or "://" not in location:
            return found
        return StoreFile(location, found._path, found._filesystem, found._buffer_size)

    def new_output(self, location: str) -> PyArrowFile:
        kept.forget(location)
        return super().new_output(location)

    def _initialize_fs(self, scheme: str, netloc: str | None = None) -> FileSystem:
        return _opened(scheme, netloc, json.dumps(reached(self.properties), sort_keys=True))

    def _initialize_s3_fs(self, netloc: str | None) -> FileSystem:
        _, (said,) = super()._initialize_s3_fs(netloc).__reduce__()
        more: dict[str, object] = {"allow_delayed_open": True}  # a small file is one request, not three
        if retries := _import_retry_strategy(self.properties.get(RETRIES, USUAL[RETRIES])):
            more["retry_strategy"] = retries  # what is rebuilt below does not remember it
        authority = self.properties.get("ssl", {}).get("cabundle")
        if authority and "s3.endpoint" in self.properties:
            more["tls_ca_file_path"] = authority
        return S3FileSystem._reconstruct(said | more)


@lru_cache(maxsize=64)
def _opened(scheme: str, netloc: str | None, properties: str) -> FileSystem:
    """One for all tables that are reached alike: it keeps its connections."""
    said: dict[str, Any] = json.loads(properties)
    io = StoreIO(USUAL | (REGION if "s3.endpoint" in said else {}) | said)
    return PyArrowFileIO._initialize_fs(io, scheme, netloc)
