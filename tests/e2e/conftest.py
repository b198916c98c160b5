"""One real Airflow for all tests of a file, as starting it takes as long as they do; it goes when they are done.

It is an Airflow that somebody has: levada comes into it as a wheel, the project as a bundle beside their own."""

import os

import pytest

from tests import installation
from tests.e2e import project
from tests.e2e.airflow_home import Installation, start

EXTRAS = "airflow,local,spark"
AIRFLOW = os.environ.get("LEVADA_AIRFLOW", "")
"""Another minor of Airflow than the one that is developed with."""


@pytest.fixture(scope="module")
def commands(tmp_path_factory):
    """The folder of commands of an environment that has levada's wheel, Airflow, and nothing of this checkout."""
    built = installation.wheel(tmp_path_factory.mktemp("wheel"))
    place = tmp_path_factory.mktemp("environment")
    return installation.installed(f"levada[{EXTRAS}] @ {built.as_uri()}", place, AIRFLOW)


@pytest.fixture(scope="module")
def root(tmp_path_factory, commands):
    """The project that `levada init` makes, with more pipelines, and everything that Airflow and levada leave in it."""
    folder = tmp_path_factory.mktemp("project")
    installation.run(commands / "levada", "init", ".", cwd=folder)
    project.make(folder)
    return folder


@pytest.fixture(scope="module")
def airflow(root, commands, tmp_path_factory):
    """Airflow over that project, with all pipelines set going at once."""
    home, theirs = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("theirs")
    project.make_theirs(theirs)
    bundles = {"dags-folder": theirs / "dags", "levada": root / "dags"}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        what = Installation(commands / "python", bundles, theirs / "plugins")
        with start(root, what=what) as running:
            dags = ("followers", "neighbours", "people", "late", "bad", "patient", "regions", "orders", "theirs")
            running.await_dags(set(dags))
            for dag in dags:
                running.unpause(dag)
            for dag in ("orders", "theirs"):
                running.trigger(dag)
            yield running
    assert list(home.iterdir()) == [], "something was written to the home directory"
