"""Rows shown without the values that only some may see."""

import json
from collections.abc import Callable

MASK = "***"
NOT_SHOWN = "message is not shown, as it may hold values that only some may see"


def masked(rows: tuple[str, ...], hide: Callable[[str], bool]) -> tuple[str, ...]:
    """Rows (JSON objects) with a mask for the values of some columns. That a value is null is no secret."""
    return tuple(_masked(row, hide) for row in rows)


def _masked(row: str, hide: Callable[[str], bool]) -> str:
    values = json.loads(row)
    hidden = [name for name, value in values.items() if value is not None and hide(name)]
    return (
        json.dumps(values | dict.fromkeys(hidden, MASK), ensure_ascii=False, separators=(",", ":")) if hidden else row
    )
