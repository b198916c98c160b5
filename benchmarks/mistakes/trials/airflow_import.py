"""What Airflow's DAG processor does with a folder of DAGs: import it, look for cycles, and serialise each DAG."""

import logging
import sys
from pathlib import Path

from airflow.dag_processing.dagbag import DagBag
from airflow.serialization.serialized_objects import DagSerialization


class _Errors(logging.Handler):
    """Counts what is logged as an error."""

    count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1


def imported(folder: Path) -> bool:
    """Whether a folder's DAGs are imported without a complaint, in the log or as Airflow's import errors."""
    sys.path.insert(0, str(folder))  # as Airflow itself does with its folder of DAGs
    errors = _Errors(logging.ERROR)
    logging.getLogger().addHandler(errors)
    bag = DagBag(folder, bundle_path=folder, bundle_name="dags")
    for file, complaint in bag.import_errors.items():
        print(f"{file}: {complaint}")
    for dag in bag.dags.values():
        DagSerialization.to_dict(dag)
    return not bag.import_errors and not errors.count
