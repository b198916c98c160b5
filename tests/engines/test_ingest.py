"""`ingest`: a landed file becomes rows of the contract's types, whoever reads it."""

import gzip
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from levada.errors import Permanent, Retryable
from levada.lake.drafts import Writer
from levada.plan.checks import Check
from levada.plan.measures import NullValues
from levada.plan.run import Run
from levada.plan.tables import Table
from tests.engines.bench import RUN, Bench, ingest, mark, table

FLIGHTS = table(id="long", at="timestamptz", fare="decimal(9, 2)")


@pytest.fixture(params=["embedded", "spark"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Bench:
    if request.param == "embedded":
        return Bench(tmp_path)
    return Bench(tmp_path, environment=request.getfixturevalue("real"), engine="spark")


def test_a_templated_path_under_the_landing_is_loaded(bench: Bench) -> None:
    bench.file("data/flights/2013-01-01.csv.gz", gzip.compress(b"fare,id,at\n1.5,7,2013-01-01T05:00:00-05:00\n"))
    bench.perform(ingest("flights/{{ ds }}.csv.gz"), FLIGHTS)
    assert bench.rows("raw.flights") == [
        {"id": 7, "at": datetime(2013, 1, 1, 10, tzinfo=UTC), "fare": Decimal("1.50")},
    ]


def test_what_is_known_beforehand_is_the_file_and_its_digest(bench: Bench) -> None:
    path = bench.file("data/a.csv", "id,at,fare\n")
    (source,) = bench.prepare(ingest("a.csv"), FLIGHTS).files
    assert (source.url, source.size) == (path.as_uri(), 11)


def test_an_absolute_path_is_taken_as_it_is(bench: Bench) -> None:
    path = bench.file("elsewhere.csv", "id,at,fare\n")
    assert bench.prepare(ingest(str(path)), FLIGHTS).files[0].url == path.as_uri()


def test_a_missing_file_is_worth_another_try(bench: Bench) -> None:
    with pytest.raises(Retryable, match=r"data/2013-01-01\.csv is not there"):
        bench.prepare(ingest("{{ ds }}.csv"), FLIGHTS)


def test_a_path_with_a_date_needs_one(bench: Bench) -> None:
    with pytest.raises(Permanent, match="needs an interval"):
        bench.prepare(ingest("{{ ds }}.csv"), FLIGHTS, run=Run("manual"))


def test_a_file_changed_between_digest_and_reading_is_not_loaded(bench: Bench) -> None:
    bench.file("data/a.csv", "id,at,fare\n1,,\n")
    prepared = bench.prepare(ingest("a.csv"), FLIGHTS)
    bench.file("data/a.csv", "id,at,fare\n2,,\n")
    with pytest.raises(Retryable, match="was changed"):
        prepared.write(Writer(bench.lake, mark("changed", prepared.files)))


def test_a_file_that_is_still_being_written_is_not_wrong(bench: Bench) -> None:
    bench.file("data/a.csv", "id,at,fare\n1,,\n")
    prepared = bench.prepare(ingest("a.csv"), FLIGHTS)
    bench.file("data/a.csv", "id,at,fare\n1,,\n2")
    with pytest.raises(Retryable, match="was changed"):
        prepared.write(Writer(bench.lake, mark("growing", prepared.files)))


def test_a_file_may_be_named_by_its_address(bench: Bench) -> None:
    path = bench.file("a b.csv", "id,at,fare\n")
    assert bench.prepare(ingest(path.as_uri()), FLIGHTS).files[0].url == path.as_uri()
    with pytest.raises(Permanent, match="addresses in gs:// are not read"):
        bench.prepare(ingest("gs://bucket/a.csv"), FLIGHTS)


def test_every_file_of_a_zip_is_loaded(bench: Bench) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("1.csv", "id,at,fare\n1,,\n")
        archive.writestr("2.csv", "fare,at,id\n,,2\n")
    bench.file("data/a.zip", packed.getvalue())
    bench.perform(ingest("a.zip"), FLIGHTS)
    assert [row["id"] for row in bench.rows("raw.flights")] == [1, 2]


def test_a_bad_row_in_a_zip_is_found_by_file_and_line(bench: Bench) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("1.csv", "id,at,fare\n1,,\n1,,many\n")
    bench.file("data/a.zip", packed.getvalue())
    with pytest.raises(Permanent, match=r"a\.zip:1\.csv, line 3: column fare is 'many'"):
        bench.perform(ingest("a.zip"), FLIGHTS)


def test_columns_beyond_the_contract_are_told(bench: Bench) -> None:
    bench.file("data/a.csv", "id,at,fare,seat\n1,,,\n")
    bench.perform(ingest("a.csv"), FLIGHTS)
    assert bench.said == ["left out columns that the contract does not have: seat (a.csv)"]


DRIFTED = {"a.csv": "id,seat,\n1,3A,\n", "a.jsonl": '{"id": 1, "seat": {"row": 3}}\n{"id": 2}\n'}


@pytest.mark.parametrize(("name", "seat"), [("a.csv", "3A"), ("a.jsonl", '{"row":3}')])
def test_new_columns_are_added_as_text(bench: Bench, name: str, seat: str) -> None:
    growing = replace(FLIGHTS, strategy="append", on_schema_change="append_new_columns")
    bench.fill(growing, pa.table({"id": [0]}))
    bench.file(f"data/{name}", DRIFTED[name])
    bench.perform(ingest(name, "csv" if name == "a.csv" else "jsonl"), growing)
    found = {row["id"]: row["seat"] for row in bench.rows("raw.flights")}
    assert (found[0], found[1]) == (None, seat)
    lacking = f"columns that files do not have are null: at ({name}), fare ({name})"
    nameless = ["left out columns that the contract does not have:  (a.csv)"] if name == "a.csv" else []
    assert bench.said == ["added new columns to raw.flights: seat", *nameless, lacking]
    bench.said.clear()
    bench.file(f"data/{name}", DRIFTED[name].replace("1", "2"))
    bench.perform(ingest(name, "csv" if name == "a.csv" else "jsonl"), growing)
    assert bench.said == [*nameless, lacking]


def test_columns_beyond_the_contract_of_a_new_table_are_told_too(bench: Bench) -> None:
    bench.file("data/a.csv", "id,at,fare,seat,meal\n1,,,,\n")
    bench.perform(ingest("a.csv"), replace(FLIGHTS, on_schema_change="sync_all_columns"))
    assert bench.said == ["added new columns to raw.flights: seat, meal"]


@pytest.mark.parametrize("name", ["a.csv", "a.jsonl"])
def test_a_column_that_the_contract_has_given_up_goes_on_as_it_was(bench: Bench, name: str) -> None:
    growing = replace(FLIGHTS, strategy="append", on_schema_change="append_new_columns")
    bench.fill(growing, pa.table({"id": [0], "fare": [Decimal("2.50")]}))
    bench.file(f"data/{name}", "id,fare\n1,3.50\n" if name == "a.csv" else '{"id": 1, "fare": 3.50}\n')
    less = replace(growing, columns=growing.columns and growing.columns[:2])
    bench.perform(ingest(name, "csv" if name == "a.csv" else "jsonl"), less)
    assert sorted(row["fare"] for row in bench.rows("raw.flights")) == [Decimal("2.50"), Decimal("3.50")]


def test_new_columns_of_parquet_keep_their_types(bench: Bench) -> None:
    growing = replace(FLIGHTS, on_schema_change="append_new_columns")
    rows = pa.table({"id": [1], "seat": pa.array([3], pa.uint8()), "tags": [["x"]]})
    bench.file("data/a.parquet", parquet(rows))
    bench.perform(ingest("a.parquet", "parquet"), growing)
    assert bench.rows("raw.flights") == [{"id": 1, "at": None, "fare": None, "seat": 3}]
    assert bench.said[1] == "left out columns that the contract does not have: tags (a.parquet)"


def test_new_columns_may_be_refused_by_file_and_name(bench: Bench) -> None:
    bench.file("data/a.csv", "id,at,fare,seat\n1,,,3A\n")
    with pytest.raises(Permanent, match=r"a\.csv has columns that the contract of raw\.flights does not have: seat"):
        bench.perform(ingest("a.csv"), replace(FLIGHTS, on_schema_change="fail"))


def test_of_several_files_each_may_bring_a_column(bench: Bench) -> None:
    bench.file("data/1.csv", "id,seat\n1,3A\n")
    bench.file("data/2.csv.gz", gzip.compress(b"meal,id\nfish,2\n"))
    bench.perform(ingest("*.csv*"), replace(FLIGHTS, on_schema_change="append_new_columns"))
    assert [(row["id"], row["seat"], row["meal"]) for row in bench.rows("raw.flights")] == [
        (1, "3A", None), (2, None, "fish"),
    ]  # fmt: skip


def test_a_column_may_be_missing_unless_it_is_required(bench: Bench) -> None:
    bench.file("data/a.csv", "id\n1\n")
    bench.perform(ingest("a.csv"), FLIGHTS)
    assert bench.rows("raw.flights") == [{"id": 1, "at": None, "fare": None}]
    strict = Table("raw.strict", FLIGHTS.columns, checks=(Check("fare_required", NullValues("fare")),))
    with pytest.raises(Permanent, match=r"a\.csv has no column fare, which the contract requires"):
        bench.perform(ingest("a.csv"), strict)


def test_what_files_do_not_have_is_told(bench: Bench) -> None:
    bench.file("data/1.csv", "id,at,fare\n1,,\n")
    bench.file("data/2.csv", "id,at\n2,\n")
    bench.perform(ingest("*.csv"), FLIGHTS)
    assert bench.said[-1] == "columns that files do not have are null: fare (2.csv)"


def test_a_name_that_differs_in_case_or_blanks_is_told_beside_the_column_that_is_null(bench: Bench) -> None:
    bench.file("data/a.csv", "id,at, Fare\n1,,7\n")
    bench.perform(ingest("a.csv"), FLIGHTS)
    lost = "columns that files do not have are null: fare (a.csv) (but it has ' Fare': names are compared exactly)"
    assert lost in bench.said


@pytest.mark.parametrize("name", ["a.csv", "a.parquet"])
def test_a_column_that_is_gone_may_be_refused(bench: Bench, name: str) -> None:
    bench.file(f"data/{name}", "id,AT,fare\n1,,\n" if name == "a.csv" else parquet(pa.table({"id": [1]})))
    named = r"at \(but it has 'AT': names .*\)" if name == "a.csv" else "at, fare"
    with pytest.raises(Permanent, match=f"^{name} is without columns that the contract of raw.flights has: {named};"):
        bench.perform(ingest(name, name[2:]), replace(FLIGHTS, on_schema_change="fail"))


def test_a_key_that_no_line_has_is_null_even_where_drift_is_refused(bench: Bench) -> None:
    bench.file("data/a.jsonl", '{"id": 1}\n')
    bench.perform(ingest("a.jsonl", "jsonl"), replace(FLIGHTS, on_schema_change="fail"))
    assert bench.said == ["columns that files do not have are null: at (a.jsonl), fare (a.jsonl)"]


def test_json_lines_are_loaded_packed_or_not(bench: Bench) -> None:
    line = b'{"fare": "1.50", "id": 7, "seat": {"row": 3}}\n'
    bench.file("data/a.json.gz", gzip.compress(line))
    bench.perform(ingest("a.json.gz", "jsonl"), FLIGHTS)
    assert bench.rows("raw.flights") == [{"id": 7, "at": None, "fare": Decimal("1.50")}]
    assert bench.said == [
        "left out columns that the contract does not have: seat (a.json.gz)",
        "columns that files do not have are null: at (a.json.gz)",
    ]


def test_parquet_is_matched_by_name_and_cast_without_loss(bench: Bench) -> None:
    rows = pa.table({"fare": pa.array([1.5]), "id": pa.array([7], pa.int16()), "more": ["x"]})
    bench.file("data/a.parquet", parquet(rows))
    bench.perform(ingest("a.parquet", "parquet"), FLIGHTS)
    assert bench.rows("raw.flights") == [{"id": 7, "at": None, "fare": Decimal("1.50")}]


def test_doubles_that_a_decimal_cannot_hold_are_rounded_and_that_is_said(bench: Bench) -> None:
    for name, fares in (("1", [1.5, 0.1 + 0.2]), ("2", [1.239, 1.231]), ("3", [7.777])):
        bench.file(f"data/{name}.parquet", parquet(pa.table({"id": [int(name)] * len(fares), "fare": fares})))
    bench.perform(ingest("*.parquet", "parquet"), replace(FLIGHTS, columns=FLIGHTS.columns[::2]))
    fares = sorted(row["fare"] for row in bench.rows("raw.flights"))
    assert fares == [Decimal(fare) for fare in ("0.30", "1.23", "1.24", "1.50", "7.78")]
    assert "values of columns that the contract says are decimals were rounded: fare (2.parquet)" in bench.said


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        ("id", pa.array([1.5]), "id is double, and the contract says int64"),
        ("id", pa.array([2**63], pa.uint64()), "id is uint64"),
        ("fare", pa.array([Decimal("1.239")]), "fare is decimal"),
        ("id", pa.array(["x"]), "id is string"),
    ],
)
def test_a_cast_that_loses_something_is_refused(bench: Bench, column: str, values: pa.Array, message: str) -> None:
    bench.file("data/a.parquet", parquet(pa.table({column: values})))
    with pytest.raises(Permanent, match=rf"a\.parquet: column {message}"):
        bench.perform(ingest("a.parquet", "parquet"), FLIGHTS)


