"""The folder that a real Airflow lives in: facts that need none to run."""

import socket
from configparser import ConfigParser

import pytest

from tests.e2e.airflow_home import AirflowFailed, prepare, start


@pytest.fixture
def home(tmp_path):
    prepare(tmp_path, tmp_path / ".levada" / "airflow", 1234)
    return tmp_path / ".levada" / "airflow"


def test_a_taken_port_is_one_clear_line(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        with pytest.raises(AirflowFailed, match=f"^port {taken} is taken: choose another with AIRFLOW_PORT$"):
            start(tmp_path, port=taken).__enter__()


def test_nobody_else_reads_its_secrets(home):
    assert {path.name: oct(path.stat().st_mode & 0o777) for path in home.glob("*.*") if path.suffix != ".db"} == {
        "airflow.cfg": "0o600",
        "passwords.json": "0o600",
    }


def test_it_stays_inside_the_project(home, tmp_path):
    config = ConfigParser()
    config.read(home / "airflow.cfg")
    places = (config["database"]["sql_alchemy_conn"], config["logging"]["base_log_folder"])
    assert all(str(tmp_path) in place for place in places)
    assert str(tmp_path) in config["openlineage"]["transport"]


def test_the_password_survives_a_second_start(home, tmp_path):
    before = (home / "passwords.json").read_text()
    prepare(tmp_path, home, 1234, fresh=False)
    assert (home / "passwords.json").read_text() == before
