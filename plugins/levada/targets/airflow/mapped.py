"""A step that is done once for each item becomes a group: `each` is mapped over the items, `items` lists them where a
table has to be looked at or a condition holds for all, and `all` ends when every item has, so that whatever comes after
the step, and whoever follows its datasets, waits for all of them."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from airflow.configuration import conf
from airflow.sdk import BaseOperator, TaskGroup
from airflow.sdk.definitions.mappedoperator import MappedOperator
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

from levada.errors import Permanent, Retryable, Skipped
from levada.names import ITEM_IN_JINJA
from levada.plan import codec
from levada.plan.actions import Operator
from levada.plan.graph import Task
from levada.plan.items import Listed, told
from levada.targets.airflow.assets import announcement, asset
from levada.targets.airflow.foreign import checked
from levada.targets.airflow.operator import Perform
from levada.targets.airflow.runs import run

ITEMS, EACH, ALL = "items", "each", "all"
SHOWN = 250
"""Characters that Airflow keeps of an instance's name."""
OURS, THEIRS = "task.item | string", "task.task_display_name"
"""How templates reach the item of an instance."""

ALL_ENDED = "none_failed_min_one_success"
"""Without items, or where each was skipped, the step is skipped."""

Given = Mapping[str, Any]
"""Arguments of an operator."""


class Items(BaseOperator):
    """Lists what a step is done for. `work` and `environment` are JSON, `root` and `timezone` as for `Perform`."""

    ui_color = Perform.ui_color

    def __init__(self, *, work: str, environment: str, root: str, timezone: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.work, self.environment, self.root, self.timezone = work, environment, root, timezone

    def execute(self, context: Mapping[str, Any]) -> list[Any]:
        """Returns the items, for XCom: one instance of the step becomes of each."""
        from levada.runtime.items import items

        task, now = codec.decode(self.work), run(context, self.timezone)
        try:
            found = items(task, now, codec.decode_environment(self.environment), Path(self.root))
        except Skipped as error:
            raise AirflowSkipException(str(error)) from None
        except Permanent as error:
            raise AirflowFailException(str(error)) from None
        except Retryable as error:
            raise AirflowException(str(error)) from None
        refuse_more(task, len(found))
        return list(_texts(task, found))


class All(BaseOperator):
    """Ends a step: what its items have published together is what its datasets' events say. Arguments as for `Items`;
    `each`: the mapped task's id."""

    ui_color = Perform.ui_color

    def __init__(self, *, work: str, environment: str, root: str, timezone: str, each: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.work, self.environment, self.root, self.timezone = work, environment, root, timezone
        self.each = each

    def execute(self, context: Mapping[str, Any]) -> None:
        task, environment = codec.decode(self.work), codec.decode_environment(self.environment)
        interval = run(context, self.timezone).interval
        span = interval.as_json() if interval else None
        events = {table.name: context["outlet_events"][asset(table.name, environment)].extra for table in task.tables}
        if isinstance(task.action, Operator):  # what it has done, only it knows
            for event in events.values():
                event.update({"interval": span})
            return
        from levada.lake.catalogue import open_lake
        from levada.lake.publication import published
        from levada.runtime.items import together

        outcomes, lake = _pulled(context, self.each), open_lake(environment, Path(self.root))
        for dataset, event in events.items():
            done = together(dataset, published(lake, dataset), outcomes)
            event.update(announcement(done, span))
            self.log.info("%s: %s by %d items: %d rows", dataset, done.status, len(outcomes), done.rows)


def mapped(task: Task, common: Given, ours: Given) -> TaskGroup:
    """The group of a step, in the DAG and the group whose `with` this is called in.

    `common`: what every step's operator is given. `ours`: levada's own operators, besides their `work`."""
    shared = {key: value for key, value in common.items() if key not in ("trigger_rule", "outlets")}
    ours, rule = {"work": codec.encode(task), **ours}, {"trigger_rule": task.trigger_rule}
    with TaskGroup(task.step) as group:
        if isinstance(task.for_each, Listed) and not task.when:
            each = _each(task, list(_texts(task, task.for_each.items)), ours, {**shared, **rule})
        else:
            each = _each(task, Items(task_id=ITEMS, **ours, **shared, **rule).output, ours, shared)
        last = All(task_id=ALL, each=each.task_id, trigger_rule=ALL_ENDED, outlets=common["outlets"], **ours, **shared)
        last.set_upstream(each)
    return group


def _each(task: Task, items: Any, ours: Given, shared: Given) -> MappedOperator:
    """The mapped task. Another's operator has no argument for its item: it is called after it, and asked that name."""
    if isinstance(task.action, Operator):
        said = json.loads(ITEM_IN_JINJA.sub(rf"\g<1>{THEIRS}", task.action.arguments))
        partial = checked(task).partial(task_id=EACH, map_index_template=_label(THEIRS), **said, **shared)
        return partial.expand(task_display_name=items)
    one = {**ours, "work": codec.encode(replace(task, for_each=None, when=None))}
    pace = {"max_active_tis_per_dagrun": 1} if task.one_by_one else {}
    partial = Perform.partial(task_id=EACH, map_index_template=_label(OURS), **one, **shared, **pace)
    return partial.expand(item=items)


def _label(item: str) -> str:
    return f"{{{{ ({item})[:{SHOWN}] }}}}"


def _texts(task: Task, items: Any) -> Any:
    """An operator's items are texts: they are filled into its arguments, and are its name."""
    return map(str, items) if isinstance(task.action, Operator) else items


def refuse_more(task: Task, count: int) -> None:
    """Airflow itself would only say that a value was too large."""
    most = conf.getint("core", "max_map_length", fallback=1024)
    assert task.for_each
    if count > most:
        raise AirflowFailException(
            f"{told(task.for_each)}, are {count}, and Airflow maps at most {most}: go through a column with fewer "
            f"values, or let whoever keeps Airflow raise core.max_map_length"
        )


def _pulled(context: Mapping[str, Any], each: str) -> list[Mapping[str, Any]]:
    """The outcomes of all instances; Airflow hands out a single one as it is."""
    found = context["ti"].xcom_pull(task_ids=each)
    return [found] if isinstance(found, Mapping) else [one for one in found or () if one]
