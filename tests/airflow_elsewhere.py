"""For tests that ask about Airflow, and must not meet the one that other tests have settled in this process."""

import os

import pytest


def forget(monkeypatch: pytest.MonkeyPatch, home: object) -> None:
    """No setting of Airflow's but a home in which there is nothing."""
    for name in [name for name in os.environ if name.startswith("AIRFLOW_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("AIRFLOW_HOME", str(home))
