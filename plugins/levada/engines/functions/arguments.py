"""The arguments of a function or of dbt: JSON with templates filled, and what the run itself has to offer."""

import json
from typing import Any

from levada.names import INTERVAL_WORDS, ITEM
from levada.plan.run import Run


def rendered(run: Run, arguments: str) -> dict[str, Any]:
    """A JSON object's values, `{{ ds }}` and its like filled; `{{ params.x }}` alone keeps its type.

    Raises:
        Permanent: an unknown template word, or one that needs an interval where the run has none.
    """
    values: dict[str, Any] = _filled(run, json.loads(arguments))
    return values


def offered(run: Run) -> dict[str, Any]:
    """What a function gets that has parameters of these names: dates as text, moments in the interval's own time zone,
    params as a dict. A run without an interval has nothing to offer for the words of one."""
    words = INTERVAL_WORDS if run.interval else ()
    values: dict[str, Any] = {word: run.render(f"{{{{ {word} }}}}") for word in (*words, "run_id")}
    if run.interval:
        values["data_interval_start"], values["data_interval_end"] = run.interval.local
    return values | {"params": json.loads(run.params)} | itemised(run)


def itemised(run: Run) -> dict[str, Any]:
    """What every function gets that has a parameter `item`, where the step is done for each of several."""
    return {} if run.item is None else {ITEM: run.item}


def _filled(run: Run, value: Any) -> Any:
    match value:
        case str():
            return run.value(value)
        case list():
            return [_filled(run, item) for item in value]
        case dict():
            return {name: _filled(run, item) for name, item in value.items()}
    return value