@pytest.mark.parametrize(
    ("kind", "values"),
    [("float", pa.array([0.1])), ("timestamp", pa.array([datetime(2013, 1, 1, tzinfo=UTC)]))],
)
def test_half_the_digits_or_a_zone_are_something_too(bench: Bench, kind: str, values: pa.Array) -> None:
    bench.file("data/a.parquet", parquet(pa.table({"v": values})))
    with pytest.raises(Permanent, match=r"a\.parquet: column v is .*: part of each value would be lost"):
        bench.perform(ingest("a.parquet", "parquet"), table(v=kind))


def test_something_else_than_parquet_is_refused(bench: Bench) -> None:
    bench.file("data/a.parquet", "id\n1\n")
    with pytest.raises(Permanent, match=r"a\.parquet is not a whole Parquet file"):
        bench.perform(ingest("a.parquet", "parquet"), FLIGHTS)
    with pytest.raises(Permanent, match="parquet has no options: remove null"):
        bench.prepare(ingest("a.parquet", "parquet", null="NA"), FLIGHTS)


def test_a_file_without_a_contract_has_no_types(bench: Bench) -> None:
    bench.file("data/a.csv", "id\n1\n")
    with pytest.raises(Permanent, match=r"raw\.bare has no contract"):
        bench.perform(ingest("a.csv"), Table("raw.bare"), run=RUN)


def parquet(rows: pa.Table) -> bytes:
    written = io.BytesIO()
    pq.write_table(rows, written)
    return written.getvalue()
