"""The arguments a step hands to its function or to dbt: JSON, templates filled in every text of it."""

import json
from typing import Any

from levada.plan.run import Run


def rendered(run: Run, arguments: str) -> dict[str, Any]:
    """A JSON object's values, `{{ ds }}` and its like filled; `{{ params.x }}` alone keeps its type.

    Raises:
        Permanent: an unknown template word, or one that needs an interval where the run has none.
    """
    values: dict[str, Any] = _filled(run, json.loads(arguments))
    return values


def _filled(run: Run, value: Any) -> Any:
    match value:
        case str():
            return run.value(value)
        case list():
            return [_filled(run, item) for item in value]
        case dict():
            return {name: _filled(run, item) for name, item in value.items()}
    return value
