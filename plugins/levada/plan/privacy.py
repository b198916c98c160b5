"""Which columns only some may see, and rows shown without their values."""

import json
from collections.abc import Callable

from levada.spec.odcs_items import Item

PUBLIC = "public"
PERSONAL = ("personal", "pii", "sensitive")
"""Tags that speak of people, alone or with what they hold behind a colon: `personal:email`."""
MASK = "***"
NOT_SHOWN = "message is not shown, as it may hold values that only some may see"


def guarded(item: Item) -> bool:
    """Whether a column of a contract is classified, other than as public, or tagged as personal."""
    classification = str(item.get("classification") or PUBLIC)
    tags = item.get("tags")
    words = {str(tag).partition(":")[0].strip().lower() for tag in (tags if isinstance(tags, list) else ())}
    return classification.strip().lower() != PUBLIC or bool(words & set(PERSONAL))


def masked(rows: tuple[str, ...], hide: Callable[[str], bool]) -> tuple[str, ...]:
    """Rows (JSON objects) with a mask for the values of some columns. That a value is null is no secret."""
    return tuple(_masked(row, hide) for row in rows)


def _masked(row: str, hide: Callable[[str], bool]) -> str:
    values = json.loads(row)
    hidden = [name for name, value in values.items() if value is not None and hide(name)]
    return (
        json.dumps(values | dict.fromkeys(hidden, MASK), ensure_ascii=False, separators=(",", ":")) if hidden else row
    )
