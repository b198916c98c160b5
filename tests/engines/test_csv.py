"""CSV files as a contract's columns: what is read, and what is refused with its place."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from levada.engines.files.csv import batches
from levada.engines.files.dialect import dialect
from levada.engines.files.matching import Difference, Promised
from levada.errors import Permanent
from levada.lake.connection import connect
from levada.plan.checks import Check
from levada.plan.measures import NullValues
from levada.plan.tables import Column, Table

ARROW = {
    "BIGINT": pa.int64(), "INTEGER": pa.int32(), "VARCHAR": pa.string(), "DECIMAL(9, 2)": pa.decimal128(9, 2),
    "DATE": pa.date32(), "TIMESTAMP": pa.timestamp("us"), "TIMESTAMPTZ": pa.timestamp("us", "UTC"),
    "DOUBLE": pa.float64(), "BOOLEAN": pa.bool_(), "TIME": pa.time64("us"),
}  # fmt: skip


def read(
    folder: Path, text: str | bytes, *, required: str = "", options: Any = (), **types: str
) -> list[dict[str, Any]]:
    drift.clear()
    path = folder / "a.csv"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    checks = tuple(Check(name, NullValues(name)) for name in required.split())
    table = Table("raw.a", tuple(Column(name, "") for name in types), checks=checks)
    schema = pa.schema([(name, ARROW[kind]) for name, kind in types.items()])
    with connect(folder) as connection:
        columns = Promised(table, types, schema, drift)
        found = batches(connection, "a.csv", path, dialect(options), columns, folder)
        return pa.Table.from_batches(found, schema).to_pylist()


drift: dict[Difference, str] = {}


def test_columns_are_matched_by_name_whatever_their_order(tmp_path: Path) -> None:
    rows = read(tmp_path, "b,a\nx,1\n,2\n", a="BIGINT", b="VARCHAR")
    assert rows == [{"a": 1, "b": "x"}, {"a": 2, "b": None}]


def test_columns_beyond_the_contract_are_left_out_and_named(tmp_path: Path) -> None:
    assert read(tmp_path, "a,more,\n1,2,3\n", a="BIGINT") == [{"a": 1}]
    assert drift == {("beyond", "more"): "a.csv", ("beyond", ""): "a.csv"}


def test_a_missing_column_is_null_if_the_contract_allows_it(tmp_path: Path) -> None:
    assert read(tmp_path, "a\n1\n", a="BIGINT", b="DATE") == [{"a": 1, "b": None}]
    assert drift == {("without", "b"): "a.csv"}
    with pytest.raises(Permanent, match=r"a.csv has no column B, which the contract requires \(but it has 'b'"):
        read(tmp_path, "a,b\n1,2\n", required="B", a="BIGINT", B="BIGINT")


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    assert read(tmp_path, "a,b,b\n1,2,3\n", a="BIGINT") == [{"a": 1}]
    with pytest.raises(Permanent, match=r"a\.csv has column a twice"):
        read(tmp_path, "a,a\n1,2\n", a="BIGINT")


def test_a_header_alone_is_no_rows_and_an_empty_file_is_an_error(tmp_path: Path) -> None:
    assert read(tmp_path, "a\n", a="BIGINT") == []
    with pytest.raises(Permanent, match=r"a.csv is empty"):
        read(tmp_path, "", a="BIGINT")


def test_values_keep_their_types(tmp_path: Path) -> None:
    text = 'i,d,f,b,s\n007,1.2000,1e3,true,"é,"\n'
    rows = read(tmp_path, text, i="INTEGER", d="DECIMAL(9, 2)", f="DOUBLE", b="BOOLEAN", s="VARCHAR")
    assert rows == [{"i": 7, "d": Decimal("1.20"), "f": 1000.0, "b": True, "s": "é,"}]


def test_a_time_without_a_zone_is_utc_where_the_contract_has_one(tmp_path: Path) -> None:
    text = "day,at,tz,utc\n2013-01-01,2013-01-01 05:00:00,2013-01-01T05:00:00+02:00,2013-01-01 05:00:00\n"
    (row,) = read(tmp_path, text, day="DATE", at="TIMESTAMP", tz="TIMESTAMPTZ", utc="TIMESTAMPTZ")
    assert [value.isoformat() for value in row.values()] == [
        "2013-01-01", "2013-01-01T05:00:00", "2013-01-01T03:00:00+00:00", "2013-01-01T05:00:00+00:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("BIGINT", "1.5"), ("BIGINT", "x"), ("BIGINT", "0x1F"), ("BIGINT", "1_000"), ("BIGINT", "99999999999999999999"),
        ("DECIMAL(9, 2)", "1.239"), ("DECIMAL(9, 2)", "12345678.00"), ("DATE", "2013-01-01 05:00:00"),
        ("TIMESTAMP", "2013-01-01T05:00:00+02:00"), ("TIMESTAMP", "2013-01-01T05:00:00Z"), ("DATE", "2013-02-30"),
        ("DOUBLE", "12,5"), ("BOOLEAN", "maybe"),
    ],
)  # fmt: skip
def test_a_value_that_would_be_changed_is_refused(tmp_path: Path, kind: str, value: str) -> None:
    with pytest.raises(Permanent, match=r"a.csv, line 3: column a is "):
        read(tmp_path, f'a;b\n;x\n"{value}";y\n', options=[("delimiter", ";")], a=kind, b="VARCHAR")


def test_whole_numbers_may_be_written_with_a_point(tmp_path: Path) -> None:
    assert read(tmp_path, "a\n1.0\n-2.\n+3\n", a="BIGINT") == [{"a": 1}, {"a": -2}, {"a": 3}]


def test_the_line_of_an_error_is_the_file_s(tmp_path: Path) -> None:
    text = 'a,b\n1,"two\nlines"\n\n2,y\nzz,' + "w" * 500 + "\n"
    with pytest.raises(Permanent, match=r"a.csv, line 6: column a is 'zz', which is no integer\n    zz,w+…$"):
        read(tmp_path, text, a="BIGINT", b="VARCHAR")


def test_a_late_error_has_its_line_too(tmp_path: Path) -> None:
    text = "a,b\n" + "1,x\n" * 200_000 + "1\n"
    with pytest.raises(Permanent, match=r"a.csv, line 200002: 1 values for 2 columns\n    1"):
        read(tmp_path, text, a="BIGINT", b="VARCHAR")


@pytest.mark.parametrize(
    ("kind", "value", "bits"), [("BIGINT", "89351060000000000000", 64), ("INTEGER", "-3000000000", 32)]
)
def test_a_whole_number_that_is_too_large_is_called_so(tmp_path: Path, kind: str, value: str, bits: int) -> None:
    with pytest.raises(
        Permanent, match=rf"column a is '{value}', which is too large for an integer of {bits} bits\n    {value}"
    ):
        read(tmp_path, f"a\n{value}\n", a=kind)


def test_a_file_of_fewer_lines_than_are_skipped_is_told(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"a.csv ends within the 9 lines that `skip_rows` leaves out"):
        read(tmp_path, "report\na\n1\n", options={"skip_rows": 9}.items(), a="BIGINT")


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(
        Permanent, match=r"line 2: not utf-8 at character 4; say which it is, options: {encoding: cp1252}\n    'caf"
    ):
        read(tmp_path, b"a\ncaf\xe9\n", a="VARCHAR")
    assert read(tmp_path, b"\xef\xbb\xbfa\r\nx\r\n", a="VARCHAR") == [{"a": "x"}]


def test_options_say_how_the_file_is_written(tmp_path: Path) -> None:
    options = [("delimiter", "|"), ("quote", "'"), ("escape", "\\"), ("null_marker", "NA"), ("header", "none")]
    rows = read(tmp_path, "1|'it\\'s | x'\nNA|NA\n3|\n", options=options, a="BIGINT", b="VARCHAR")
    assert rows == [{"a": 1, "b": "it's | x"}, {"a": None, "b": None}, {"a": 3, "b": ""}]


def test_a_quote_that_is_doubled_is_one_quote_whichever_it_is(tmp_path: Path) -> None:
    assert read(tmp_path, "a\n'it''s, ok'\n", options=[("quote", "'")], a="VARCHAR") == [{"a": "it's, ok"}]


@pytest.mark.parametrize("options", [{"sep": ";"}, {"delimiter": ";;"}, {"header": "no"}])
def test_a_wrong_option_is_named(options: dict[str, str]) -> None:
    with pytest.raises(Permanent, match=next(iter(options))):
        dialect(options.items())


@pytest.mark.parametrize("text", ['"1,2\n3,4\n', '1,2\n3,"4\n', '1,2\n"3"x,4\n', '1,"2\n'])
def test_an_unterminated_quote_loses_no_row_silently(tmp_path: Path, text: str) -> None:
    with pytest.raises(Permanent, match=r"a.csv"):
        read(tmp_path, text, options=[("header", "none")], a="VARCHAR", b="VARCHAR")


def test_an_unterminated_quote_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"a.csv, line 3 opens a quote that nothing closes; land the whole file, or"):
        read(tmp_path, 'a,b\n0,"w"\n1,"x\n2,y\n', a="BIGINT", b="VARCHAR")


def test_a_header_of_another_delimiter_says_so(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"a.csv has none of the columns of raw.a: a, b; it has a;b.*delimiter: \";\""):
        read(tmp_path, "a;b\n1;2\n", a="BIGINT", b="BIGINT")
    with pytest.raises(Permanent, match=r"a.csv has no column b, which .*delimiter: \"\\t\""):
        read(tmp_path, "a\tb\n1\t2\n", required="b", a="BIGINT", b="BIGINT")


def test_utf_16_that_was_said_wants_a_mark(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"a.csv is not written in utf-16 \(.*BOM\): say which encoding"):
        read(tmp_path, "a\n1\n", options=(("encoding", "utf-16"),), a="BIGINT")


@pytest.mark.parametrize(
    ("start", "says"),
    [
        (b"PK\3\4\x14\0", "is an archive: save it as CSV"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "is a file of Excel's"),
        (b"\x1f\x8b\x08\0", "is packed by gzip: call it .csv.gz"),
        (b"PAR1\x15\x04", "is Parquet: call it .parquet"),
        (b"%PDF-1.4\n", "is a PDF"),
    ],
)
def test_what_is_no_text_is_said_to_be_what_it_is(tmp_path: Path, start: bytes, says: str) -> None:
    with pytest.raises(Permanent, match=f"a.csv {says}"):
        read(tmp_path, start + b"\0\1\2\n\3", a="BIGINT")


def test_a_column_may_be_called_as_a_kind_of_files_begins(tmp_path: Path) -> None:
    assert read(tmp_path, "PAR1\n7\n", PAR1="BIGINT") == [{"PAR1": 7}]


def test_utf_16_without_a_mark_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"a.csv is not written in utf-8: .*encoding: utf-16-le"):
        read(tmp_path, "a,b\n1,2\n".encode("utf-16-le"), a="BIGINT", b="BIGINT")
