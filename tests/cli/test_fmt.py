"""`levada fmt`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from levada.cli.main import cli
from levada.engines.dbt import lists as listed
from levada.engines.dbt.listing import Listing
from levada.engines.dbt.manifest import Model
from levada.errors import Permanent

TIDY = "apiVersion: levada/v1\nkind: Pipeline\nowner: a\n"
UNTIDY = "kind: Pipeline\napiVersion: levada/v1\nowner: 'a'\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {"a": UNTIDY, "b": TIDY, "broken": "a: [", "other": "kind: Nix\n"}.items():
        path = tmp_path / "include" / "pipelines" / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def levada(root: Path, *said: str) -> Result:
    return CliRunner().invoke(cli, ["--root", str(root), "fmt", *said])


def text(root: Path, name: str) -> str:
    return (root / "include" / "pipelines" / f"{name}.yaml").read_text()


def test_files_are_written(root: Path) -> None:
    found = levada(root)
    assert (found.exit_code, found.stdout) == (0, "include/pipelines/a.yaml\n1 file changed\n")
    assert (text(root, "a"), text(root, "b"), text(root, "broken")) == (TIDY, TIDY, "a: [")
    assert "broken.yaml is left alone: `levada validate` says why\n" in found.stderr
    again = levada(root, "--check")
    assert (again.exit_code, again.stdout) == (1, "0 files would be changed\n")  # for what it cannot read


def test_check_and_diff_change_nothing(root: Path) -> None:
    assert levada(root, "--check").exit_code == 1
    found = levada(root, "--diff")
    assert (found.exit_code, "-owner: 'a'\n+owner: a\n" in found.stdout) == (1, True)
    assert text(root, "a") == UNTIDY


def test_one_file(root: Path) -> None:
    assert levada(root, str(root / "include" / "pipelines" / "b.yaml")).stdout == "0 files changed\n"
    assert text(root, "a") == UNTIDY


DBT = "apiVersion: levada/v1\nkind: Pipeline\nsteps:\n  - id: marts\n    dbt: tag:x   # all of it\n"
MODELS = (
    Model("marts.b", "table", "model.p.b", "models/b.sql", ("raw.a",)),
    Model("marts.c", "table", "model.p.c", "models/c.sql", ("raw.z", "raw.a")),
    Model("marts.v", "view", "model.p.v", "models/v.sql", ("raw.a",)),
)


def test_lists_of_dbt_steps_come_from_dbt(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed, "listing", lambda *_: Listing(MODELS))
    (root / "include/pipelines/b.yaml").write_text(DBT)
    levada(root)
    assert text(root, "b") == f"{DBT}    reads: [raw.a, raw.z]\n    into: [marts.b, marts.c]\n"
    assert levada(root, "--check", str(root / "include/pipelines/b.yaml")).exit_code == 0


def test_lists_that_are_there_stay(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed, "listing", lambda *_: Listing(MODELS))
    (root / "include/pipelines/b.yaml").write_text(f"{DBT}    into: [marts.other, marts.b]\n")
    levada(root)
    assert text(root, "b") == f"{DBT}    reads: [raw.a, raw.z]\n    into: [marts.other, marts.b]\n"


def test_a_selection_that_is_not_known_yet(root: Path) -> None:
    (root / "include/pipelines/b.yaml").write_text(DBT.replace("tag:x", '"${var.which}"'))
    assert "b.yaml" not in levada(root, "--check").stderr


def test_variables_beside_a_selection_do_not_keep_its_lists_away(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listed, "listing", lambda *_: Listing(MODELS))
    step = DBT.replace("tag:x", '{select: tag:x, vars: {full: "${var.full}"}}')
    (root / "include/pipelines/b.yaml").write_text(step)
    levada(root)
    assert text(root, "b") == f"{step}    reads: [raw.a, raw.z]\n    into: [marts.b, marts.c]\n"


def test_dbt_that_cannot_be_asked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_: object) -> Listing:
        raise Permanent("dbt is not there")

    monkeypatch.setattr(listed, "listing", nowhere)
    (root / "include/pipelines/b.yaml").write_text(DBT)
    found = levada(root)
    assert (found.exit_code, text(root, "b")) == (0, DBT)
    assert "b.yaml: reads and into of step 1 are not written: dbt is not there" in found.stderr
