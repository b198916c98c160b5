"""The wheel, as somebody gets it who has nothing else: base dependencies only, no Airflow, no engines."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from uv import find_uv_bin

REPOSITORY = Path(__file__).resolve().parents[2]
MINOR = f"{sys.version_info.major}.{sys.version_info.minor}"
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
"""As it was before any test changed it: the package client looks for its cache at home."""


def run(*command: str | Path, cwd: Path) -> str:
    """What a process printed, errors included; a process that fails is a failed test."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder, cwd=REPOSITORY)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def levada(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed into an environment of its own."""
    return installed(str(wheel), tmp_path_factory.mktemp("environment"))


def installed(requirement: str, place: Path) -> Path:
    """The command, from a new environment that holds a requirement and what it asks for."""
    uv, constraints = find_uv_bin(), REPOSITORY / ".ci" / "constraints" / f"python{MINOR}.txt"
    run(uv, "venv", "--python", sys.executable, "venv", cwd=place)
    run(uv, "pip", "install", "--python", place / "venv", "--constraint", constraints, requirement, cwd=place)
    return place / "venv" / "bin" / "levada"


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


def test_a_new_project_runs_at_once(wheel: Path, tmp_path: Path) -> None:
    levada = installed(f"levada[local] @ {wheel.as_uri()}", tmp_path)
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
