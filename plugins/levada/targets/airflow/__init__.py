"""Airflow: a plan becomes a DAG, a task one operator that carries it as JSON. The only package that imports airflow."""
