"""What messages about a file do not show: values that only some may see, and those the contract does not know."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from levada.engines.files import csv, jsonl, parquet
from levada.engines.files.dialect import Dialect
from levada.engines.files.guard import guard
from levada.engines.files.matching import promised
from levada.errors import Permanent
from levada.lake.connection import connect
from levada.plan.checks import Check
from levada.plan.measures import NullValues
from levada.plan.tables import Column, Table

COLUMNS = (Column("id", "long"), Column("age", "int", guarded=True), Column("name", "string", guarded=True))
PEOPLE = Table("raw.people", COLUMNS, checks=(Check("id", NullValues("id")),))
OPEN = Table("raw.people", (Column("id", "long"), Column("age", "int")))
LONG = "x" * 2_100_000


def complaint(folder: Path, name: str, content: str | bytes, table: Table = PEOPLE, **dialect: object) -> str:
    """What is said of a file, its name aside; nothing else is said beneath it."""
    path, columns = folder / name, promised(table)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with connect(folder) as connection:
        if name.endswith("csv"):
            rows = csv.batches(connection, name, path, Dialect(**dialect), columns, folder)  # type: ignore[arg-type]
        else:
            rows = jsonl.batches(connection, name, path, columns, folder)
        with pytest.raises(Permanent) as found:
            list(rows)
    assert found.value.__cause__ is None
    return str(found.value).removeprefix(name).removeprefix(", ")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("x,41,Ann,a@b.pt", "line 2: column id is 'x', which is no integer\n    x,***,***,***"),
        ("1,old,,a@b.pt", "line 2: column age is ***, which is no integer\n    1,***,,***"),
        ("1,41,Ann", "line 2: 3 values for 4 columns\n    not shown, as it may hold age, name, email"),
    ],
)
def test_a_row_of_csv(tmp_path: Path, row: str, message: str) -> None:
    assert complaint(tmp_path, "a.csv", f"id,age,name,email\n{row}\n") == message


def test_columns_of_csv_without_a_header_are_the_contract_s(tmp_path: Path) -> None:
    said = complaint(tmp_path, "a.csv", "1,old,Ann\n", header=False)
    assert said == "line 1: column age is ***, which is no integer\n    1,***,***"


CURE = "; say which it is, options: {encoding: cp1252}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"id,name\n1,Ren\xe9\n",
            f"line 2: not utf-8 at character 6{CURE}\n    not shown, as it may hold name",
        ),
        (b'id,name\n1,"Ann\n', 'line 2 opens a quote that nothing closes; land the whole file, or say quote: "" if'),
        (f"id,name\n1,{LONG}\n".encode(), "line 2: a record of 2,100,003 bytes, and the longest that is read has"),
    ],
)
def test_csv_that_cannot_be_split(tmp_path: Path, content: bytes, message: str) -> None:
    assert complaint(tmp_path, "a.csv", content).startswith(message)


def test_copies_of_a_file_are_guarded_too(tmp_path: Path) -> None:
    said = complaint(tmp_path, "a.csv", b"# by hand\nid,name\n1,Ren\xe9\n", comment="#")
    assert said == f"line 3: not utf-8 at character 6{CURE}\n    not shown, as it may hold name"


def test_a_first_row_that_is_no_header_is_no_list_of_names(tmp_path: Path) -> None:
    assert (
        complaint(tmp_path, "a.csv", "7,41,Ann\n8,42,Bob\n")
        == " has no column id, which the contract requires; it has ***. Correct the file, or the contract"
    )
    with pytest.raises(Permanent, match=r"none of the columns of raw.people: .*; it has \*\*\*\. Correct"):
        promised(Table("raw.people", COLUMNS)).matched("a.csv", ["7", "41", "Ann"])


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (
            '{"id": "x", "age": 41, "name": null, "mail": {"to": "a@b.pt"}}',
            'line 1: column id is "x", which is no integer\n    {"id": "x", "age": "***", "name": null, "mail": "***"}',
        ),
        (
            '{"id": 1, "age": 41.5}',
            'line 1: column age is ***, which is no integer\n    {"id": 1, "age": "***"}',
        ),
        ('{"id": 1, "age": 41', "line 1, column 20: no JSON: Expecting ',' delimiter\n    "
                                "not shown, as it may hold age, name"),
        ('["Ann"]', "line 1: an array, where one object a line is read; a file of one array becomes lines with "
                    "`jq -c '.[]'`\n    not shown, as it may hold age, name"),
        ('{"age": 1, "age": 2}', "line 1: key age is there twice\n    not shown, as it may hold age, name"),
    ],
)  # fmt: skip
def test_a_line_of_json(tmp_path: Path, line: str, message: str) -> None:
    assert complaint(tmp_path, "a.jsonl", line + "\n") == message


def test_what_a_contract_without_secrets_does_not_know_is_hidden_too(tmp_path: Path) -> None:
    said = complaint(tmp_path, "a.jsonl", '{"id": "x", "age": 41, "mail": "a@b.pt"}\n', OPEN)
    assert said == 'line 1: column id is "x", which is no integer\n    {"id": "x", "age": 41, "mail": "***"}'
    said = complaint(tmp_path, "a.csv", "id,age,mail\nx,41,a@b.pt\n", OPEN)
    assert said == "line 2: column id is 'x', which is no integer\n    x,41,***"


def test_a_line_as_it_stands_there_where_nothing_is_hidden(tmp_path: Path) -> None:
    assert (
        complaint(tmp_path, "a.jsonl", '{"id":1.50}\n', OPEN) == "line 1: column id is 1.50, which is no integer\n    "
        '{"id":1.50}'
    )


def test_a_value_of_parquet(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"id": [1], "age": ["old"]}), path)
    with pytest.raises(Permanent) as found:
        list(parquet.batches("a.parquet", path, promised(PEOPLE)))
    assert str(found.value) == "a.parquet: column age is string, and the contract says int32: ***"


def test_a_file_whose_columns_nobody_knows_holds_what_the_contract_guards() -> None:
    assert (guard(PEOPLE).hidden, guard(OPEN).hidden) == (("age", "name"), ())
    assert guard(OPEN, ["id", "mail"]).hidden == ("mail",)
