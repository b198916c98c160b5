"""Airflow executes what lies in `plugins/`: this hands it levada's plugin, which an installed levada does by itself."""

from levada.targets.airflow.plugin import LevadaPlugin as LevadaPlugin
