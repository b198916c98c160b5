"""A spec that cannot become a DAG, shown by Airflow as an import error of the spec's own file.

Airflow files whatever a DAG file raises under that file, keeps one error for it, and then calls every DAG that came
from there stale: one broken spec would stop all pipelines. An error filed under another path leaves them alone, but
only the bag that is being filled can file it; the bag calls `validate` on each DAG, and that is where it is found."""

import inspect
import logging
from pathlib import Path
from typing import Any

from airflow.exceptions import AirflowClusterPolicySkipDag
from airflow.sdk import DAG

from levada.errors import Permanent

log = logging.getLogger(__name__)


class Broken(DAG):
    """Stands for a spec in the bag only until the bag asks for its validity, and is then left out."""

    def __init__(self, name: str, spec: Path, message: str) -> None:
        super().__init__(name, schedule=None)
        self.spec, self.message = spec.as_posix(), message

    def validate(self) -> None:
        """Files the message with the bag.

        Raises:
            AirflowClusterPolicySkipDag: Airflow's word for leaving a DAG out of a bag.
            Permanent: there is no bag that could file it.
        """
        errors = _bag_errors()
        if errors is None:
            raise Permanent(self.message)
        log.error("%s", self.message)
        errors[self.spec] = self.message
        raise AirflowClusterPolicySkipDag(self.message)


def _bag_errors() -> dict[str, str] | None:
    """The import errors of the bag that called `validate`."""
    frame = inspect.currentframe()
    caller = frame.f_back.f_back if frame and frame.f_back else None
    bag: Any = caller.f_locals.get("self") if caller else None
    return getattr(bag, "import_errors", None)
