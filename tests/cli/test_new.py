"""`levada new pipeline`: what it writes says what was guessed, validates, and runs at once."""

import gzip
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cli.shop import Shop

HEADER = "order_id;zip;ordered_at;seen;amount;qty;lat;flag;note;updated_at"
FIRST = "1;01234;2024-01-01T10:00:00Z;2024-01-01 10:00;12.50;3;1.5;true;a;2024-01-01"
SECOND = "2;10000;2024-01-01T11:00:00+01:00;2024-01-01 11:00:01.5;7.25;NA;2;false;a;2024-01-02"


def new(shop: Shop, file: str, name: str = "things") -> dict:
    """Makes the pipeline, runs it, and returns what `new` said."""
    said = shop.json("new", "pipeline", name, "--from", str(shop.root / file))
    assert shop("validate").exit_code == 0
    assert shop("fmt", "--check", str(shop.root / f"include/pipelines/{name}.yaml")).exit_code == 0
    assert shop("run", name).exit_code == 0
    return said


def contract(shop: Shop) -> dict[str, str]:
    lines = (shop.root / "include/contracts/things.odcs.yaml").read_text().splitlines()
    return {line.split("name: ")[1].split(",")[0]: line for line in lines if line.startswith("      - {")}


def test_a_csv_of_an_unusual_dialect(shop: Shop) -> None:
    shop.write("data/things.csv", "\n".join((HEADER, FIRST, SECOND)) + "\n")
    said = new(shop, "data/things.csv")
    assert (said["key"], said["event_time"]) == ("order_id", "ordered_at")
    spec = (shop.root / "include/pipelines/things.yaml").read_text()
    assert '{path: things.csv, options: {delimiter: ";", null_marker: ["", NA]}}}   # guessed' in spec
    first = shop.json("show", "raw.things")[0]
    assert (first["zip"], first["qty"], first["flag"]) == ("01234", 3, True)


def test_an_editor_knows_its_language_where_the_project_has_its_schema(shop: Shop) -> None:
    shop.write("data/things.csv", "id\n1\n")
    shop.write("include/levada.schema.json", "{}")
    new(shop, "data/things.csv")
    spec = (shop.root / "include/pipelines/things.yaml").read_text()
    assert spec.startswith("# yaml-language-server: $schema=../levada.schema.json\napiVersion: levada/v1\n")


def test_every_column_says_how_it_was_guessed(shop: Shop) -> None:
    shop.write("data/things.csv", "\n".join((HEADER, FIRST, SECOND)) + "\n")
    new(shop, "data/things.csv")
    lines = contract(shop)
    assert all("   # guessed: " in line for line in lines.values())
    assert "primaryKey: true" in lines["order_id"]
    assert "null in 1 row" in lines["qty"]
    assert "required" not in lines["qty"]
    assert 'physicalType: "decimal(18, 2)"' in lines["amount"]
    assert "timezone: false" in lines["seen"]


def test_a_packed_file_outside_the_landing_is_named_by_its_place(shop: Shop, tmp_path: Path) -> None:
    outside = tmp_path / "else where_2024-01-01.csv.gz"
    outside.write_bytes(gzip.compress(b"id,name\n1,a\n2,b\n"))
    new(shop, outside.name)
    spec = (shop.root / "include/pipelines/things.yaml").read_text()
    assert f'files: "{outside}"' in spec
    assert "else where_{{ ds }}.csv.gz" in spec


def test_parquet_knows_its_types(shop: Shop) -> None:
    rows = pa.table({"code": ["a", "b"], "count": pa.array([1, None], pa.int32()), "tags": [["x"], []],
                     "took": pa.array([0, 1], pa.duration("s")),
                     "Größe": [1.5, 2.5], "born": pa.array([0, 1000], pa.timestamp("ns"))})  # fmt: skip
    pq.write_table(rows, shop.root / "data/things.parquet")
    new(shop, "data/things.parquet")
    lines = contract(shop)
    assert "physicalType: int" in lines["count"]
    assert "tags" not in lines
    written = (shop.root / "include/contracts/things.odcs.yaml").read_text()
    assert "left out: tags is list<string>" in written
    assert "left out: took is <duration[s]>" in written
    assert shop.json("show", "raw.things", "--limit", "1")[0]["Größe"] == 1.5


def test_nothing_is_said_to_be_guessed_of_parquet_without_rows(shop: Shop) -> None:
    pq.write_table(pa.table({"code": pa.array([], pa.string())}), shop.root / "data/things.parquet")
    new(shop, "data/things.parquet")
    assert contract(shop)["code"] == "      - {name: code, logicalType: string}"


def test_json_lines(shop: Shop) -> None:
    shop.write("data/things.jsonl", '{"id": 1, "zip": "01", "at": "2024-01-01", "in": {"a": [1]}}\n'
               '{"id": 2, "zip": "02", "at": "2024-01-02", "x/y": 0.12345678901234567}\n')  # fmt: skip
    said = new(shop, "data/things.jsonl")
    assert (said["key"], said["event_time"]) == ("id", "at")
    assert list(contract(shop)) == ["id", "zip", "at", "in", "x/y"]
    assert shop.json("show", "raw.things")[0]["in"] == '{"a":[1]}'


def test_without_a_header(shop: Shop) -> None:
    shop.write("data/things.csv", "1,2.5\n2,3.5\n")
    new(shop, "data/things.csv")
    assert list(contract(shop)) == ["column_1", "column_2"]
    assert len(shop.json("show", "raw.things")) == 2


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig", "utf-16-le", "utf-16-be"])
def test_other_encodings(shop: Shop, encoding: str) -> None:
    (shop.root / "data/things.csv").write_bytes("name,n\nJoão,1\nZé,2\n".encode(encoding))
    new(shop, "data/things.csv")
    assert [row["name"] for row in shop.json("show", "raw.things")] == ["João", "Zé"]


