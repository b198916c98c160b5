"""A disk without room: told as what it is, and nothing is left in its way."""

import errno
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from levada.errors import LevadaError, Permanent, Retryable
from levada.lake import writing
from levada.lake.catalogue import Lake
from levada.lake.drafts import Writer
from levada.lake.outages import told
from levada.runtime.failures import kind
from tests.lake.bench import EVENTS, NAME, events, lake_in, load, mark, seen

WHOLE = replace(EVENTS, partitioning=())


def files(lake: Lake) -> list[Path]:
    place = lake.table(NAME).location().removeprefix("file://")
    return sorted(Path(place).rglob("*.parquet"))


@pytest.mark.parametrize("end", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_comes_to_nothing_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: BaseException
) -> None:
    lake = lake_in(tmp_path)
    load(lake, WHOLE, events((1, 0), (2, 40)), mark("first"))
    before, met = files(lake), []
    monkeypatch.setattr(writing, "PIECE", 1)

    def arriving() -> Iterator[pa.RecordBatch]:
        yield from events((3, 0))
        yield from events((4, 0))
        met.extend(files(lake))
        raise end

    with pytest.raises(type(end)):
        Writer(lake, mark("second")).write(WHOLE, pa.RecordBatchReader.from_batches(events((3, 0)).schema, arriving()))
    assert len(met) > len(before)
    assert files(lake) == before
    assert seen(lake) == [1, 2]


@pytest.mark.parametrize(
    ("number", "ours"), [(errno.ENOSPC, Retryable), (errno.EDQUOT, Retryable), (errno.EACCES, Permanent)]
)
def test_what_the_machine_refuses_is_told(number: int, ours: type[LevadaError]) -> None:
    with pytest.raises(ours, match=r"^a/b\.parquet: no room: look at the disk and its permissions") as raised, told():
        raise OSError(number, "no room", "a/b.parquet")
    assert kind(raised.value) == "machine"
