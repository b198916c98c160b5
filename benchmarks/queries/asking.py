"""Expressions of Trino's, asked of an engine: many at a time; where one of them fails, by halves."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa

from benchmarks.functions.answers import Answer, answer, refusal
from levada.engines.queries.dialects import Dialect
from levada.engines.queries.translation import missing, translated
from levada.errors import Permanent
from levada.plan.actions import Sql
from levada.plan.run import Run

CALLS = Path(__file__).parent / "calls"
KEYS = {"columns": "id", "groups": "g"}
"""The column beside the values, by the name of the file."""
MOST = 40

Ask = Callable[[str], pa.Table]
"""Asks a query in Trino's words."""


def calls(shape: str) -> list[str]:
    return (CALLS / f"{shape}.txt").read_text("utf-8").splitlines()


def answers(ask: Ask) -> dict[str, Answer]:
    """What each expression comes to."""
    found: dict[str, Answer] = {}
    for shape in KEYS:
        every = calls(shape)
        for start in range(0, len(every), MOST):
            found |= _together(every[start : start + MOST], shape, ask)
    return found


def in_words_of(to: Dialect, columns: dict[str, str], ask: Ask) -> Ask:
    """Asks an engine as a `sql` step does. `columns`: DuckDB's types, as a step knows them."""

    def asked(query: str) -> pa.Table:
        action = Sql(query)
        for _, message in missing(action, to):
            raise Permanent(message)
        return ask(translated(action, Run("run", None), {"raw.df": columns}, to))

    return asked


def _together(some: Sequence[str], shape: str, ask: Ask) -> dict[str, Answer]:
    key = KEYS[shape]
    values = ", ".join(f"{text} as value{number}" for number, text in enumerate(some))
    query = f"select {key}, {values} from raw.df{' group by g' if shape == 'groups' else ''}"
    try:
        table = ask(query)
    except Exception as error:
        if len(some) == 1:
            return {some[0]: refusal(error)}
        half = len(some) // 2
        return _together(some[:half], shape, ask) | _together(some[half:], shape, ask)
    return {text: answer(table.select([key, f"value{number}"])) for number, text in enumerate(some)}
