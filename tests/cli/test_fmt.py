"""`levada fmt`."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from levada.cli.main import cli

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
    assert levada(root, "--check").stdout == "0 files would be changed\n"


def test_check_and_diff_change_nothing(root: Path) -> None:
    assert levada(root, "--check").exit_code == 1
    found = levada(root, "--diff")
    assert (found.exit_code, "-owner: 'a'\n+owner: a\n" in found.stdout) == (1, True)
    assert text(root, "a") == UNTIDY


def test_one_file(root: Path) -> None:
    assert levada(root, str(root / "include" / "pipelines" / "b.yaml")).stdout == "0 files changed\n"
    assert text(root, "a") == UNTIDY
