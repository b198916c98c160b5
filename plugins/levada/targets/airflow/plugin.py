"""What Airflow has to know of levada before it reads any DAG: its timetables, when a unit of time is complete, and
what a scheduler imports for its tasks."""

from airflow.plugins_manager import AirflowPlugin

from levada.targets.airflow import preload
from levada.targets.airflow.timetable import LevadaTimetable, UnitsByHand

try:
    from levada.targets.airflow.partitioned import UnitMapper, UnitsOfAssets
except ImportError:  # before Airflow 3.3
    OF_ASSETS, MAPPERS = [], []
else:
    OF_ASSETS, MAPPERS = [UnitsOfAssets], [UnitMapper]


class LevadaPlugin(AirflowPlugin):
    """Found by its entry point where levada is installed, and through `plugins/levada_plugin.py` in a checkout."""

    name = "levada"
    timetables = [LevadaTimetable, UnitsByHand, *OF_ASSETS]  # noqa: RUF012
    partition_mappers = MAPPERS
    listeners = [preload]  # noqa: RUF012
