"""`levada init`: a project that runs at once."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from levada.cli.init import SAYS, SCHEMA, STARTER
from levada.cli.main import cli

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "shop"


def levada(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--root", str(folder), *arguments])


def init(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(cli, ["init", str(folder), *arguments])


def test_what_it_makes_runs_at_once(folder: Path) -> None:
    assert init(folder).exit_code == 0
    assert levada(folder, "validate").stdout.startswith("fine: 1 pipeline")
    assert levada(folder, "run", "orders").exit_code == 0
    rows = json.loads(levada(folder, "show", "raw.orders", "--format", "json").stdout)
    assert [row["postcode"] for row in rows][:3] == ["9000-042", "9050-001", None]


def test_it_says_what_to_type_next(folder: Path) -> None:
    said = init(folder).stdout
    assert all(line in said for line in (f"cd {folder}", "levada validate", "levada run orders"))


def test_every_file_of_the_starter_is_named_and_there(folder: Path) -> None:
    init(folder)
    there = {path.relative_to(STARTER).as_posix() for path in STARTER.rglob("*") if path.is_file()}
    assert (
        there | {SCHEMA}
        == set(SAYS)
        == {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    )


def test_nothing_is_overwritten(folder: Path) -> None:
    (folder / "data").mkdir(parents=True)
    (folder / "data/orders.csv").write_text("mine\n")
    result = init(folder)
    assert (result.exit_code, "data/orders.csv" in result.stderr) == (1, True)
    assert [path.name for path in folder.rglob("*") if path.is_file()] == ["orders.csv"]


@pytest.mark.parametrize("name", [".gitignore", SCHEMA])
def test_what_is_theirs_is_kept(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_text("mine\n")
    assert json.loads(init(folder, "--format", "json").stdout)["kept"] == [name]
    assert (folder / name).read_text() == "mine\n"


def test_editors_find_the_language_of_this_release(folder: Path) -> None:
    init(folder)
    assert (folder / SCHEMA).read_text() == levada(folder, "schema").stdout
    for name in ("pipelines/orders.yaml", "environments/local.yaml"):
        file = folder / "include" / name
        first = file.read_text().partition("\n")[0]
        said = first.removeprefix("# yaml-language-server: $schema=")
        assert (file.parent / said).resolve() == (folder / SCHEMA).resolve()


def test_a_second_time_changes_nothing(folder: Path) -> None:
    init(folder)
    assert json.loads(init(folder, "--format", "json").stdout)["made"] == []


def test_where_nothing_can_be_made(folder: Path) -> None:
    folder.mkdir()
    (folder / "include").write_text("a file\n")
    result = init(folder)
    assert (result.exit_code, "take another folder" in result.stderr) == (1, True)


def test_the_loader_is_the_repositorys_own() -> None:
    assert (STARTER / "dags/levada.py").read_text() == (REPOSITORY / "dags/levada.py").read_text()
