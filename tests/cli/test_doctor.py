"""`levada doctor`: what is missing is named, with a cure; nothing is changed."""

import importlib
import json
import os
import shlex
import subprocess
import sys
import time
from collections import namedtuple
from pathlib import Path

import pytest

from levada.cli.examine import lake, machine
from levada.cli.examine.airflow import BUNDLES, airflow
from levada.cli.examine.roles import roles
from levada.lake import races
from levada.plan.graph import Grant, Plan
from tests.airflow_elsewhere import forget
from tests.cli.shop import SHOP, Shop


def doctor(shop: Shop) -> dict[str, dict]:
    return {finding["subject"]: finding for finding in shop.json("doctor")}


@pytest.fixture(autouse=True)
def _no_airflow_of_the_machines(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    forget(monkeypatch, tmp_path / "nowhere")


@pytest.fixture
def loaded(shop: Shop) -> Shop:
    shop.write("dags/levada.py", "from levada.targets.airflow.loader import dags\n")
    return shop


def test_where_nothing_is_wrong(loaded: Shop) -> None:
    loaded("run", "shop", "--date", "2024-01-01")
    result = loaded("doctor")
    assert (result.exit_code, "problem" in result.stdout) == (0, False), result.stdout
    assert "catalogue: answers: 2 tables" in result.stdout


def test_a_problem_is_one_and_has_a_cure(loaded: Shop) -> None:
    (loaded.root / "data").rename(loaded.root / "moved")
    result = loaded("doctor")
    assert result.exit_code == 1
    assert "problem  landing: data/ is not there\n         cure: " in result.stdout


def test_wrong_specs_are_left_to_validate(loaded: Shop) -> None:
    loaded.write("include/pipelines/shop.yaml", SHOP.replace("spark: totals", "sparc: totals"))
    found = doctor(loaded)
    assert found["specs, environment local"]["cure"] == "levada -e local validate lists them"
    assert "catalogue" not in found


def test_the_language_that_editors_know(loaded: Shop) -> None:
    loaded.write("include/levada.schema.json", loaded("schema").stdout)
    assert "editors: include/levada.schema.json is this release's\n" in loaded("doctor").stdout
    loaded.write("include/levada.schema.json", "{}")
    found = loaded("doctor")
    assert (found.exit_code, "`levada schema > include/levada.schema.json` brings this one's" in found.stdout) == (
        0,
        True,
    )


def test_a_catalogue_that_does_not_answer(loaded: Shop) -> None:
    (loaded.root / "file").write_text("no folder\n")
    loaded.write("include/environments/local.yaml", "apiVersion: levada/v1\nkind: Environment\n"
                 'catalog: {type: sql, uri: "sqlite:///file/catalog.db", warehouse: w}\n')  # fmt: skip
    assert doctor(loaded)["catalogue"]["message"].endswith("file cannot be a folder: File exists")


def test_a_project_that_was_moved(loaded: Shop) -> None:
    loaded("run", "shop", "--date", "2024-01-01", "--step", "raw_orders")
    (loaded.root / ".levada/warehouse").rename(loaded.root / ".levada/elsewhere")
    assert "a file of a table, is not there" in doctor(loaded)["catalogue"]["message"]


def test_a_catalogue_that_cannot_be_reached(loaded: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(races, "sleep", lambda seconds: None)
    head = "apiVersion: levada/v1\nkind: Environment\ncatalog: {type: rest, uri: 'http://127.0.0.1:9'"
    loaded.write("include/environments/local.yaml", head + "}\n")
    found = doctor(loaded)["catalogue"]
    assert found["message"].startswith("the catalogue cannot be reached (")
    assert found["cure"].startswith("look whether it runs, ")
    loaded.write("include/environments/local.yaml", head + ", token: {secret: not_set}}\n")
    found = doctor(loaded)["catalogue"]
    assert (found["message"].rpartition("the ")[2], found["cure"]) == (
        "secret not_set is not known",
        "set the environment variable NOT_SET",
    )


def test_a_landing_in_a_store(loaded: Shop) -> None:
    head = "apiVersion: levada/v1\nkind: Environment\nlanding: s3://landed/day\n"
    keys = "{access_key_id: {secret: not_set}, secret_access_key: {secret: not_set}}"
    loaded.write("include/environments/local.yaml", f"{head}storage: {{s3://landed: {keys}}}\n")
    assert doctor(loaded)["landing"]["cure"] == "set the environment variable NOT_SET"


def test_what_killed_attempts_left(loaded: Shop) -> None:
    left = loaded.root / ".levada/scratch/dead"
    left.mkdir(parents=True)
    os.utime(left, (time.time() - 100, time.time() - 100))
    assert doctor(loaded)["scratch"]["cure"] == "the next run removes them"
    assert left.is_dir()


def test_a_clock_behind_what_was_published(loaded: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    loaded("run", "shop", "--date", "2024-01-01")

    class Late(lake.datetime):
        @classmethod
        def now(cls, tz: object = None) -> "Late":
            return cls(2024, 1, 1, tzinfo=lake.UTC)

    monkeypatch.setattr(lake, "datetime", Late)
    assert doctor(loaded)["clock"]["cure"] == "set the clock"


def test_packages_against_what_levada_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    extras = {"duckdb>=99": "local", "levada[local]": "spark", "nothing>=1": "spark", "missing>=1": "dbt"}
    asked = ["click>=8", *(f"{package}; extra == '{extra}'" for package, extra in extras.items())]
    monkeypatch.setattr(machine, "requires", lambda _: asked)
    found = {finding.subject: finding for finding in machine.packages({"local", "spark"})}
    assert found["packages"].ok
    assert "not >=99" in found["packages [local]"].says
    assert found["packages [spark]"].cure == "pip install 'levada[spark]'"
    assert found["packages [dbt]"].says == "not installed, and needed for dbt steps only"


def test_libraries_that_every_process_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "bare.py").write_text("")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    bare = importlib.import_module("bare")
    found = machine.bytecode(bare)
    assert not found.ok
    subprocess.run(shlex.split(found.cure.removeprefix("compile them: ")), check=True)
    assert machine.bytecode(bare).ok


def test_no_room(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: namedtuple("Usage", "free")(2**20))
    assert not machine.disk(tmp_path).ok


def test_an_unknown_time_zone() -> None:
    assert "Mars/Olympus" in machine.zones(["Mars/Olympus"]).says


def test_airflow_looks_elsewhere(loaded: Shop, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "airflow.cfg").write_text(f"[core]\ndags_folder = {home}/dags\n")
    said = {"AIRFLOW_HOME": str(home)}
    assert airflow(loaded.root, said).cure == f"export AIRFLOW__CORE__DAGS_FOLDER={loaded.root}/dags"
    assert airflow(loaded.root, {**said, "AIRFLOW__CORE__DAGS_FOLDER": f"{loaded.root}/dags"}).ok


def test_airflow_has_a_bundle_of_it(loaded: Shop, tmp_path: Path) -> None:
    local = "airflow.dag_processing.bundles.local.LocalDagBundle"
    theirs = {"name": "theirs", "classpath": local, "kwargs": {"path": str(tmp_path / "home")}}
    ours = {"name": "levada", "classpath": local, "kwargs": {"path": f"{loaded.root}/dags"}}
    git = {"name": "git", "classpath": "airflow.providers.git.bundles.git.GitDagBundle", "kwargs": {}}
    found = [airflow(loaded.root, {BUNDLES: json.dumps(bundles)}) for bundles in ([theirs, ours], [theirs], [git])]
    assert found[0].says == f"its bundle levada, {loaded.root}/dags, holds levada.py"
    assert found[1].cure == f"add a bundle of {loaded.root}/dags to dag_bundle_config_list"
    assert found[2].ok


@pytest.mark.parametrize(("imported", "named", "ok"), [
    ("loader import dags", "", True), ("loader import dags", "/other", False), ("api import steps", "", False),
])  # fmt: skip
def test_a_file_among_the_dags_that_airflow_has_loads_it(
    shop: Shop, tmp_path: Path, imported: str, named: str, ok: bool
) -> None:
    (tmp_path / "theirs").mkdir()
    text = f'from levada.targets.airflow.{imported}\nglobals().update(dags(Path("{shop.root}{named}"), "prod"))\n'
    (tmp_path / "theirs" / "specs.py").write_text(text)
    found = airflow(shop.root, {"AIRFLOW__CORE__DAGS_FOLDER": f"{tmp_path}/theirs"})
    assert (found.ok, found.says.endswith("theirs, holds specs.py")) == (ok, ok)


def test_the_loader_is_missing(shop: Shop) -> None:
    assert "no pipeline becomes a DAG" in airflow(shop.root).says


def test_what_a_real_spark_needs(loaded: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "JDK" not in doctor(loaded)
    loaded.write("include/environments/local.yaml", "apiVersion: levada/v1\nkind: Environment\nverbs: {spark: spark}\n")
    monkeypatch.setenv("JAVA_HOME", str(loaded.root))
    assert doctor(loaded)["JDK"]["cure"].startswith("install a JDK 17")


FAB = {"AIRFLOW__CORE__AUTH_MANAGER": "airflow.providers.fab.auth_manager.fab_auth_manager.FabAuthManager"}
GRANTED = (Plan("p", "include/pipelines/p.yaml", access_control=(Grant("analysts", "DAGs", ("can_read",)),)),)


def answering(monkeypatch: pytest.MonkeyPatch, out: str, err: str = "") -> None:
    answer = subprocess.CompletedProcess([], 0, out, err)
    monkeypatch.setattr("levada.cli.examine.roles.subprocess.run", lambda *_, **__: answer)


def test_a_role_that_airflow_does_not_have(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, '[{"name": "Viewer"}]')
    (found,) = roles(GRANTED, FAB)
    assert found.says.startswith("Airflow has no analysts (include/pipelines/p.yaml): ")
    assert found.cure.startswith("airflow roles create analysts")


def test_roles_that_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, '[{"name": "analysts"}]')
    assert [found.ok for found in roles(GRANTED, FAB)] == [True]


def test_an_airflow_that_does_not_tell_its_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "", "Traceback\nOperationalError: no such table: ab_role\n")
    (found,) = roles(GRANTED, FAB)
    assert found.says == "Airflow does not tell them: OperationalError: no such table: ab_role"


def test_roles_are_asked_for_only_where_they_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, "not to be asked")
    assert [*roles(GRANTED, {"AIRFLOW_HOME": "/nowhere"}), *roles((Plan("p", "p.yaml"),), FAB)] == []
