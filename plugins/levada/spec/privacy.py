"""Which columns only some may see, as their contract says it."""

from levada.spec.odcs_items import Item

PUBLIC = "public"
PERSONAL = ("personal", "pii", "sensitive")
"""Tags that speak of people, alone or with what they hold behind a colon: `personal:email`."""


def guarded(item: Item) -> bool:
    """Whether a column of a contract is classified, other than as public, or tagged as personal."""
    classification = str(item.get("classification") or PUBLIC)
    tags = item.get("tags")
    words = {str(tag).partition(":")[0].strip().lower() for tag in (tags if isinstance(tags, list) else ())}
    return classification.strip().lower() != PUBLIC or bool(words & set(PERSONAL))
