"""The code of a job: its digest changes with what the job imports, and with nothing else."""

from pathlib import Path

import pytest

from levada.engines.functions.modules import digest, file_of
from levada.errors import Permanent


def folder(root: Path, **files: str) -> Path:
    for name, text in files.items():
        path = root / f"{name.replace('__', '/')}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return root


@pytest.mark.parametrize("statement", ["import shared.words", "from shared import words", "from shared.words import x"])
def test_an_imported_module_counts(tmp_path: Path, statement: str) -> None:
    before = digest(folder(tmp_path, job=f"def f():\n    {statement}\n", shared__words="x = 1"), "job")
    assert digest(folder(tmp_path, shared__words="x = 2"), "job") != before


def test_relative_imports_are_followed(tmp_path: Path) -> None:
    before = digest(folder(tmp_path, a__b="from . import c\nfrom .d import e\n", a__c="1", a__d="1"), "a.b")
    changed = digest(folder(tmp_path, a__d="2"), "a.b")
    assert len({before, changed, digest(folder(tmp_path, a__c="2"), "a.b")}) == 3


def test_other_jobs_do_not_count(tmp_path: Path) -> None:
    before = digest(folder(tmp_path, job="import os\n", other="x = 1"), "job")
    assert digest(folder(tmp_path, other="x = 2"), "job") == before


def test_a_name_too_long_for_a_file_is_that_of_none(tmp_path: Path) -> None:
    assert file_of(tmp_path, "x" * 300) is None


def test_a_missing_or_broken_job_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"spark_jobs/job\.py is not there"):
        digest(tmp_path / "spark_jobs", "job")
    with pytest.raises(Permanent, match=r"job\.py:2: "):
        digest(folder(tmp_path, job="x = 1\ndef"), "job")
