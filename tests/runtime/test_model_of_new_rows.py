"""Whatever appends, rewrites, kills and rollbacks happen: after a run that ends, each row has come once."""

from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from levada.lake.history import history
from levada.lake.publication import rollback
from levada.runtime import stages
from tests.lake.bench import NAME, compact, lake_in
from tests.runtime.test_position import add, rows, run

FILLED = "mart.events"
WORDS = ["append", "nothing", "rewrite", "rewrite filled", "run", "killed", "rollback", "reload"]
ACTS = st.lists(st.sampled_from(WORDS), max_size=8)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=ACTS)
def test_each_row_comes_once(tmp_path_factory: pytest.TempPathFactory, acts: list[str]) -> None:
    with TemporaryDirectory(dir=tmp_path_factory.getbasetemp()) as folder:
        root, numbers = Path(folder), count(1)
        add(root, 0)
        run(root, name="first")
        for act in [*acts, "run"]:
            number = next(numbers)
            _do(act, root, number)
            if act in ("run", "reload"):
                assert rows(root, FILLED) == rows(root, NAME)


def _do(act: str, root: Path, number: int) -> None:
    match act:
        case "append":
            add(root, number)
        case "nothing":
            add(root, name=f"nothing {number}")
        case "rewrite" | "rewrite filled":
            compact(lake_in(root), NAME if act == "rewrite" else FILLED)
        case "run" | "reload":
            run(root, name=f"run {number}", reload=act == "reload")
        case "killed":
            with patch.object(stages, "publish", side_effect=KeyboardInterrupt):
                _dies(root)
        case "rollback":
            versions = [version.snapshot for version in history(lake_in(root), FILLED)]
            rollback(lake_in(root), FILLED, versions[number % len(versions)])


def _dies(root: Path) -> None:
    """An attempt at a run that is made several times. It has nothing to publish where nothing is new."""
    try:
        run(root, name="killed")
    except KeyboardInterrupt:
        return
