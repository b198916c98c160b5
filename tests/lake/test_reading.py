"""What there is to read: files, columns, and which rows of them."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from pyiceberg.manifest import ManifestContent

from levada.errors import Permanent
from levada.intervals import UNITS, Interval, on
from levada.lake import files
from levada.lake.catalogue import Lake, open_lake
from levada.lake.publication import published
from levada.lake.reading import place, readable
from levada.lake.schema import schema_of
from levada.lake.window import window
from levada.plan.environment import Environment
from levada.plan.graph import Read
from levada.plan.tables import Column
from tests.lake.bench import EVENTS, LOCAL, NAME, days, events, lake_in, load, mark, parquet, seen

READ = Read("events", NAME, "interval")
NEW_YORK = on(date(2024, 3, 10), UNITS["day"], "America/New_York")
"""The day of 23 hours."""


def test_no_table_is_nothing(lake: Lake) -> None:
    assert readable(lake, NAME, None) is None
    assert published(lake, NAME) is None


def test_an_empty_table_has_columns_and_no_files(lake: Lake) -> None:
    load(lake, EVENTS, events(), mark())
    rows = readable(lake, NAME, published(lake, NAME))
    assert rows is not None
    assert (rows.files, rows.schema.column_names) == ((), ["id", "at", "what"])


def test_files_lie_where_they_are_said_to(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark())
    rows = readable(lake, NAME, published(lake, NAME))
    assert rows is not None
    assert [parquet(lake, file).metadata.num_rows for file in rows.files] == [1]


def test_files_on_a_disk_are_plain_paths(tmp_path: Path) -> None:
    lake = lake_in(tmp_path)
    load(lake, EVENTS, events((1, 0)), mark())
    rows = readable(lake, NAME, published(lake, NAME))
    assert rows is not None
    assert all(Path(file).is_file() for file in rows.files)


@pytest.mark.parametrize("address", ["file:///a/b", "file:/a/b", "/a/b"])
def test_one_place_has_many_addresses(address: str) -> None:
    assert place(address) == "/a/b"


def test_an_interval_s_rows_by_the_table_s_own_event_time(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0), (2, 40), (3, 41)), mark())
    rows = readable(lake, NAME, published(lake, NAME), READ, days(40))
    assert rows is not None
    assert rows.filter is not None
    assert (len(rows.files), rows.filter.column) == (1, "at")
    assert (rows.filter.lower, rows.filter.upper) == (days(40).start, days(40).end)


def test_a_run_without_an_interval_reads_everything(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0), (2, 40)), mark())
    rows = readable(lake, NAME, published(lake, NAME), READ, None)
    assert rows is not None
    assert (len(rows.files), rows.filter) == (2, None)


def test_a_step_may_look_back(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0), (2, 38), (3, 40)), mark())
    rows = readable(lake, NAME, published(lake, NAME), replace(READ, lookback=2 * 86400), days(40))
    assert rows is not None
    assert rows.filter is not None
    assert (rows.filter.lower, rows.filter.upper) == (days(38).start, days(40).end)


def test_without_event_time_there_are_no_intervals(lake: Lake) -> None:
    load(lake, replace(EVENTS, event_time=None), events((1, 0)), mark())
    with pytest.raises(Permanent, match="no column tells time"):
        readable(lake, NAME, published(lake, NAME), READ, days(0))


def test_a_new_event_time_is_told_by_the_table(lake: Lake) -> None:
    load(lake, replace(EVENTS, event_time=None), events((1, 0)), mark("a"))
    load(lake, EVENTS, events((2, 0)), mark("b"))
    assert lake.table(NAME).properties["levada.event-time"] == "at"


@pytest.mark.parametrize(
    ("kind", "lower", "upper"),
    [
        ("timestamptz", datetime(2024, 3, 10, 5, tzinfo=UTC), datetime(2024, 3, 11, 4, tzinfo=UTC)),
        ("timestamp", datetime(2024, 3, 10), datetime(2024, 3, 11)),
        ("date", date(2024, 3, 10), date(2024, 3, 11)),
    ],
)
def test_an_interval_in_the_terms_of_a_column(kind: str, lower: object, upper: object) -> None:
    found = window("a.b", schema_of((Column("at", kind),)), "at", NEW_YORK)
    assert (found.lower, found.upper) == (lower, upper)


def test_a_date_belongs_to_the_hour_of_its_midnight() -> None:
    schema = schema_of((Column("at", "date"),))
    one = Interval(datetime(2024, 1, 1, 1, tzinfo=UTC), datetime(2024, 1, 1, 2, tzinfo=UTC))
    found = window("a.b", schema, "at", one)
    assert found.lower == found.upper == date(2024, 1, 2)


@pytest.mark.parametrize(("column", "message"), [("no", "not one of its columns"), ("n", "is long: it must be")])
def test_what_tells_no_time_is_refused(column: str, message: str) -> None:
    with pytest.raises(Permanent, match=message):
        window("a.b", schema_of((Column("n", "long"),)), column, days(0))


def test_an_earlier_snapshot_is_read_with_its_own_columns(lake: Lake) -> None:
    first = load(lake, EVENTS, events((1, 0)), mark("a"))
    noted = replace(EVENTS, columns=(*(EVENTS.columns or ()), Column("note", "string")))
    rows = events((2, 0)).read_all()
    load(lake, noted, rows.append_column("note", rows.column("what")).to_reader(), mark("b"))
    earlier = readable(lake, NAME, first.snapshot)
    assert earlier is not None
    assert earlier.schema.column_names == ["id", "at", "what"]


def test_an_expired_snapshot_is_named(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark())
    with pytest.raises(Permanent, match="there is no snapshot 7"):
        readable(lake, NAME, 7)


def test_rows_that_another_tool_has_deleted_beside_the_files_are_refused_with_the_cure(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = load(lake, EVENTS, events((1, 0)), mark())
    deletes = SimpleNamespace(content=ManifestContent.DELETES, has_added_files=lambda: True)
    monkeypatch.setattr(files, "_manifests", lambda table, snapshot: [deletes])
    with pytest.raises(Permanent, match=r"has delete files, .*in Trino: ALTER TABLE … EXECUTE optimize"):
        readable(lake, NAME, made.snapshot)


def test_a_lake_may_lie_in_a_folder_with_spaces_and_percent_signs(tmp_path: Path) -> None:
    lake = lake_in(tmp_path / "my data 100%")
    load(lake, EVENTS, events((1, 0)), mark())
    assert seen(lake) == [1]
    assert lake.datasets() == (NAME,)


def test_a_lake_can_not_lie_everywhere(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="cannot lie in a folder with #"):
        open_lake(LOCAL, tmp_path / "a#b")


def test_absolute_places_are_left_alone(tmp_path: Path) -> None:
    said = (("type", "sql"), ("uri", f"sqlite:///{tmp_path}/x/c.db"), ("warehouse", f"{tmp_path}/w"))
    lake = open_lake(Environment("other", said), tmp_path / "root")
    load(lake, EVENTS, events((1, 0)), mark())
    assert (tmp_path / "x" / "c.db").is_file()
    assert (tmp_path / "w" / "raw" / "events").is_dir()
