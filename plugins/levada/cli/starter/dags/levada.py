"""Every pipeline under include/ is an Airflow DAG: this is all the Python there is to it."""

import os
from pathlib import Path

from levada.targets.airflow.loader import dags

root = Path(os.environ.get("LEVADA_ROOT") or Path(__file__).resolve().parents[1])
globals().update(dags(root, os.environ.get("LEVADA_ENVIRONMENT") or "local"))
