"""Airflow inside a test process: its own folder in the repository, our plugins, no examples, no database."""

import os
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]


def settle() -> None:
    """To be called before anything imports airflow."""
    os.environ["AIRFLOW_HOME"] = str(REPOSITORY / ".levada" / "airflow-in-tests")
    os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
    os.environ["AIRFLOW__CORE__DAGS_FOLDER"] = str(REPOSITORY / "dags")
    os.environ["AIRFLOW__CORE__PLUGINS_FOLDER"] = str(REPOSITORY / "plugins")
