"""What Airflow has to know of levada before it reads any DAG: its timetable."""

from airflow.plugins_manager import AirflowPlugin

from levada.targets.airflow.timetable import LevadaTimetable


class LevadaPlugin(AirflowPlugin):
    name = "levada"
    timetables = [LevadaTimetable]  # noqa: RUF012
