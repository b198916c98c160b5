"""The task that lists what a step is done for, where only a run can tell."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from levada.errors import Permanent, Retryable, Skipped
from levada.targets.airflow.older import AirflowException, AirflowFailException, AirflowSkipException
from levada.targets.airflow.operator import Carrier

SHOWN = 50
"""Items that the log names."""


class Items(Carrier):
    """Lists the items of a step, or skips it."""

    def execute(self, context: Mapping[str, Any]) -> list[Any]:
        """Returns the items, for XCom: one instance of the step becomes of each."""
        from levada.plan.actions import Operator
        from levada.plan.items import told
        from levada.runtime.items import items
        from levada.runtime.listener import Listener

        task = self._task
        try:
            found = items(task, self._run(context), self._environment, Path(self.root), Listener(self.log.info))
        except Skipped as error:
            raise AirflowSkipException(str(error)) from None
        except Permanent as error:
            raise AirflowFailException(str(error)) from None
        except Retryable as error:
            raise AirflowException(str(error)) from None
        assert task.for_each
        refuse_more(told(task.for_each), len(found))
        named, more = ", ".join(map(str, found[:SHOWN])), " …" if len(found) > SHOWN else ""
        self.log.info("to be done for each of %s: %s%s", len(found), named, more)
        return [str(item) if isinstance(task.action, Operator) else item for item in found]


def refuse_more(what: str, count: int) -> None:
    """Airflow itself would only say that a value was too large."""
    from airflow.configuration import conf

    most = conf.getint("core", "max_map_length", fallback=1024)
    if count > most:
        raise AirflowFailException(
            f"{what}, are {count}, and Airflow maps at most {most}: go through a column with fewer values, or let "
            f"whoever keeps Airflow raise core.max_map_length"
        )
