"""What Airflow has to know of levada before it reads any DAG: its timetable."""

from airflow.plugins_manager import AirflowPlugin

from levada.targets.airflow.timetable import LevadaTimetable


class LevadaPlugin(AirflowPlugin):
    """Found by its entry point where levada is installed, and through `plugins/levada_plugin.py` in a checkout."""

    name = "levada"
    timetables = [LevadaTimetable]  # noqa: RUF012
