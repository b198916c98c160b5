"""One task, performed."""

import errno
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from levada.engines.files import loading
from levada.errors import Blocked, Permanent, Retryable, Skipped
from levada.intervals import UNITS, on
from levada.plan.actions import Ingest, Python
from levada.plan.conditions import ParamIs
from levada.plan.graph import Output, Task
from levada.plan.run import Run
from levada.plan.tables import Column, Strategy, Table
from levada.runtime import stages
from levada.runtime.evidence import Outcome
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from tests.runtime.tasks import ENVIRONMENT, ROWS, RUN, drafts, entries, ids, land, lenient, record, task

DAY_AFTER = on(date(2024, 1, 2), UNITS["day"], "UTC")


quiet = Listener(str)


def test_rows_are_published_and_counted(tmp_path: Path) -> None:
    land(tmp_path)
    outcome = perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)
    assert (outcome.status, outcome.tables[0].rows, ids(tmp_path)) == ("published", 2, [1, 2])
    assert [result.passed for result in outcome.checks] == [True, True]


def test_rows_are_told_as_they_come(tmp_path: Path) -> None:
    land(tmp_path)
    told: list[tuple[str, int]] = []
    perform(task(), RUN, ENVIRONMENT, tmp_path, Listener(str, passing=lambda *read: told.append(read)))
    assert told == [("raw.t", 2)]


def test_the_same_again_does_nothing(tmp_path: Path) -> None:
    land(tmp_path)
    first = perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)
    again = perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)
    assert (again.status, again.tables[0].snapshot) == ("unchanged", first.tables[0].snapshot)


def test_bad_rows_are_held_back_and_shown(tmp_path: Path) -> None:
    land(tmp_path, ROWS + ",2024-01-01T12:00:00Z\n2,2024-01-01T12:00:00Z\n")
    with pytest.raises(Blocked, match="id_required FAILED: 1 of 4 rows"):
        perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)
    assert (ids(tmp_path), list(drafts(tmp_path)), record(tmp_path)["status"]) == ([], [], "blocked")
    assert {check["check"]: check["count"] for check in record(tmp_path)["checks"]} == {
        "id_required": 1, "id_unique": 1,
    }  # fmt: skip


def test_a_failure_is_not_hidden_by_that_of_its_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("levada.runtime.perform.record", full)
    said: list[str] = []
    with pytest.raises(Retryable, match="land the file"):
        perform(task(), RUN, ENVIRONMENT, tmp_path, Listener(said.append))
    assert "no record of this could be written: No space left on device" in said
    land(tmp_path)
    with pytest.raises(OSError, match="No space left"):
        perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)


def test_uniqueness_is_the_whole_tables(tmp_path: Path) -> None:
    land(tmp_path)
    perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)
    land(tmp_path, "id,at\n2,2024-01-02T00:00:00Z\n", "2024-01-02")
    with pytest.raises(Blocked, match="id_unique FAILED: 1 of 3 rows"):
        perform(task(), Run("r2", DAY_AFTER), ENVIRONMENT, tmp_path, quiet)


def test_a_dataset_that_only_warns_is_published_all_the_same(tmp_path: Path) -> None:
    land(tmp_path, ROWS + "2,2024-01-01T12:00:00Z\n")
    outcome = perform(lenient(task()), RUN, ENVIRONMENT, tmp_path, quiet)
    assert (outcome.status, ids(tmp_path)) == ("published", [1, 2, 2])
    assert [result.passed for result in outcome.checks] == [True, False]


def test_a_file_that_cannot_be_read_leaves_no_draft(tmp_path: Path) -> None:
    land(tmp_path, ROWS + "x,2024-01-01T12:00:00Z\n")
    with pytest.raises(Permanent, match="line 4: column id is 'x', which is no integer"):
        perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)
    assert list(drafts(tmp_path)) == []


def test_a_missing_file_is_worth_another_try(tmp_path: Path) -> None:
    with pytest.raises(Retryable, match=r"t-2024-01-01\.csv"):
        perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)
    assert record(tmp_path)["retryable"] is True


def test_a_lost_connection_is_worth_another_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    land(tmp_path)

    def lost(*_: object) -> None:
        raise ConnectionResetError("gone")

    monkeypatch.setattr(loading, "find", lost)
    with pytest.raises(Retryable, match="gone"):
        perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)


