"""JSON lines as a contract's columns: what is read, and what is refused with its place."""

from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from levada.engines.files.jsonl import batches
from levada.engines.files.matching import Promised, promised
from levada.errors import Permanent
from levada.lake.connection import connect
from levada.plan.checks import Check
from levada.plan.measures import NullValues
from levada.plan.tables import Column, Table


def read(folder: Path, text: str | bytes, *, required: str = "", **types: str) -> tuple[list[dict[str, Any]], Promised]:
    path = folder / "a.jsonl"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    checks = tuple(Check(name, NullValues(name)) for name in required.split())
    columns = promised(Table("raw.a", tuple(Column(name, kind) for name, kind in types.items()), checks=checks))
    with connect(folder) as connection:
        rows = pa.Table.from_batches(batches(connection, "a.jsonl", path, columns, folder), columns.schema)
    return rows.to_pylist(), columns


def rows(folder: Path, text: str | bytes, **types: str) -> list[dict[str, Any]]:
    return read(folder, text, **types)[0]


def test_keys_are_matched_by_name_whatever_their_order(tmp_path: Path) -> None:
    text = '{"b": "x", "a": 1}\n\n{"a": 2, "b": null}\n{"b": "y"}'
    assert rows(tmp_path, text, a="long", b="string") == [
        {"a": 1, "b": "x"},
        {"a": 2, "b": None},
        {"a": None, "b": "y"},
    ]


def test_values_keep_their_types(tmp_path: Path) -> None:
    text = '{"i": 7.0, "d": 1.2000, "f": 1e3, "b": true, "s": "\\u00e9\\n", "t": "2013-01-01T05:00:00+02:00"}\r\n'
    (row,) = rows(tmp_path, text, i="int", d="decimal(9, 2)", f="double", b="boolean", s="string", t="timestamptz")
    assert row.pop("t").isoformat() == "2013-01-01T03:00:00+00:00"
    assert row == {"i": 7, "d": Decimal("1.20"), "f": 1000.0, "b": True, "s": "é\n"}


def test_nested_values_are_kept_as_json_text(tmp_path: Path) -> None:
    text = '{"s": {"k": [1, null, "x"]}}\n{"s": []}\n{"s": true}\n{"s": 3}\n'
    assert [row["s"] for row in rows(tmp_path, text, s="string")] == ['{"k":[1,null,"x"]}', "[]", "true", "3"]


@pytest.mark.parametrize("key", ['a"b', "a/b", "a~b", "a.b", "$", "0", "A"])
def test_every_key_can_be_a_column(tmp_path: Path, key: str) -> None:
    text = '{{"{}": 1, "a": {{"b": 2}}}}\n'.format(key.replace('"', '\\"'))
    assert rows(tmp_path, text, **{key: "long"}) == [{key: 1}]


def test_keys_beyond_the_contract_are_left_out_and_named(tmp_path: Path) -> None:
    found, columns = read(tmp_path, '{"a": 1, "z": 1}\n{"a": 2, "y": {"a": 3}}\n', a="long")
    assert (found, columns.drift) == ([{"a": 1}, {"a": 2}], {("beyond", "y"): "a.jsonl", ("beyond", "z"): "a.jsonl"})


def test_a_key_that_is_nowhere_is_null_unless_the_contract_requires_it(tmp_path: Path) -> None:
    assert rows(tmp_path, '{"a": 1}\n', a="long", b="date") == [{"a": 1, "b": None}]
    with pytest.raises(Permanent, match=r"a.jsonl has no column B, which the contract requires \(but it has 'b'"):
        read(tmp_path, '{"b": 1}\n', required="B", B="long")


def test_a_file_without_lines_has_no_rows(tmp_path: Path) -> None:
    assert read(tmp_path, "", required="a", a="long")[0] == rows(tmp_path, "\n \n", a="long") == []


