"""The files that the demo lands."""

import csv
import gzip
import hashlib
from pathlib import Path

import pyarrow.parquet
import pytest

from tests.demo.landing import prepare


@pytest.fixture(scope="module")
def landing(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("landing")
    prepare(folder)
    return folder


def rows(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", newline="") as file:
        return list(csv.DictReader(file))


def test_a_day_of_flights_is_one_file(landing: Path) -> None:
    assert sorted(path.name for path in (landing / "flights").iterdir()) == [
        "2013-02-11.csv.gz",
        "2013-02-12.csv.gz",
        "2013-02-13.csv.gz",
    ]
    assert len(rows(landing / "flights/2013-02-11.csv.gz")) == 929


def test_the_second_day_has_the_impossible_wind(landing: Path) -> None:
    winds = [float(row["wind_speed"]) for row in rows(landing / "weather/2013-02-12.csv.gz")]
    assert round(max(winds)) == 1048


def test_planes_are_typed_and_some_have_no_year(landing: Path) -> None:
    planes = pyarrow.parquet.read_table(landing / "planes.parquet")
    assert planes.num_rows == 3322
    assert str(planes.schema.field("year").type) == "int64"
    assert planes["year"].null_count == 70


def test_landing_twice_gives_the_same_bytes(landing: Path, tmp_path: Path) -> None:
    prepare(tmp_path)
    assert digests(tmp_path) == digests(landing)


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
