"""Foreign keys of a step: looked up in what is published, remembered, and no reason to do the step again."""

from dataclasses import replace
from pathlib import Path

import pytest

from levada.errors import Blocked
from levada.plan.actions import Ingest
from levada.plan.checks import Check
from levada.plan.graph import Task
from levada.plan.measures import OrphanValues
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from tests.runtime.tasks import ENVIRONMENT, RUN, ids, land, task

KNOWN = Check("known", OrphanValues(("id",), "raw.u", ("id",)))


quiet = Listener(str)


def referring() -> Task:
    """The small task, whose ids are those of `raw.u`."""
    (output,) = task("replace").into
    return replace(task("replace"), into=(replace(output, table=replace(output.table, checks=(KNOWN,))),))


def other(root: Path, rows: str) -> None:
    """Publish `raw.u`."""
    (root / "data").mkdir(exist_ok=True)
    (root / "data/u.csv").write_text(rows)
    fills = replace(task("replace", "raw.u"), step="raw_u", action=Ingest("u.csv", "csv"))
    perform(fills, RUN, ENVIRONMENT, root, quiet)


def test_rows_wait_for_what_they_refer_to(tmp_path: Path) -> None:
    land(tmp_path)
    with pytest.raises(Blocked, match="known"):
        perform(referring(), RUN, ENVIRONMENT, tmp_path, quiet)
    other(tmp_path, "id,at\n1,2024-01-01T10:00:00Z\n2,2024-01-01T10:00:00Z\n")
    outcome = perform(referring(), RUN, ENVIRONMENT, tmp_path, quiet)
    assert (outcome.status, ids(tmp_path)) == ("published", [1, 2])
    ((dataset, snapshot),) = outcome.inputs
    assert (dataset, snapshot is None) == ("raw.u", False)


def test_a_step_is_not_done_again_because_what_it_refers_to_has_changed(tmp_path: Path) -> None:
    land(tmp_path)
    other(tmp_path, "id,at\n1,2024-01-01T10:00:00Z\n2,2024-01-01T10:00:00Z\n")
    perform(referring(), RUN, ENVIRONMENT, tmp_path, quiet)
    other(tmp_path, "id,at\n9,2024-01-01T10:00:00Z\n")
    assert perform(referring(), RUN, ENVIRONMENT, tmp_path, quiet).status == "unchanged"
