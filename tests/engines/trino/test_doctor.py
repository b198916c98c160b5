"""`levada doctor` asks the cluster that an environment gives work to."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from levada.cli.examine.engines import trino
from levada.lake import races
from levada.plan.environment import Environment, Trino
from tests.engines.trino.cluster import Project

pytestmark = pytest.mark.lakehouse


@dataclass
class Here:
    """As much of a command's place as is looked at."""

    environment: Environment
    root: Path
    environment_name: str = "lakehouse"


def test_a_cluster_that_sees_what_we_see(project: Project) -> None:
    project.lake.catalog.create_namespace(project.space)
    found = trino(project.cluster, Here(project.environment, project.root))
    assert (found.cure, found.says.endswith("and its catalogue lake is ours")) == ("", True)


def test_another_catalogue(project: Project) -> None:
    project.lake.catalog.create_namespace(project.space)
    found = trino(replace(project.cluster, catalog="tpch"), Here(project.environment, project.root))
    assert found.says.startswith("its catalogue tpch is another one than ours: it has no ")


def test_nobody_there(project: Project) -> None:
    found = trino(Trino("http://127.0.0.1:1", user="ann"), Here(project.environment, project.root))
    assert found.says.startswith("Trino cannot be reached: ")
    assert found.cure == "look whether it runs, and at engines.trino.uri"


def test_our_own_catalogue_does_not_answer(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(races, "sleep", lambda seconds: None)
    nobody = "http://127.0.0.1:9"
    said = (("type", "rest"), ("uri", nobody), ("oauth2-server-uri", nobody))
    nowhere = replace(project.environment, catalogue=said)
    found = trino(project.cluster, Here(nowhere, project.root))
    assert (found.cure, found.says.endswith("cannot be told without ours")) == ("", True)
