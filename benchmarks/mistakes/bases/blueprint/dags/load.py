"""Every `.dag.yaml` of this folder, as the documentation says (the words `airflow` and `dag` must stand here)."""

from blueprint import build_all_airflow_dags

build_all_airflow_dags()
