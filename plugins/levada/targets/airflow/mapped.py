"""A step that is done once for each item becomes a group: `each` is mapped over the items, `items` lists them where a
table has to be looked at or a condition holds for all, and `all` ends when every item has, so that whatever comes after
the step, and whoever follows its datasets, waits for all of them."""

import json
from typing import Any

from airflow.sdk import BaseOperator, TaskGroup
from airflow.sdk.definitions.mappedoperator import MappedOperator

from levada.names import ITEM_IN_JINJA
from levada.targets.airflow.artefact import Called, Mapped
from levada.targets.airflow.listing import Items
from levada.targets.airflow.operator import Perform
from levada.targets.airflow.together import EACH, All

ITEMS, ALL = "items", "all"
ALL_ENDED = "none_failed_min_one_success"
"""Without items, or where each was skipped, the step is skipped."""
SHOWN = 250
"""Characters that Airflow keeps of an instance's name."""
OURS, THEIRS = "task.item | string", "task.task_display_name"
"""How templates reach the item of an instance."""

Given = dict[str, Any]
"""Arguments of operators."""


def group(
    mapped: Mapped, called: Called | None, said: Given, common: Given
) -> tuple[BaseOperator | MappedOperator, All]:
    """The first and the last operator of the group, in the DAG and the group whose `with` this is called in.

    `called`: the operator that does it, if that is not ours. `said`: what levada's operators carry; `common`: what any
    operator is given.

    Raises:
        Unfit: the operator cannot be made of its arguments.
    """
    shared = {key: value for key, value in common.items() if key not in ("task_id", "outlets", "trigger_rule")}
    first = {"trigger_rule": common["trigger_rule"]}
    with TaskGroup(common["task_id"]):
        listing = Items(task_id=ITEMS, **said, **shared, **first) if mapped["items"] is None else None
        items = listing.output if listing else mapped["items"]
        given = shared if listing else {**shared, **first}
        each = _theirs(called, common["task_id"], items, given) if called else _ours(mapped, items, said, given)
        last = All(task_id=ALL, trigger_rule=ALL_ENDED, outlets=common["outlets"], **said, **shared)
        last.set_upstream(each)
    return listing or each, last


def _ours(mapped: Mapped, items: Any, said: Given, shared: Given) -> MappedOperator:
    one = {**said, "work": mapped["each"]}
    pace = {"max_active_tis_per_dagrun": 1} if mapped["one_by_one"] else {}
    partial = Perform.partial(task_id=EACH, map_index_template=_label(OURS), **one, **shared, **pace)
    return partial.expand(item=items)


def _theirs(called: Called, step: str, items: Any, shared: Given) -> MappedOperator:
    """Another's operator has no argument for its item: it is called after it, and asked for its name."""
    from levada.targets.airflow.foreign import fitting
    from levada.targets.airflow.signatures import load

    own = json.loads(ITEM_IN_JINJA.sub(rf"\g<1>{THEIRS}", called["arguments"]))
    with fitting(step, called):
        partial = load(called["path"]).partial(task_id=EACH, map_index_template=_label(THEIRS), **own, **shared)
        return partial.expand(task_display_name=items)


def _label(item: str) -> str:
    return f"{{{{ ({item})[:{SHOWN}] }}}}"