def test_whoever_asks_is_told_how_it_ended(tmp_path: Path) -> None:
    ends: list[Outcome] = []
    with pytest.raises(Retryable):
        perform(task(), RUN, ENVIRONMENT, tmp_path, Listener(str, ended=ends.append))
    land(tmp_path)
    perform(task(), RUN, ENVIRONMENT, tmp_path, Listener(str, ended=ends.append))
    assert [end.status for end in ends] == ["failed", "published"]


def test_rows_need_not_travel_with_the_outcome(tmp_path: Path) -> None:
    ends: list[Outcome] = []
    land(tmp_path, ROWS + "2,2024-01-01T12:00:00Z\n")
    with pytest.raises(Blocked):
        perform(task(), RUN, ENVIRONMENT, tmp_path, Listener(str, ended=ends.append))
    assert ends[0].as_json()["checks"][1]["sample"]
    assert "sample" not in ends[0].as_json(samples=False)["checks"][1]


def test_a_changed_file_is_refused_for_append(tmp_path: Path) -> None:
    land(tmp_path)
    perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)
    land(tmp_path, ROWS + "3,2024-01-01T12:00:00Z\n")
    with pytest.raises(Permanent, match=r"levada rollback raw\.t"):
        perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)
    assert ids(tmp_path) == [1, 2]


@pytest.mark.parametrize("strategy", ["merge", "delete+insert"])
def test_a_changed_file_is_merged_anew(tmp_path: Path, strategy: str) -> None:
    land(tmp_path)
    perform(task(strategy), RUN, ENVIRONMENT, tmp_path, quiet)
    land(tmp_path, "id,at\n2,2024-01-01T12:00:00Z\n7,2024-01-01T12:00:00Z\n")
    assert perform(task(strategy), RUN, ENVIRONMENT, tmp_path, quiet).status == "published"
    assert perform(task(strategy), RUN, ENVIRONMENT, tmp_path, quiet).status == "unchanged"
    assert (ids(tmp_path), entries(tmp_path)) == ([1, 2, 7], [("raw_t", "r1", 2)])


def test_of_many_files_append_loads_the_new_ones(tmp_path: Path) -> None:
    said: list[str] = []
    land(tmp_path)
    perform(many(), RUN, ENVIRONMENT, tmp_path, quiet)
    land(tmp_path, "id,at\n3,2024-01-02T12:00:00Z\n", "2024-01-02")
    again = perform(many(), RUN, ENVIRONMENT, tmp_path, Listener(said.append))
    assert (ids(tmp_path), [Path(file.url).name for file in again.files]) == ([1, 2, 3], ["t-2024-01-02.csv"])
    assert said[1] == "loading 1 of the 2 files that match"
    assert perform(many(), RUN, ENVIRONMENT, tmp_path, quiet).status == "unchanged"


def test_of_many_files_a_changed_one_is_refused_by_name(tmp_path: Path) -> None:
    land(tmp_path)
    perform(many(), RUN, ENVIRONMENT, tmp_path, quiet)
    land(tmp_path, "id,at\n3,2024-01-02T12:00:00Z\n", "2024-01-02")
    land(tmp_path, ROWS + "4,2024-01-01T12:00:00Z\n")
    with pytest.raises(Permanent, match=r"t-2024-01-01\.csv was loaded by run r1 with another content"):
        perform(many(), RUN, ENVIRONMENT, tmp_path, quiet)


def test_the_other_strategies_load_all_of_many_files(tmp_path: Path) -> None:
    land(tmp_path)
    perform(many("replace"), RUN, ENVIRONMENT, tmp_path, quiet)
    land(tmp_path, "id,at\n3,2024-01-02T12:00:00Z\n", "2024-01-02")
    again = perform(many("replace"), RUN, ENVIRONMENT, tmp_path, quiet)
    assert (ids(tmp_path), len(again.files)) == ([1, 2, 3], 2)


def many(strategy: Strategy = "append") -> Task:
    """The task with all files that match."""
    return replace(task(strategy), action=Ingest("t-*.csv", "csv"))


