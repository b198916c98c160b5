"""Words that are called otherwise by now."""

from pathlib import Path

import pytest

from levada import __version__
from levada.errors import SpecError
from levada.spec import renames
from levada.spec.dataset import Dataset, Write
from levada.spec.environment import Environment
from levada.spec.migration import migrated
from levada.spec.parsing import parse
from levada.spec.pipeline import Pipeline
from levada.spec.reader import read
from levada.spec.renames import RENAMES, Rename, renamed
from levada.spec.schedule import DefaultArgs

WORDS = (
    Rename(Dataset, "partition_by", "partitioning", "0.2"),
    Rename(DefaultArgs, "retry_wait", "retry_delay", "0.2"),
    Rename(Write, "overwrite", "replace", "0.2", under="strategy"),
)
HEAD = "apiVersion: levada/v1\nkind: Pipeline\n"
OLD = f"""{HEAD}\
default_args: {{retry_wait: 5m}}   # not at once
steps:
  - ingest: {{files: a.csv}}
    into: raw.a
    retry_wait: 1m
datasets:
  raw.a: {{partition_by: [day(at)], write: overwrite, contract: [{{name: at, logicalType: timestamp}}]}}
"""
NEW = OLD.replace("retry_wait", "retry_delay").replace("partition_by", "partitioning").replace("overwrite", "replace")


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renames, "RENAMES", WORDS)


def written(root: Path, text: str, file: str = "pipelines/p.yaml") -> Path:
    (root / "include" / file).parent.mkdir(parents=True, exist_ok=True)
    (root / "include" / file).write_text(text)
    return root


def test_an_old_word_means_what_the_new_one_means(tmp_path: Path) -> None:
    old, new = read(written(tmp_path, OLD)), read(written(tmp_path, NEW))
    assert old.pipelines == new.pipelines
    assert new.warnings == ()


def test_each_is_a_warning_with_its_place_and_cure(tmp_path: Path) -> None:
    found = read(written(tmp_path, OLD)).warnings
    assert [(one.line, one.column, one.path) for one in found] == [
        (3, 16, "default_args.retry_wait"), (7, 5, "steps.0.retry_wait"),
        (9, 11, "datasets.raw.a.partition_by"), (9, 43, "datasets.raw.a.write"),
    ]  # fmt: skip
    assert (
        str(found[0])
        .splitlines()[0]
        .endswith("warning: `retry_wait` is called `retry_delay` since 0.2, and refused from 0.4 on [renamed]")
    )
    assert {one.hint for one in found} == {"`levada migrate` rewrites it"}


def test_mistakes_beside_it_keep_their_places(tmp_path: Path) -> None:
    with pytest.raises(SpecError) as wrong:
        read(written(tmp_path, OLD.replace("day(at)", "day(when)")))
    assert [(one.severity, one.line, one.column) for one in wrong.value.problems][-2:] == [
        ("error", 9, 26), ("warning", 9, 45),
    ]  # fmt: skip


def test_both_words_at_once_are_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="unknown key `retry_wait`"):
        read(written(tmp_path, OLD.replace("retry_wait: 1m", "retry_wait: 1m\n    retry_delay: 1m")))


def test_files_are_rewritten_with_their_comments() -> None:
    source = parse("", OLD.encode())
    assert migrated(source, renamed(Pipeline, source)) == NEW


def test_words_of_an_override_are_those_of_what_it_sets(tmp_path: Path) -> None:
    text = (
        "apiVersion: levada/v1\nkind: Environment\noverrides:\n"
        "  - {id: a, select: {kind: Step}, set: {retry_wait: 1m}}\n"
        "  - {id: b, select: {kind: Dataset}, set: {write: {strategy: overwrite}}}\n"
    )
    source = parse("", text.encode())
    after = migrated(source, renamed(Environment, source))
    assert after == text.replace("retry_wait", "retry_delay").replace("overwrite", "replace")
    written(tmp_path, text, "environments/local.yaml")
    project = read(written(tmp_path, NEW.replace("    retry_delay: 1m\n", "")))
    assert (project.pipelines["p"].steps[0].retry_delay, len(project.warnings)) == (60, 2)


def test_the_same_word_elsewhere_is_another() -> None:
    source = parse("", f"{HEAD}steps:\n  - {{spark: a, with: {{retry_wait: overwrite}}, into: raw.a}}\n".encode())
    assert renamed(Pipeline, source) == {}


def test_none_is_read_for_longer_than_promised() -> None:
    major, minor = map(int, __version__.split(".")[:2])
    assert all((major, minor) < tuple(map(int, word.gone.split("."))) for word in RENAMES)