@pytest.mark.parametrize("name", [b"J\0o", b"Jo\0\0\0"])
def test_zero_bytes_within_values_are_no_utf_16(shop: Shop, name: bytes) -> None:
    (shop.root / "data/things.csv").write_bytes(b"name,n\n" + name + b",1\nZe,2\n")
    new(shop, "data/things.csv")
    assert [row["name"] for row in shop.json("show", "raw.things")] == [name.decode(), "Ze"]


def test_words_that_yaml_reads_otherwise(shop: Shop) -> None:
    shop.write("data/things.csv", 'no,"a, b",null\nx,y,z\n')
    new(shop, "data/things.csv")
    assert list(shop.json("show", "raw.things")[0]) == ["no", "a, b", "null"]


@pytest.mark.parametrize("name", ["things.tsv", "things.txt", "THINGS.TXT.gz"])
def test_a_csv_by_custom_only(shop: Shop, name: str) -> None:
    text = b"id\tname\n1\ta\n2\tb\n"
    (shop.root / "data" / name).write_bytes(gzip.compress(text) if name.endswith("gz") else text)
    new(shop, f"data/{name}")
    said = f'{{path: {name}, format: csv, options: {{delimiter: "\\t"}}}}'
    assert said in (shop.root / "include/pipelines/things.yaml").read_text()


def test_comments_above_the_header(shop: Shop) -> None:
    shop.write("data/things.csv", "# of the till\n# v2\nid,name\n1,a\n# end\n")
    new(shop, "data/things.csv")
    assert 'options: {comment: "#"}' in (shop.root / "include/pipelines/things.yaml").read_text()
    assert shop.json("show", "raw.things") == [{"id": 1, "name": "a"}]


def test_nothing_is_promised_of_columns_without_values(shop: Shop) -> None:
    shop.write("data/things.csv", "id,name\n")
    new(shop, "data/things.csv")
    assert "required" not in contract(shop)["id"]


def test_of_an_archive_only_the_first_file_is_looked_at(shop: Shop) -> None:
    with zipfile.ZipFile(shop.root / "data/things.csv.zip", "w") as archive:
        archive.writestr("a.csv", "id\n1\n2\n")
        archive.writestr("b.csv", "id\n3\n")
    shop.write("data/things.csv", "id\n1\n")
    packed = shop("new", "pipeline", "packed", "--from", str(shop.root / "data/things.csv.zip"))
    plain = shop("new", "pipeline", "plain", "--from", str(shop.root / "data/things.csv"))
    assert packed.stdout.startswith("the first 2 rows of things.csv.zip: 1 column,"), packed.output
    assert plain.stdout.startswith("all 1 row of things.csv: 1 column,")


def test_nothing_is_overwritten(shop: Shop) -> None:
    result = shop("new", "pipeline", "shop", "--from", str(shop.root / "data/orders/2024-01-01.csv"))
    assert (result.exit_code, "include/pipelines/shop.yaml" in result.stderr) == (1, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("id,name\n1,a\n2,b,c\n3\n", "line 3: 3 values for 2 columns"),
        ("Report of May\nid,name\n1,a\n", "line 2: 2 values for 1 column; `skip_rows` says how many lines stand above"),
        ("id,id\n1,2\n", "'id' twice"),
        ("id,ID\n1,2\n", "has columns 'id' and 'ID'; capitals make no difference"),
        ("id,name\n1,2,3\n", "line 2"),
        ("a,b\n\xe3\x81,1\n", "line 2"),
    ],
)
def test_a_csv_that_cannot_be_read(shop: Shop, text: str, said: str) -> None:
    (shop.root / "data/bad.csv").write_bytes(text.encode("latin-1"))
    result = shop("new", "pipeline", "things", "--from", str(shop.root / "data/bad.csv"))
    assert (result.exit_code, said in result.stderr) == (1, True), result.stderr
    assert not (shop.root / "include/pipelines/things.yaml").exists()


def test_lines_that_are_no_json_are_a_kind_of_failure(shop: Shop) -> None:
    shop.write("data/bad.jsonl", '{"id": 1}\n{broken\n')
    result = shop("new", "pipeline", "things", "--from", str(shop.root / "data/bad.jsonl"))
    assert (result.exit_code, "line 2, column 2" in result.stderr, "[unreadable-file]" in result.stderr) == (
        1,
        True,
        True,
    )


def test_a_file_of_very_many_columns(shop: Shop) -> None:
    names = [f"c{number}" for number in range(1200)]
    shop.write("data/wide.csv", "\n".join((",".join(names), ",".join("1" for _ in names))) + "\n")
    result = shop("new", "pipeline", "wide", "--from", str(shop.root / "data/wide.csv"))
    assert (result.exit_code, "1200 columns" in result.stdout) == (0, True), result.output


@pytest.mark.parametrize(
    ("name", "file"),
    [("A", "orders/2024-01-01.csv"), ("a", "x.xlsx"), ("a", "missing.csv"), ("a" * 300, "orders/2024-01-01.csv")],
)
def test_wrong_usage(shop: Shop, name: str, file: str) -> None:
    shop.write("data/x.xlsx", "")
    assert shop("new", "pipeline", name, "--from", str(shop.root / "data" / file)).exit_code == 2
