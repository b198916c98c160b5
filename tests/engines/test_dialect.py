"""CSV files as the world writes them: encodings, signs, formats, comments, and every fault with its line."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from levada.errors import Permanent
from tests.engines.test_csv import read


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "utf-16", "utf-16-le", "utf-32", "utf-8"])
def test_any_encoding_of_pythons_is_read(tmp_path: Path, encoding: str) -> None:
    text = "name,ort\nJürgen,Köln\n".encode(encoding)
    assert read(tmp_path, text, options={"encoding": encoding}.items(), ort="VARCHAR") == [{"ort": "Köln"}]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_tells_the_encoding(tmp_path: Path, encoding: str) -> None:
    assert read(tmp_path, "ä,b\r\n1,é\r\n".encode(encoding), ä="BIGINT", b="VARCHAR") == [{"ä": 1, "b": "é"}]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-8"])
def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path, encoding: str) -> None:
    text = "\ufeffa,b\n1,2\n".encode(encoding)
    assert read(tmp_path, text, options={"encoding": encoding}.items(), a="BIGINT") == [{"a": 1}]


def test_mixed_encodings_are_refused_with_their_line(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"a.csv, line 3: not utf-8 at character 2; say .*\n    'ü\ufffd'"):
        read(tmp_path, "a\nü\n".encode() + b"\xc3\xbc\xfc\n", a="VARCHAR")
    with pytest.raises(Permanent, match=r"a.csv, line 2: not ascii at character 1"):
        read(tmp_path, "a\nü\n".encode(), options={"encoding": "ascii"}.items(), a="VARCHAR")


def test_several_texts_may_mean_null(tmp_path: Path) -> None:
    rows = read(tmp_path, 'a,b\nNA,-\n"NA",x\n,\n', options={"null_marker": ("NA", "-")}.items(), b="VARCHAR")
    assert [row["b"] for row in rows] == [None, "x", ""]


GERMAN = {"delimiter": ";", "decimal": ",", "thousands": ".", "date_format": "%d.%m.%Y",
          "timestamp_format": "%d.%m.%Y %H:%M"}  # fmt: skip


def test_numbers_and_times_as_others_write_them(tmp_path: Path) -> None:
    text = "i;d;f;t;z\n1.234.567;1.234,5;-0,5e3;29.02.2024;1.2.2024 5:30\n"
    kinds = {"i": "BIGINT", "d": "DECIMAL(9, 2)", "f": "DOUBLE", "t": "DATE", "z": "TIMESTAMPTZ"}
    (row,) = read(tmp_path, text, options=GERMAN.items(), **kinds)
    assert list(row.values()) == [
        1234567, Decimal("1234.50"), -500.0, date(2024, 2, 29), datetime(2024, 2, 1, 5, 30, tzinfo=UTC),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("DOUBLE", "1.5", "is '1.5', which is no number"),
        ("BIGINT", "1.2.345", "is '1.2.345', which is no integer"),
        ("BIGINT", "12.34", "is '12.34'"),
        ("DECIMAL(9, 2)", "0.001", "is '0.001'"),
        ("DOUBLE", "00.123", "is '00.123'"),
        ("BIGINT", "1,5", "is '1,5'"),
        ("DECIMAL(9, 2)", "1,239", "is '1,239'"),
        ("DATE", "30.02.2024", r"is '30.02.2024', which is no date written %d.%m.%Y"),
        ("DATE", "2024-02-28", "is '2024-02-28'"),
        ("TIMESTAMP", "28.02.2024", "is '28.02.2024', which is no timestamp written"),
    ],
)
def test_what_is_not_written_as_said_is_refused(tmp_path: Path, kind: str, value: str, message: str) -> None:
    with pytest.raises(Permanent, match=rf"a.csv, line 3: column a {message}"):
        read(tmp_path, f"a;b\n;x\n{value};x\n", options=GERMAN.items(), a=kind, b="VARCHAR")


def test_other_groups_of_digits(tmp_path: Path) -> None:
    options = {"thousands": "'"}.items()
    assert read(tmp_path, "a\n1'000\n1000.5\n12'34'567\n", options=options, a="DOUBLE") == [
        {"a": 1000.0}, {"a": 1000.5}, {"a": 1234567.0},
    ]  # fmt: skip


def test_a_format_may_have_a_zone_if_its_columns_have(tmp_path: Path) -> None:
    options = {"timestamp_format": "%Y-%m-%d %H:%M %z"}.items()
    (row,) = read(tmp_path, "a\n2024-01-01 05:00 +0200\n", options=options, a="TIMESTAMPTZ")
    assert row["a"] == datetime(2024, 1, 1, 3, tzinfo=UTC)
    with pytest.raises(Permanent, match=r"timestamp_format has a zone \(%z\), and a of raw.a has none"):
        read(tmp_path, "a\n", options=options, a="TIMESTAMP")


COMMENTED = """\
Report of today
"with ""a, quote
# made by hand
a,b
#1,x
1,#2
"two
# lines",3
 # 4,5
