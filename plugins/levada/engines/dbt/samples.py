"""Rows that a test of dbt's has found, as JSON objects in the same words, whichever engine has found them."""

import json
import math
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any


def objects(names: Sequence[str], rows: Iterable[Sequence[Any]]) -> tuple[str, ...]:
    """Rows of Python's values, in an order of their own: a test's query has none."""
    return tuple(sorted(_object(names, row) for row in rows))


def _object(names: Sequence[str], row: Sequence[Any]) -> str:
    return f"{{{','.join(f'{_json(name)}:{_value(value)}' for name, value in zip(names, row, strict=True))}}}"


def _value(value: Any) -> str:
    """Decimals with all their digits; what is no number, or has no end, as text: JSON has no such numbers."""
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, float) and not math.isfinite(value):
        return _json(str(value))
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, default=str, ensure_ascii=False, separators=(",", ":"))
