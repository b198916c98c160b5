"""What dbt has read of a project is kept: used where nothing has changed, and never where something has."""

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from levada.engines.dbt import build, parsing
from levada.engines.dbt.parsing import FILE, remembered
from levada.errors import Blocked
from levada.lake.drafts import Writer
from levada.plan.actions import Dbt
from levada.plan.graph import Output, Read
from levada.plan.tables import Table
from tests.engines.bench import Bench, mark, table

READS, INTO = (Read("flights", "raw.flights"),), Output("m", Table("main.m"))
TESTS = "models: [{name: m, columns: [{name: n, data_tests: [%s]}]}]"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Of each build, whether dbt had to read the project."""
    found: list[bool] = []

    def watched(command: list[str], copied: Path, *rest: Any) -> int:
        code = run(command, copied, *rest)
        found.append("Nothing changed, skipping partial parsing" not in (copied.parent / "logs/dbt.log").read_text())
        return code

    run = build.run
    monkeypatch.setattr(build, "run", watched)
    return found


def built(bench: Bench, run: str) -> None:
    bench.prepare(Dbt("m"), INTO, reads=READS).write(Writer(bench.lake, mark(run)))


def test_what_has_not_changed_is_not_read_again_and_a_new_test_is_always_seen(bench: Bench, read: list[bool]) -> None:
    bench.fill(table(n="int"), pa.table({"n": [1, None]}))
    bench.file("dbt_project/dbt_project.yml", "name: demo\nversion: 1.0.0\n")
    bench.file("dbt_project/models/m.sql", "select n from {{ source('raw', 'flights') }}")
    file = bench.file("dbt_project/models/m.yml", TESTS % "unique")
    built(bench, "first")
    built(bench, "second")
    assert read == [True, False]
    then = file.stat()
    file.write_text(TESTS % "not_null")
    os.utime(file, ns=(then.st_atime_ns, then.st_mtime_ns))  # by which dbt alone would know
    with pytest.raises(Blocked, match="not_null_m_n"):
        built(bench, "third")


def test_contents_and_variables_make_the_difference_and_only_the_latest_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parsing, "KEPT", 3)
    numbers = iter(range(99))

    def lent(text: str, **variables: str) -> str:
        copied, target = tmp_path / "project", tmp_path / f"target{next(numbers)}"
        copied.mkdir(exist_ok=True)
        (copied / "a.sql").write_text(text)
        with remembered(tmp_path, copied, target, variables):
            found = (target / FILE).read_text() if (target / FILE).exists() else ""
            (target / FILE).write_text(f"{text} {variables}")
        return found

    assert [lent("a"), lent("a"), lent("b"), lent("a", day="1"), lent("a")] == ["", "a {}", "", "", "a {}"]
    lent("c")
    assert [lent("a"), lent("b")] == ["a {}", ""]


def test_a_build_that_was_broken_off_leaves_nothing(tmp_path: Path) -> None:
    def broken_off() -> None:
        with remembered(tmp_path, tmp_path / "project", tmp_path / "target", {}):
            (tmp_path / "target" / FILE).write_text("half")
            raise KeyboardInterrupt

    (tmp_path / "project").mkdir()
    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert not (tmp_path / ".levada").exists()
