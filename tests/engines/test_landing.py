"""Landed files: their names in the ledger, what is inside, and what cannot be read."""

import gzip
import os
import zipfile
from pathlib import Path

import pytest

from levada.engines.files.landing import find
from levada.engines.files.packing import unpack
from levada.errors import Permanent, Retryable
from levada.runtime.failures import kind


def test_a_file_is_known_by_address_and_content(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"abc")
    found = find(tmp_path, "a.csv")[0].source
    assert (found.url, found.size) == (path.as_uri(), 3)
    assert found.digest == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_missing_file_may_come_later_and_a_folder_is_none(tmp_path: Path) -> None:
    with pytest.raises(Retryable, match=r"b.csv is not there"):
        find(tmp_path, "b.csv")
    with pytest.raises(Permanent, match="is not a file"):
        find(tmp_path.parent, tmp_path.name)


@pytest.mark.parametrize("path", ["in/a.csv", "in/*.csv", "in/**/a.csv"])
def test_a_folder_that_is_shut_is_no_folder_without_files(
    tmp_path: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.setattr(os, "access", lambda folder, rights: folder != tmp_path / "in")
    with pytest.raises(Permanent, match=r"in may not be looked into by this user: change its permissions") as error:
        find(tmp_path, path)
    assert kind(error.value) == "machine"


def test_wildcards_name_files_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv", "c.txt", ".hidden.csv", "2024/02/x.csv", "2024/01/y.csv", "d.csv/z.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert [file.name for file in find(tmp_path, "*.csv")] == ["a.csv", "b.csv"]
    assert [file.name for file in find(tmp_path, "[!b].csv")] == ["a.csv"]
    assert [file.name for file in find(tmp_path, "2024/*/?.csv")] == ["2024/01/y.csv", "2024/02/x.csv"]
    assert [file.name for file in find(tmp_path, "**/*.csv")] == [
        "2024/01/y.csv",
        "2024/02/x.csv",
        "a.csv",
        "b.csv",
        "d.csv/z.csv",
    ]


def test_wildcards_that_match_nothing_may_do_so_later(tmp_path: Path) -> None:
    with pytest.raises(Retryable, match=r"no file matches .*/x/\*\.csv \(yet\)"):
        find(tmp_path, "x/*.csv")


def test_wildcards_in_the_name_of_the_project_are_none(tmp_path: Path) -> None:
    (folder := tmp_path / "[a]").mkdir()
    (folder / "x.csv").touch()
    assert [find(folder, path)[0].path for path in ("x.csv", "*.csv")] == [folder / "x.csv"] * 2


def test_a_file_that_changes_is_to_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n")
    (found,) = find(tmp_path, "a.csv")
    found.same()
    path.write_text("a\n2\n")
    with pytest.raises(Retryable, match="was changed"):
        found.same()


def test_a_change_is_seen_even_if_size_and_time_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a\n1\n")
    (found,), before = find(tmp_path, "a.csv"), path.stat()
    path.write_text("a\n2\n")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(Retryable, match="was changed"):
        found.same()


def test_gzip_is_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"abc"))
    (scratch := tmp_path / "scratch").mkdir()
    assert [(name, path.read_bytes()) for name, path in unpack("a", tmp_path / "a.csv.gz", "csv", scratch)] == [
        ("a", b"abc")
    ]
    assert list(scratch.iterdir()) == []


def test_a_broken_gzip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_bytes(gzip.compress(b"abc")[:-4])
    with pytest.raises(Permanent, match="not a whole gzip file"):
        list(unpack("a", tmp_path / "a.csv.gz", "csv", tmp_path))


def test_the_files_of_a_zip_come_in_their_order(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"2.csv": "b", "__MACOSX/._2.csv": "", "folder/1.csv": "a"})
    assert [(name, plain.read_text()) for name, plain in unpack("a.zip", path, "csv", tmp_path)] == [
        ("a.zip:2.csv", "b"),
        ("a.zip:folder/1.csv", "a"),
    ]


@pytest.mark.parametrize(("members", "message"), [({"a.csv": "", "b.pdf": ""}, "holds b.pdf"), ({}, "holds nothing")])
def test_a_zip_of_something_else_is_refused(tmp_path: Path, members: dict[str, str], message: str) -> None:
    with pytest.raises(Permanent, match=message):
        list(unpack("a.zip", zipped(tmp_path, members), "csv", tmp_path))


def test_a_broken_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK no")
    with pytest.raises(Permanent, match="not a whole zip"):
        list(unpack("a.zip", tmp_path / "a.zip", "csv", tmp_path))


def zipped(folder: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return folder / "a.zip"
