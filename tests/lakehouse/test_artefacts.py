"""Files of a Maven repository: whole, known by their content, gone on with where they were cut off."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from levada.errors import Permanent, Retryable
from levada.lakehouse.artefacts import VARIABLE, Artefact, fetched
from tests.lakehouse.repository import Repository, repository

CONTENT = bytes(range(256)) * 40
ARTEFACT = Artefact("org.example", "thing", "1", hashlib.sha256(CONTENT).hexdigest())


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with repository() as running:
        running.files[ARTEFACT.path] = CONTENT
        monkeypatch.setenv(VARIABLE, f"{running.address}/")
        yield running


def test_a_file_is_fetched_once(served: Repository, tmp_path: Path) -> None:
    assert fetched(ARTEFACT, tmp_path).read_bytes() == CONTENT
    assert fetched(ARTEFACT, tmp_path) == tmp_path / "thing-1.jar"
    assert served.asked == [None]


def test_what_was_cut_off_is_gone_on_with(served: Repository, tmp_path: Path) -> None:
    served.cut = 3000
    assert fetched(ARTEFACT, tmp_path).read_bytes() == CONTENT
    assert served.asked == [None, "bytes=3000-", "bytes=6000-", "bytes=9000-"]


def test_a_later_call_goes_on_too(served: Repository, tmp_path: Path) -> None:
    served.cut = 1000
    with pytest.raises(Retryable, match=r"cut off.*goes on from there.*org\.example:thing:1:jar"):
        fetched(ARTEFACT, tmp_path)
    served.cut = None
    assert fetched(ARTEFACT, tmp_path).read_bytes() == CONTENT
    assert served.asked[-1] == "bytes=4000-"


def test_another_file_is_refused_and_not_kept(served: Repository, tmp_path: Path) -> None:
    served.files[ARTEFACT.path] = b"another"
    with pytest.raises(Permanent, match=r"delivers another file than org\.example:thing:1:jar"):
        fetched(ARTEFACT, tmp_path)
    assert not list(tmp_path.glob("thing*"))


def test_a_file_that_rotted_is_fetched_again(served: Repository, tmp_path: Path) -> None:
    (tmp_path / "thing-1.jar").write_bytes(b"rotten")
    assert fetched(ARTEFACT, tmp_path).read_bytes() == CONTENT


def test_what_is_not_there_is_said_with_its_cure(served: Repository, tmp_path: Path) -> None:
    served.files.clear()
    with pytest.raises(Retryable, match=rf"HTTP 404.*\${VARIABLE}"):
        fetched(ARTEFACT, tmp_path)
    assert len(served.asked) == 1


def test_what_maven_has_fetched_is_found(served: Repository, tmp_path: Path) -> None:
    theirs = tmp_path / "home" / ".m2" / "repository" / ARTEFACT.path
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(CONTENT)
    assert (fetched(ARTEFACT, tmp_path), served.asked) == (theirs, [])
