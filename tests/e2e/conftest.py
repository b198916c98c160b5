"""One real Airflow for all tests of a file, as starting it takes as long as they do; it goes when they are done."""

import pytest

from tests.e2e import project
from tests.e2e.airflow_home import start


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """The project, with everything that Airflow and levada leave in it."""
    folder = tmp_path_factory.mktemp("project")
    project.make(folder)
    return folder


@pytest.fixture(scope="module")
def airflow(root, tmp_path_factory):
    """Airflow over that project, with all pipelines set going at once."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        with start(root) as running:
            names = ("followers", "neighbours", "people", "late", "bad", "patient", "regions")
            running.await_dags(set(names))
            for dag in names:
                running.unpause(dag)
            yield running
    assert list(home.iterdir()) == [], "something was written to the home directory"
