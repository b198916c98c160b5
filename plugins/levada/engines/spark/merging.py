"""Rows that arrive meet the table's rows with the same keys, in Spark: which of these go, which stay, which of those
come. As `lake.merging` does it in this process."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import reduce
from typing import Any
from uuid import uuid4

from pyiceberg.manifest import DataFile
from pyspark import StorageLevel
from pyspark.sql import functions as f
from pyspark.sql.column import Column

from levada.engines.base import Work
from levada.engines.spark.arrivals import arrived
from levada.engines.spark.comparing import comparable
from levada.engines.spark.files import data_files
from levada.engines.spark.frames import collected
from levada.engines.spark.ranges import within_ranges
from levada.engines.spark.sketches import place, sketch
from levada.engines.spark.types import quoted
from levada.lake.adoption import Commission, Delivery
from levada.lake.arrivals import column, keys
from levada.lake.files import live
from levada.lake.sketch import holding, pinned

FILE, PLACE = "_file", "_pos"
"""What Iceberg knows of a row besides its values."""
SPOT = (FILE, PLACE)

Keep = Callable[[Any], Any]
"""Rows that are looked at several times are computed once."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """`coming`: rows to be written, columns by their numbers. `going`: the spots of rows that go. `unchanged`: how many
    rows arrived that are there already."""

    coming: Any
    going: Any
    unchanged: int = 0


def merged(work: Work, rows: Any, commission: Commission) -> Delivery:
    """Write the rows that come, and anew what stays of the files from which rows go.

    Raises:
        Permanent: a key is null, or a key that is merged stands in several rows; or the table has delete files.
    """
    table, fork = commission.table, commission.fork
    files = {file.file_path: file for file in live(fork.table, fork.start)}
    with ExitStack() as held:
        meeting = _meeting(work, rows, commission, lambda frame: held.enter_context(_kept(frame)))
        written = data_files(_gathered(meeting.coming, commission), table, fork, commission.number, work.scratch)
        touched = frozenset(path for (path,) in collected(meeting.going.select(FILE).distinct()))
        staying = _staying(work, meeting, commission, [files[path] for path in sorted(touched)]) if touched else ()
        return Delivery(written, touched, staying, meeting.unchanged)


def _meeting(work: Work, rows: Any, commission: Commission, keep: Keep) -> Meeting:
    """Which rows come, and which go."""
    named = [column(field) for field in keys(commission.table, commission.fork.table.schema())]
    arriving = keep(rows)
    coming = keep(_numbered(arrived(arriving, commission.table), commission))
    there = _there(work, commission, arriving)
    if commission.table.strategy == "delete+insert":
        return Meeting(coming, keep(there.join(coming.select(named), named, "left_semi").select(*SPOT)))
    met = keep(_met(there, coming, named))
    unchanged = keep(_unchanged(met, named))
    going = met.join(unchanged, named, "left_anti").select(*SPOT)
    return Meeting(coming.join(unchanged, named, "left_anti"), going, unchanged.count())


def _staying(work: Work, meeting: Meeting, commission: Commission, files: list[DataFile]) -> tuple[DataFile, ...]:
    """New files with the rows that stay of those from which some go."""
    view = commission.fork.table
    holding(view, files, folder := place(work.scratch, commission.table.name))
    there = _numbered(sketch(meeting.going.sparkSession, folder, view.io.properties), commission, SPOT)
    rest = _gathered(there.join(meeting.going, list(SPOT), "left_anti"), commission)
    return data_files(rest, commission.table, commission.fork, uuid4(), work.scratch)


@contextmanager
def _kept(frame: Any) -> Iterator[Any]:
    yield frame.persist(StorageLevel.MEMORY_AND_DISK)
    frame.unpersist()


def _there(work: Work, commission: Commission, rows: Any) -> Any:
    """The table's rows that may have one of the keys, seen with the draft's columns."""
    fork = commission.fork
    pinned(fork.table, fork.start, fork.table.schema(), folder := place(work.scratch, commission.table.name))
    there = sketch(rows.sparkSession, folder, fork.table.io.properties)
    return _numbered(within_ranges(there, rows, commission.table.unique_key), commission, SPOT)


def _met(there: Any, coming: Any, named: list[str]) -> Any:
    """Where rows with the same key meet: the key, the spot of the row that is there, and whether the two differ."""
    theirs, mine = there.alias("theirs"), coming.alias("mine")
    rest = [name for name in coming.columns if name not in named]
    kinds = {name: there.schema[name].dataType for name in rest}
    unlike: list[Column] = [
        ~comparable(f.col(f"theirs.{name}"), kind).eqNullSafe(comparable(f.col(f"mine.{name}"), kind))
        for name, kind in kinds.items()
    ]
    differs = reduce(lambda one, other: one | other, unlike, f.lit(False))
    same = [f.col(f"theirs.{name}") == f.col(f"mine.{name}") for name in named]
    chosen = [f.col(f"mine.{name}").alias(name) for name in named]
    return theirs.join(mine, same).select(*chosen, *SPOT, differs.alias("differs"))


def _unchanged(met: Any, named: list[str]) -> Any:
    """The keys of rows that need not come: one row has it, and is the same."""
    alike = met.groupBy(*named).agg(f.count("*").alias("rows"), f.bool_or("differs").alias("differs"))
    return alike.where("rows = 1 AND NOT differs").select(named)


def _numbered(frame: Any, commission: Commission, more: Iterable[str] = ()) -> Any:
    """Columns by their numbers: no user's name can be taken for one of ours."""
    fields = commission.fork.table.schema().fields
    return frame.select(*(frame[quoted(field.name)].alias(column(field)) for field in fields), *more)


def _gathered(frame: Any, commission: Commission) -> Any:
    """Columns under their own names, few rows in few files: what is kept while it is joined comes in as many parts as
    it was cut into. Where there are partitions, Iceberg gathers their rows itself."""
    fields = commission.fork.table.schema().fields
    called = frame.select(*(frame[column(field)].alias(field.name) for field in fields))
    return called if commission.fork.table.spec().fields else called.hint("rebalance")
