"""A draft is found again by whoever comes back for it, and dropped if nobody does."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from levada.errors import Permanent, Retryable
from levada.lake import branches as audit
from levada.lake import drafts
from levada.lake.catalogue import Lake
from levada.lake.drafts import Writer, find, sweep
from levada.lake.marks import branch
from levada.lake.publication import publish
from levada.lake.reading import added
from levada.plan.tables import Column, PartitionField, SortField, Table
from tests.lake.bench import (
    EVENTS,
    NAME,
    OVERWRITTEN,
    branches,
    days,
    events,
    lake_in,
    load,
    mark,
    never,
    parquet,
    seen,
)


def test_a_finished_draft_is_found(lake: Lake) -> None:
    draft = Writer(lake, mark()).write(EVENTS, events((1, 0), (2, 40)))
    assert find(lake, EVENTS, mark()) == draft
    assert (draft.rows, draft.files) == (2, 2)


def test_a_draft_from_other_input_is_dropped(lake: Lake) -> None:
    Writer(lake, mark(code="old")).write(EVENTS, events((1, 0)))
    assert find(lake, EVENTS, mark(code="new")) is None
    assert branches(lake) == ["main"]


def test_a_branch_on_which_nothing_was_written_is_dropped(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("first"))
    audit.fork(lake, NAME, mark().branch, lambda table: table.schema())
    assert find(lake, EVENTS, mark()) is None
    assert branches(lake) == ["main"]


def test_without_a_table_nothing_is_found(lake: Lake) -> None:
    assert find(lake, EVENTS, mark()) is None


def test_a_second_attempt_takes_over_the_branch(lake: Lake) -> None:
    old = Writer(lake, mark()).write(EVENTS, events((1, 0)))
    Writer(lake, mark()).write(EVENTS, events((2, 0)))
    with pytest.raises(Retryable, match="another attempt has taken over"):
        publish(lake, EVENTS, old, mark(), (), lambda draft: (), never)
    assert seen(lake) == []


def test_an_attempt_that_was_taken_over_while_it_wrote_gives_up(lake: Lake) -> None:
    def batches() -> Iterator[pa.RecordBatch]:
        Writer(lake, mark()).write(EVENTS, events((2, 0)))
        yield from events((1, 0))

    with pytest.raises(Retryable, match="another attempt has taken over"):
        Writer(lake, mark()).write(EVENTS, pa.RecordBatchReader.from_batches(events().schema, batches()))


def test_a_commit_elsewhere_while_a_draft_is_committed_is_no_obstacle(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a"))
    commit, calls = lake.catalog.commit_table, count(1)

    def overtaken(*said: Any) -> Any:
        if next(calls) == 2:
            load(lake_in(lake.root), EVENTS, events((2, 0)), mark("theirs"))
        return commit(*said)

    monkeypatch.setattr(lake.catalog, "commit_table", overtaken)
    assert Writer(lake, mark()).write(EVENTS, events((3, 0))).rows == 1


def test_a_dropped_draft_is_gone(lake: Lake) -> None:
    draft = Writer(lake, mark()).write(EVENTS, events((1, 0)))
    drafts.drop(lake, draft)
    drafts.drop(lake, draft)
    assert branches(lake) == ["main"]


def test_a_branch_is_named_after_run_and_step() -> None:
    name = branch("scheduled__2024-01-01T00:00:00+00:00", "load")
    assert name.startswith("audit_")
    assert name.endswith("_scheduled_2024_01_01t00_00_00_00_00_load")
    assert name != branch("scheduled__2024-01-01T00:00:00+00.00", "load")


def test_a_branch_is_kept_for_a_week_from_now_however_old_its_first_snapshot(lake: Lake) -> None:
    Writer(lake, mark()).write(EVENTS, events((1, 0)))
    ref = lake.table(NAME).metadata.refs[mark().branch]
    assert ref.max_ref_age_ms == 7 * 24 * 3600 * 1000
    metadata = lake.table(NAME).metadata
    old = metadata.model_copy(deep=True)
    old.snapshots[0] = old.snapshots[0].model_copy(update={"timestamp_ms": old.snapshots[0].timestamp_ms - 10**10})
    assert abs(audit.limit(old, old.snapshots[0].snapshot_id) - 7 * 24 * 3600 * 1000 - 10**10) < 60_000


def test_what_is_young_is_not_swept(lake: Lake) -> None:
    Writer(lake, mark("a")).write(EVENTS, events((1, 0)))
    audit.fork(lake, NAME, mark("b").branch, lambda table: table.schema())
    assert sweep(lake, NAME) == ()
    assert set(sweep(lake, NAME, older_than=timedelta(seconds=-1))) == {mark("a").branch, mark("b").branch}
    assert branches(lake) == ["main"]


def test_one_step_of_one_run_is_swept(lake: Lake) -> None:
    Writer(lake, mark("a")).write(EVENTS, events((1, 0)))
    Writer(lake, mark("b")).write(EVENTS, events((1, 0)))
    assert sweep(lake, NAME, mark("a").branch) == (mark("a").branch,)
    assert branches(lake) == [mark("b").branch, "main"]


def test_the_rows_a_draft_adds_are_told_from_those_that_stay(lake: Lake) -> None:
    load(lake, OVERWRITTEN, events((1, 0), (2, 1)), mark("all", days(0, 1)))
    draft = Writer(lake, mark("one", days(1))).write(OVERWRITTEN, events((20, 1), (21, 1)))
    rows = added(lake, draft)
    (file,) = rows.files
    assert parquet(lake, file).read().column("id").to_pylist() == [20, 21]


def test_rows_are_written_in_the_table_s_order(lake: Lake) -> None:
    table = Table("raw.sorted", (Column("n", "long"),), sort_order=(SortField("n", descending=True),))
    draft = Writer(lake, mark()).write(table, pa.table({"n": [1, 3, None, 2]}).to_reader())
    (file,) = added(lake, draft).files
    assert parquet(lake, file, table.name).read().column("n").to_pylist() == [3, 2, 1, None]


@pytest.mark.parametrize(("transform", "files"), [("identity", 3), ("bucket[2]", 2), ("truncate[2]", 2)])
def test_rows_lie_in_their_partitions(lake: Lake, transform: str, files: int) -> None:
    table = Table("raw.parts", (Column("n", "long"),), partitioning=(PartitionField("n", transform),))
    assert Writer(lake, mark()).write(table, pa.table({"n": [1, 2, 3]}).to_reader()).files == files


def test_another_partitioning_is_refused(lake: Lake) -> None:
    load(lake, Table("raw.parts", (Column("n", "long"),)), pa.table({"n": [1]}).to_reader(), mark("a"))
    table = Table("raw.parts", (Column("n", "long"),), partitioning=(PartitionField("n", "identity"),))
    with pytest.raises(Permanent, match=r"partitioned by nothing, and the spec says identity\(n\)"):
        Writer(lake, mark("b")).write(table, pa.table({"n": [1]}).to_reader())


def test_a_table_that_lost_its_first_snapshot_to_a_crash_is_healed(lake: Lake) -> None:
    lake.catalog.create_namespace("raw")
    lake.catalog.create_table(NAME, events().schema, properties={})
    plain = Table(NAME, EVENTS.columns, strategy="append")
    load(lake, plain, events((1, 0)), mark())
    assert seen(lake) == [1]
