"""Whom connections trust: whom the environment names, whatever this machine says."""

from pathlib import Path

import pytest

from levada.engines.trino.dbt_profile import variables
from levada.engines.trino.trust import Trusting
from levada.plan.environment import Trino


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/of/the/machine.pem")


@pytest.mark.parametrize(("verify", "trusted"), [("/own.pem", "/own.pem"), (True, "/of/the/machine.pem")])
def test_a_file_that_is_named_counts_before_the_machine(verify: bool | str, trusted: str) -> None:
    with Trusting(verify) as session:
        said = session.merge_environment_settings("https://lake", {}, None, None, None)
    assert said["verify"] == trusted


def test_dbt_trusts_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own.pem").touch()
    monkeypatch.setenv("KEY", "of trino")
    said = variables(Trino("https://lake", user="me", password="key", verify="own.pem"), tmp_path)
    assert sorted(said.values()) == [str(tmp_path / "own.pem"), "of trino"]
    assert variables(Trino("http://127.0.0.1", user="me"), tmp_path) == {}
