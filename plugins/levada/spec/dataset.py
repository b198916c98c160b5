"""A table we promise to keep: how the promise of its contract is kept."""

from typing import Annotated, ClassVar, Literal

from pydantic import Discriminator, Field, JsonValue, Tag

from levada.spec.base import OrAlone, Part


def _named_or_inline(value: object) -> str:
    return "name" if isinstance(value, str) else "inline"


Promise = Annotated[
    Annotated[str, Tag("name")] | Annotated[tuple[dict[str, JsonValue], ...], Tag("inline")],
    Discriminator(_named_or_inline),
]


class Write(Part):
    """How new rows meet old ones (short form: the strategy alone). `unique_key`: columns that tell rows apart, where
    they are not the contract's key. `order_by`: of rows that arrive with one key, the last by it stays.
    `on_schema_change`: what becomes of columns that arrive and the table does not have, or the other way round."""

    principal: ClassVar[str] = "strategy"

    strategy: Literal["append", "replace", "insert_overwrite", "delete+insert", "merge"]
    unique_key: Annotated[tuple[str, ...], OrAlone()] = ()
    order_by: Annotated[tuple[str, ...], OrAlone()] = ()
    on_schema_change: Literal["fail", "ignore", "append_new_columns", "sync_all_columns"] | None = None


class Quality(Part):
    """What the gate does when a check of severity error fails, and the operators' own checks: ODCS' quality items, with
    `column` for those about one, promised to nobody."""

    on_failure: Literal["block", "warn"] = "block"
    checks: tuple[dict[str, JsonValue], ...] = ()


class Dataset(Part):
    """`contract`: a contract file's stem, `stem#object`, or a list of ODCS properties; unsaid: the object of the
    pipeline's contract whose `physicalName` is this dataset. `loader`: who else writes it."""

    contract: Promise | None = None
    loader: str | None = None
    event_time: str | None = None
    partitioning: tuple[str, ...] = ()
    sort_order: tuple[str, ...] = ()
    properties: dict[str, str] = Field(default_factory=dict)
    write: Write | None = None
    quality: Quality = Quality()
    tags: tuple[str, ...] = ()