@pytest.mark.parametrize("strategy", ["replace", "insert_overwrite"])
def test_a_changed_file_is_loaded_again_by_the_others(tmp_path: Path, strategy: str) -> None:
    land(tmp_path)
    perform(task(strategy), RUN, ENVIRONMENT, tmp_path, quiet)
    land(tmp_path, "id,at\n7,2024-01-01T12:00:00Z\n")
    perform(task(strategy), RUN, ENVIRONMENT, tmp_path, quiet)
    assert (ids(tmp_path), entries(tmp_path)) == ([7], [("raw_t", "r1", 1)])


def test_an_interval_without_rows_replaces_what_was_there(tmp_path: Path) -> None:
    land(tmp_path)
    perform(task("insert_overwrite"), RUN, ENVIRONMENT, tmp_path, quiet)
    land(tmp_path, "id,at\n")
    perform(task("insert_overwrite"), RUN, ENVIRONMENT, tmp_path, quiet)
    assert ids(tmp_path) == []


def test_a_draft_of_a_killed_attempt_is_taken_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    land(tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(stages, "publish", _interrupted)
        with pytest.raises(KeyboardInterrupt):
            perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)
    said: list[str] = []
    perform(task(), RUN, ENVIRONMENT, tmp_path, Listener(said.append))
    assert said[1].startswith("written by an attempt that did not end")
    assert (ids(tmp_path), list(drafts(tmp_path))) == ([1, 2], [])


def _interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_log_tells_what_is_done_for_when_from_what_and_what_came_of_it(tmp_path: Path) -> None:
    land(tmp_path)
    said: list[str] = []
    perform(task(), RUN, ENVIRONMENT, tmp_path, Listener(said.append))
    assert said[0].startswith(f"p.raw_t, {RUN.interval}: ingest by embedded, files ")
    assert said[1].startswith("file ")
    assert "2 rows" in said[2]
    assert "1 file" in said[2]


@pytest.mark.parametrize(("only_warns", "weight"), [(False, "error"), (True, "warning")])
def test_a_check_that_failed_stands_out_and_is_said_once(tmp_path: Path, only_warns: bool, weight: str) -> None:
    land(tmp_path, ROWS + "2,2024-01-01T12:00:00Z\n")
    said: list[str] = []
    stood_out: list[tuple[str, str]] = []
    with suppress(Blocked):
        step = lenient(task()) if only_warns else task()
        perform(step, RUN, ENVIRONMENT, tmp_path, Listener(said.append, found=lambda *line: stood_out.append(line)))
    assert stood_out[0] == (weight, "raw.t: check id_unique FAILED: 1 of 3 rows (mustBe 0)")
    assert {at for at, _ in stood_out} == {weight}
    assert not {line for _, line in stood_out} & set(said)
    assert any("check id_required passed" in line for line in said)


def test_whom_nobody_listens_to_for_failed_checks_says_them_as_all_else(tmp_path: Path) -> None:
    land(tmp_path, ROWS + "2,2024-01-01T12:00:00Z\n")
    said: list[str] = []
    perform(lenient(task()), RUN, ENVIRONMENT, tmp_path, Listener(said.append))
    assert sum("check id_unique FAILED" in line for line in said) == 1


def test_what_a_job_loses_by_rounding_stays_in_the_evidence(tmp_path: Path) -> None:
    (tmp_path / "spark_jobs").mkdir()
    (tmp_path / "spark_jobs/job.py").write_text("import pyarrow as pa\ndef f(): return pa.table({'v': [0.5, 1.005]})\n")
    into = (Output("m.a", Table("m.a", (Column("v", "decimal(10, 2)"),))),)
    outcome = perform(replace(task(), action=Python("job", "f"), into=into), RUN, ENVIRONMENT, tmp_path, quiet)
    (note,) = outcome.notes
    assert note.startswith(
        "m.a: column v is decimal(10, 2), and its rows are double: 1 value was rounded, by up to 0.00"
    )


def test_a_log_tells_why_a_step_was_skipped(tmp_path: Path) -> None:
    said: list[str] = []
    with pytest.raises(Skipped):
        perform(replace(task(), when=ParamIs("mode", '"full"')), RUN, ENVIRONMENT, tmp_path, Listener(said.append))
    assert said[1] == 'skipped: only when param mode is "full"'
    assert "()" not in said[2]


def test_a_log_has_no_line_for_each_file_that_is_opened(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    land(tmp_path)
    with caplog.at_level("INFO"):
        perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)
    assert "Loaded FileIO" not in caplog.text
