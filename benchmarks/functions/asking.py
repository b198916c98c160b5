"""The calls are asked many at a time: where one of them fails, by halves, until it is known which."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from benchmarks.functions.answers import Answer, answer, refusal
from benchmarks.functions.corpus import Call

MOST = 40
"""Calls at a time."""
KEYS = {"aggregate": "g", "column": "id"}
"""The column beside the values, by the shape of a call."""

Collect = Callable[[Any], pa.Table]
"""Computes a DataFrame."""


def answers(calls: Sequence[Call], given: dict[str, Any], collect: Collect) -> dict[Call, Answer]:
    """What each call comes to. `given`: what they name."""
    found = {call: _alone(call, given, collect) for call in calls if call.shape == "frame" or call.refused}
    for shape in KEYS:
        values: dict[Call, Any] = {}
        for call in calls:
            if call.shape == shape and call not in found:
                try:
                    values[call] = eval(call.text, given)
                except Exception as error:
                    found[call] = refusal(error)
        for some in _parts(list(values)):
            found |= _together(some, values, given, collect)
    return found


def _parts(calls: Sequence[Call]) -> Iterator[Sequence[Call]]:
    return (calls[start : start + MOST] for start in range(0, len(calls), MOST))


def _together(
    calls: Sequence[Call], values: Mapping[Call, Any], given: dict[str, Any], collect: Collect
) -> dict[Call, Answer]:
    key = KEYS[calls[0].shape]
    named = [values[call].alias(f"value{number}") for number, call in enumerate(calls)]
    df = given["df"]
    try:
        table = collect(df.select(key, *named) if key == "id" else df.groupBy(key).agg(*named))
    except Exception as error:
        if len(calls) == 1:
            return {calls[0]: refusal(error)}
        half = len(calls) // 2
        first, second = (_together(some, values, given, collect) for some in (calls[:half], calls[half:]))
        return first | second
    return {call: answer(table.select([key, f"value{number}"])) for number, call in enumerate(calls)}


def _alone(call: Call, given: dict[str, Any], collect: Collect) -> Answer:
    try:
        value = eval(call.text, given)
        frame = value if call.shape == "frame" else given["df"].select("id", value.alias("value"))
        return answer(collect(frame))
    except Exception as error:
        return refusal(error)