def test_long_numbers_are_kept_as_text_or_refused(tmp_path: Path) -> None:
    text = '{"d": "12345678901234.123456"}\n{"d": 12345678901234567890}\n{"d": 0.1000000}\n'
    exact = [Decimal("12345678901234.123456"), Decimal("12345678901234567890"), Decimal("0.1")]
    assert [row["d"] for row in rows(tmp_path, text, d="decimal(38, 6)")] == exact
    with pytest.raises(Permanent, match=r"line 2: column d is 12345678901234.123456, whose digits a JSON number"):
        rows(tmp_path, '{"d": 1}\n{"d": 12345678901234.123456}\n', d="decimal(38, 6)")
    with pytest.raises(Permanent, match=r"line 1: column d is 18446744073709551616, whose digits .* write it as text"):
        rows(tmp_path, '{"d": 18446744073709551616}\n', d="decimal(38, 0)")


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("long", "1.5", "1.5"), ("long", '"x"', '"x"'), ("long", "true", "true"), ("long", "[1]", r"\[1\]"),
        ("decimal(9, 2)", "1.239", "1.239"),
        ("date", '"2024-02-30"', '"2024-02-30"'), ("boolean", '"maybe"', '"maybe"'), ("double", "{}", r"\{\}"),
        ("timestamp", '"2013-01-01T05:00:00Z"', '"2013-01-01T05:00:00Z"'),
    ],
)  # fmt: skip
def test_a_value_that_would_be_changed_is_refused(tmp_path: Path, kind: str, value: str, shown: str) -> None:
    text = f'{{"a": null}}\n\n{{"b": 1, "a": {value}}}\n'
    with pytest.raises(Permanent, match=rf"a.jsonl, line 3: column a is {shown}, which is no .*\n    {{\"b\": 1, "):
        rows(tmp_path, text, a=kind, b="long")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('{"a": 1', r"line 2, column 8: no JSON: Expecting ',' delimiter"),
        ('{"a": 1}{"a": 2}', "line 2, column 9: no JSON: Extra data"),
        ("[", r"line 2, column 2: no JSON: .*; a document over several lines .* with `jq -c '.\[\]'`"),
        ("{", r"line 2, column 2: no JSON: .*; a document over several lines .* with `jq -c .`"),
        ("[{}]", "line 2: an array, where one object a line is read; a file of one array becomes lines with `jq"),
        ("5", "line 2: a number, where one object"),
        ("null", "line 2: null, where one object"),
        ('{"a": 1, "a": 2}', "line 2: key a is there twice"),
        ('{"a": "\\ud800"}', r"line 2: half of a character: '\\ud800'"),
        ('{"a": "\x00"}', "line 2, column 8: no JSON: Invalid control character"),
        ("{'a': 1}", "line 2, column 2: no JSON"),
    ],
)
def test_a_line_that_is_no_object_is_refused(tmp_path: Path, line: str, message: str) -> None:
    with pytest.raises(Permanent, match=rf"a.jsonl, {message}"):
        rows(tmp_path, '{"a": 0}\n' + line + "\n", a="string")


@pytest.mark.parametrize(("kind", "value", "bits"), [("int", "3000000000", 32), ("long", '"99999999999999999999"', 64)])
def test_a_whole_number_that_is_too_large_is_called_so(tmp_path: Path, kind: str, value: str, bits: int) -> None:
    with pytest.raises(Permanent, match=f"column a is {value}, which is too large for an integer of {bits} bits"):
        rows(tmp_path, f'{{"a": {value}}}\n', a=kind)


def test_other_encodings_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"a.jsonl, line 1: not UTF-8 at byte 11; write the file as UTF-8"):
        rows(tmp_path, b'{"a": "caf\xe9"}\n', a="string")


def test_a_long_value_is_a_value_and_a_longer_line_is_refused(tmp_path: Path) -> None:
    assert len(rows(tmp_path, '{"a": "%s"}\n' % ("x" * 1_000_000), a="string")[0]["a"]) == 1_000_000
    with pytest.raises(Permanent, match=r"a.jsonl, line 1: longer than 16 MiB"):
        rows(tmp_path, '{"a": "%s"}\n' % ("x" * 2**26), a="string")


def test_a_late_error_has_its_line_too(tmp_path: Path) -> None:
    text = '{"a": 1}\n' * 300_000 + '{"a": "x"}\n'
    with pytest.raises(Permanent, match=r'a.jsonl, line 300001: column a is "x"'):
        rows(tmp_path, text, a="long")
