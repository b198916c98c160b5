"""Object stores in which tables lie, as DuckDB and child processes reach them."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from pyarrow import memory_map

from levada.lake import kept
from levada.lake.catalogue import Lake
from levada.lake.connection import connect
from levada.lake.opening import StoreIO
from levada.lake.publication import published
from levada.lake.queries import query
from levada.lake.reading import readable
from levada.lake.store_files import Stream
from levada.lake.stores import Stores, given
from tests.lake.bench import EVENTS, NAME, events, load, mark

TABLES = Stores({"s3://b/raw/a": {"s3.region": "one"}, "s3://b/raw/ab": {"s3.region": "two"}})


class File:
    """Sixteen bytes, of which each thread waits for the other one's reading."""

    def __init__(self) -> None:
        self.content, self.both = bytes(range(16)), Barrier(2)

    def size(self) -> int:
        return 16

    def read_at(self, length: int, place: int) -> bytes:
        self.both.wait(10)
        return BytesIO(self.content[place:]).read(length)


def test_threads_read_one_file_at_places_of_their_own() -> None:
    stream = Stream(File())

    def read(place: int) -> bytes:
        stream.seek(place)
        return stream.read(4) + stream.read(4)

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(read, (0, 8))) == [bytes(range(8)), bytes(range(8, 16))]


@pytest.mark.parametrize(
    ("address", "region"), [("s3://b/raw/a/data/x", "one"), ("s3://b/raw/ab/data/x", "two"), ("s3://c/x", "two")]
)
def test_a_file_is_reached_as_its_table_is(address: str, region: str) -> None:
    assert TABLES.of(address) == {"s3.region": region}


def test_a_child_process_reaches_what_its_parent_does(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in TABLES.settings().items():
        monkeypatch.setenv(name, value)
    assert given() == TABLES


def test_on_a_disk_there_is_nothing_to_hand_on() -> None:
    assert Stores().settings() == {}


def test_rows_are_read_wherever_they_lie(lake: Lake, tmp_path: Path) -> None:
    load(lake, EVENTS, events((1, 0), (2, 1)), mark())
    rows = readable(lake, NAME, published(lake, NAME))
    assert rows is not None
    with connect(tmp_path, lake.stores) as connection:
        assert connection.execute(f"SELECT id FROM ({query(rows)}) ORDER BY id").fetchall() == [(1,), (2,)]


def test_a_small_file_of_metadata_is_read_once(tmp_path: Path) -> None:
    file = tmp_path / "ledger-1.stats"
    file.write_bytes(b"one")
    assert kept.keep("s3://b/ledger-1.stats", memory_map(str(file))) == b"one"
    assert kept.known("s3://b/ledger-1.stats") == b"one"
    StoreIO({"s3.region": "x", "s3.endpoint": "http://127.0.0.1:9"}).new_output("s3://b/ledger-1.stats")
    assert kept.known("s3://b/ledger-1.stats") is None


class Throttled(BaseHTTPRequestHandler):
    """A store that is asked too often three times in a row."""

    left = 3

    def do_GET(self) -> None:
        slow, Throttled.left = Throttled.left > 0, Throttled.left - 1
        self.send_response(503 if slow else 200)
        self.send_header("Content-Length", "3")
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(b"one")

    do_HEAD = do_GET

    def log_message(self, *_: Any) -> None:
        pass


def test_a_store_that_throttles_is_asked_more_often_than_arrow_would() -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Throttled) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        keys = {"s3.access-key-id": "a", "s3.secret-access-key": "b"}
        io = StoreIO({"s3.endpoint": f"http://127.0.0.1:{server.server_port}", **keys})
        assert io.new_input("s3://throttled/data.parquet").open().read() == b"one"
        server.shutdown()


def test_no_more_is_kept_than_fits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "data"
    file.write_bytes(b"one")
    monkeypatch.setattr(kept, "FILES", 2)
    for number in range(3):
        assert kept.keep(f"s3://b/{number}.avro", memory_map(str(file))) == b"one"
    assert [kept.known(f"s3://b/{number}.avro") for number in range(3)] == [None, b"one", b"one"]
    assert kept.keep("s3://b/x.parquet", memory_map(str(file))) is None


def test_a_child_process_that_reads_in_no_store_goes_without_its_clients() -> None:
    code = "import sys, levada.engines.embedded.arrow_tables; print('pyiceberg' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