# the end
"""


def test_lines_before_the_header_and_comments_are_no_rows(tmp_path: Path) -> None:
    rows = read(tmp_path, COMMENTED, options={"skip_rows": 2, "comment": "#"}.items(), a="VARCHAR", b="VARCHAR")
    assert [tuple(row.values()) for row in rows] == [("1", "#2"), ("two\n# lines", "3"), (" # 4", "5")]


def test_the_lines_of_faults_are_the_file_s_all_the_same(tmp_path: Path) -> None:
    options = {"skip_rows": 2, "comment": "#"}.items()
    with pytest.raises(Permanent, match=r"a.csv, line 6: column b is '#2'"):
        read(tmp_path, COMMENTED, options=options, a="VARCHAR", b="BIGINT")
    with pytest.raises(Permanent, match=r"a.csv, line 11: 1 values for 2 columns\n    9"):
        read(tmp_path, COMMENTED + "9\n", options=options, a="VARCHAR", b="VARCHAR")


def test_comments_in_a_file_of_one_column(tmp_path: Path) -> None:
    text, options = "#\na\n1\n#, ,\n\nx\n", {"comment": "#"}.items()
    assert read(tmp_path, text, options=options, a="VARCHAR") == [{"a": "1"}, {"a": None}, {"a": "x"}]
    with pytest.raises(Permanent, match=r"a.csv, line 6: column a is 'x'"):
        read(tmp_path, text, options=options, a="BIGINT")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_in_three_ways(tmp_path: Path, end: str) -> None:
    text = end.join(["a,b", '1,"x', 'y"', "2,", ""])
    assert read(tmp_path, text, a="BIGINT", b="VARCHAR") == [{"a": 1, "b": f"x{end}y"}, {"a": 2, "b": None}]
    with pytest.raises(Permanent, match=r"a.csv, line 4: column a is 'z'"):
        read(tmp_path, text.replace("2,", "z,"), a="BIGINT", b="VARCHAR")


def test_but_not_in_two_ways_in_one_file(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"a.csv, line 3 ends in LF, and the lines before in CRLF"):
        read(tmp_path, "a,b\r\n1,2\r\n3,4\n5,6\r\n", a="BIGINT", b="BIGINT")


@pytest.mark.parametrize("value", ["1e400", "-1e400", "1_000", "0x10", "1,0"])
def test_numbers_beyond_range_are_none(tmp_path: Path, value: str) -> None:
    with pytest.raises(Permanent, match=rf"a.csv, line 2: column a is '{value}', which is no number"):
        read(tmp_path, f'a,b\n"{value}",\n', a="DOUBLE")


def test_words_for_numbers_that_are_none(tmp_path: Path) -> None:
    rows = read(tmp_path, "a\nNaN\n-inf\nInfinity\n 1.5\n", a="DOUBLE")
    assert [str(row["a"]) for row in rows] == ["nan", "-inf", "inf", "1.5"]
    with pytest.raises(Permanent, match="column a is 'NaN'"):
        read(tmp_path, "a\nNaN\n", a="DECIMAL(9, 2)")


@pytest.mark.parametrize(
    ("kind", "value"), [("TIMESTAMPTZ", "epoch"), ("TIMESTAMPTZ", "infinity"), ("TIME", "12:00+02")]
)
def test_words_for_times_that_are_none(tmp_path: Path, kind: str, value: str) -> None:
    with pytest.raises(Permanent, match=r"a.csv, line 2: column a is "):
        read(tmp_path, f"a\n{value}\n", a=kind)


def test_long_values_and_zero_bytes_are_values(tmp_path: Path) -> None:
    text = f"a,b\n{'x' * 1_000_000},1\ny\0,2\n"
    assert [len(row["a"]) for row in read(tmp_path, text, a="VARCHAR")] == [1_000_000, 2]
    with pytest.raises(Permanent, match=r"a.csv, line 4: column b is 'z'"):
        read(tmp_path, text + "y,z\n", a="VARCHAR", b="BIGINT")


def test_a_record_that_is_too_long_is_named(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"a.csv, line 3: a record of 3,000,003 bytes"):
        read(tmp_path, f"a,b\n1,2\n{'x' * 3_000_000},1\n", a="VARCHAR")


def test_blank_lines_are_rows_of_a_single_column_only(tmp_path: Path) -> None:
    assert read(tmp_path, "a,b\n\n1,2\n\n", a="BIGINT") == [{"a": 1}]
    assert read(tmp_path, "a\n\n1\n", a="BIGINT") == [{"a": None}, {"a": 1}]
    with pytest.raises(Permanent, match=r"a.csv, line 4: column a is 'x'"):
        read(tmp_path, "a\n\n1\nx\n", a="BIGINT")


@pytest.mark.parametrize(
    "options", [{"decimal": ";"}, {"thousands": ".."}, {"skip_rows": -1}, {"skip_rows": "2"}, {"null_marker": 1}]
)
def test_wrong_options_are_named(tmp_path: Path, options: dict[str, Any]) -> None:
    with pytest.raises(Permanent, match=rf"CSV options: {next(iter(options))}.*: .*; there are comment, date_format"):
        read(tmp_path, "a\n", options=options.items(), a="VARCHAR")
