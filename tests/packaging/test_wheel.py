"""The wheel, as somebody gets it who has nothing else: base dependencies only, no Airflow, no engines."""

import sys
import zipfile
from pathlib import Path

import pytest

from tests import installation
from tests.installation import installed, run


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return installation.wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def levada(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed into an environment of its own."""
    return installed(str(wheel), tmp_path_factory.mktemp("environment")) / "levada"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The ten lines of the README and the environment that is there without a file."""
    specs = tmp_path / "include" / "pipelines"
    specs.mkdir(parents=True)
    (specs / "airlines.yaml").write_text(
        "apiVersion: levada/v1\nkind: Pipeline\nsteps:\n  - ingest: {files: airlines.csv}\n    into: raw.airlines\n"
        "datasets:\n  raw.airlines:\n    contract: [{name: carrier, logicalType: string, required: true}]\n"
    )
    return tmp_path


def test_the_wheel_holds_the_package_and_its_licence_only(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0].partition("-")[0] for name in names} == {"levada"}
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_airflow_finds_the_plugin_by_its_entry_point(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (file,) = (name for name in archive.namelist() if name.endswith("entry_points.txt"))
    told = archive.read(file).decode()
    assert "[airflow.plugins]\nlevada = levada.targets.airflow.plugin:LevadaPlugin" in told


def test_help_needs_base_dependencies_only(levada: Path, tmp_path: Path) -> None:
    assert "validate" in run(levada, "--help", cwd=tmp_path)


def test_specs_are_validated_and_explained_without_engines(levada: Path, project: Path) -> None:
    assert "fine: 1 pipeline with 1 step" in run(levada, "validate", cwd=project)
    assert "raw_airlines: ingest by embedded" in run(levada, "explain", cwd=project)


def test_without_dbt_its_steps_are_not_compared_and_that_is_said_once(levada: Path, project: Path) -> None:
    steps = "".join(f"  - {{dbt: m{n}, into: [m.m{n}]}}\n" for n in range(2))
    (project / "include/pipelines/marts.yaml").write_text(f"apiVersion: levada/v1\nkind: Pipeline\nsteps:\n{steps}")
    said = run(levada, "validate", cwd=project)
    assert said.count("no dbt step is compared with its models") == 1
    assert "cure: pip install 'levada[dbt]'" in said


def test_a_new_project_runs_at_once(wheel: Path, tmp_path: Path) -> None:
    levada = installed(f"levada[local] @ {wheel.as_uri()}", tmp_path) / "levada"
    run(levada, "init", "shop", cwd=tmp_path)
    for command in ("validate", "explain", "run orders"):
        run(levada, *command.split(), cwd=tmp_path / "shop")
    assert "Ana Freitas" in run(levada, "show", "raw.orders", cwd=tmp_path / "shop")


def test_every_command_explains_itself_without_airflow(tmp_path: Path) -> None:
    code = (
        "import sys; from importlib import import_module; from levada.cli.main import Commands\n"
        "import levada.runtime.perform\n"
        "for module in Commands.table.values(): import_module(module)\n"
        "print([m for m in sys.modules if m.startswith('airflow')])"
    )
    assert run(sys.executable, "-c", code, cwd=tmp_path).strip() == "[]"
