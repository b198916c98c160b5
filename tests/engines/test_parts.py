"""What Spark's workers do with files, without Spark: parts of them, each file known by its number."""

import pickle
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pytest
from s3fs import S3FileSystem

from levada.engines.files.dialect import Dialect
from levada.engines.files.landing import Landed, Local, find
from levada.engines.files.matching import promised
from levada.engines.files.remote import Remote
from levada.engines.spark import parts
from levada.engines.spark.firsts import Firsts
from levada.engines.spark.parts import LEAST, MOST, Misread, Told
from levada.lake.ledger import SourceFile
from tests.engines.bench import table

READ = table(id="long", ref="uuid")
HANDED = pa.schema([("id", pa.int64()), ("ref", pa.string())])


def file(size: int) -> Landed:
    return Local("a.csv", Path("a.csv"), SourceFile("file:///a.csv", "sha256:", size), ())


def told(folder: Path, *contents: str) -> Told:
    """Workers are told of so many files, all of them one part."""
    for number, content in enumerate(contents):
        (folder / f"{number}.csv").write_text(content)
    (part,) = parts.parts(enumerate(find(folder, "*.csv")), 100)
    return Told((part,), "csv", Dialect(), promised(READ), HANDED, folder, hidden=False)


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        ((1, 2, 3), [[0, 1, 2]]),
        ((9, 1, 8, 1), [[0], [1, 2], [3]]),
        ((1, 10, 1), [[0], [1], [2]]),
    ],
)
def test_files_are_parted_by_size_in_their_order(sizes: tuple[int, ...], expected: list[list[int]]) -> None:
    made = parts.parts(enumerate(map(file, sizes)), 9)
    assert [[number for number, _ in part] for part in made] == expected


@pytest.mark.parametrize(
    ("sizes", "workers", "expected"),
    [((1, 2), 8, LEAST), ((20 << 20, 20 << 20), 4, 10 << 20), ((MOST,) * 100, 4, MOST)],
)
def test_all_workers_have_something_to_do(sizes: tuple[int, ...], workers: int, expected: int) -> None:
    assert parts.size(sizes, workers) == expected


def test_rows_come_in_types_that_spark_has(tmp_path: Path) -> None:
    ref = UUID(int=1)
    (batch,) = parts.rows(told(tmp_path, f"id,ref\n1,{ref}\n2,\n"), None, 0, dict)
    assert (batch.schema, batch.to_pylist()) == (HANDED, [{"id": 1, "ref": str(ref)}, {"id": 2, "ref": None}])


def test_in_what_a_file_differs_from_the_contract_is_told_with_its_number(tmp_path: Path) -> None:
    found: list[Firsts] = []
    list(parts.rows(told(tmp_path, "id\n1\n", "id,ref,seat\n1,,3A\n"), None, 0, found.append))
    assert found == [{("without", "ref"): (0, "0.csv")}, {("beyond", "seat"): (1, "1.csv")}]


def test_columns_are_told_file_by_file(tmp_path: Path) -> None:
    brought = [row for batch in parts.columns(told(tmp_path, "id\n", "seat,id\n"), None, 0, dict)
               for row in batch.to_pylist()]  # fmt: skip
    schemas = {row["file"]: pa.ipc.read_schema(pa.py_buffer(row["columns"])).names for row in brought}
    assert schemas == {0: ["id"], 1: ["seat", "id"]}


def test_what_cannot_be_read_is_known_by_number_kind_and_words(tmp_path: Path) -> None:
    with pytest.raises(Misread, match=r"^file 1: Permanent: 1\.csv, line 2: column id is 'x', which is no integer"):
        list(parts.rows(told(tmp_path, "id\n1\n", "id\nx\n"), None, 0, dict))


def test_words_that_may_quote_what_is_not_for_everyone_stay_there(tmp_path: Path) -> None:
    gone = replace(told(tmp_path, "id\n1\n"), format="xml", hidden=True)  # type: ignore[arg-type]
    with pytest.raises(Misread, match=r"^file 0: TypeError$"):
        list(parts.rows(gone, None, 0, dict))


def test_nothing_is_left_where_a_part_was_read(tmp_path: Path) -> None:
    said = told(tmp_path, "id\n1\n")
    list(parts.rows(said, None, 0, dict))
    assert [path.name for path in tmp_path.iterdir()] == ["0.csv"]


def test_a_worker_on_another_machine_uses_its_own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "theirs").mkdir()
    monkeypatch.setenv("SPARK_LOCAL_DIRS", f"{tmp_path / 'theirs'},/nowhere")
    said = replace(told(tmp_path, "id\n1\n"), scratch=tmp_path / "absent")
    assert [batch.num_rows for batch in parts.rows(said, None, 0, dict)] == [1]


def test_an_object_travels_without_the_keys_of_its_store(tmp_path: Path) -> None:
    store = S3FileSystem(key="us", secret="hush", skip_instance_cache=True)
    there = Remote("a.csv", SourceFile("s3://b/a.csv", "sha256:", 1), store, tmp_path / "a.csv")
    sent = there.elsewhere(None, tmp_path)
    assert b"hush" in pickle.dumps(there)
    assert b"hush" not in pickle.dumps(sent)
    assert sent.elsewhere(store, tmp_path) == there
