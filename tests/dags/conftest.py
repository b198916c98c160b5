"""Airflow reads its settings when it is first imported: before that, it gets a folder of its own."""

from tests.airflow_alone import settle

settle()
