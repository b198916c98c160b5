"""Every failure of a run has a kind, which follows from where it was raised."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from levada.errors import LevadaError
from levada.runtime.failures import FAILURES, PLACES, RETRYABLE, kind
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from tests.runtime.tasks import ENVIRONMENT, RUN, land, record, task

ROOT = Path(__file__).parents[2] / "plugins" / "levada"
RAISED = {"Permanent", "Retryable"}


def raising() -> Iterator[str]:
    """Modules that make errors of runs."""
    for layer in ("lake", "engines", "runtime", "plan"):
        for file in sorted((ROOT / layer).rglob("*.py")):
            calls = (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
            if any(isinstance(call.func, ast.Name) and call.func.id in RAISED for call in calls):
                yield ".".join(file.relative_to(ROOT).with_suffix("").parts)


@pytest.mark.parametrize("module", tuple(raising()))
def test_whatever_is_raised_has_a_kind(module: str) -> None:
    assert any(module == place or module.startswith(f"{place}.") for place in PLACES)


def test_every_kind_is_somewhere_and_has_a_page() -> None:
    assert {*PLACES.values(), *RETRYABLE.values()} == set(FAILURES)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (None, "missing-file"),
        ("id,at\n1,yesterday\n", "unreadable-file"),
        ("id,at\n,2024-01-01T10:00:00Z\n", "failed-checks"),
    ],
)
def test_a_steps_record_has_it(tmp_path: Path, rows: str | None, expected: str) -> None:
    if rows:
        land(tmp_path, rows)
    with pytest.raises(LevadaError) as error:
        perform(task(), RUN, ENVIRONMENT, tmp_path, Listener(lambda _: None))
    assert (kind(error.value), record(tmp_path)["error_id"]) == (expected, expected)


def test_what_nobody_raised_has_none() -> None:
    assert kind(LevadaError("x")) == ""


@pytest.mark.parametrize("place", [*PLACES, *RETRYABLE])
def test_every_place_is_there(place: str) -> None:
    path = ROOT.joinpath(*place.split("."))
    inside = path.parent.with_suffix(".py")
    function = inside.is_file() and f"def {path.name}(" in inside.read_text()
    assert path.is_dir() or path.with_suffix(".py").is_file() or function
