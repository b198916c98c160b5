"""Promises of a contract become checks: what the gate has to look for before anyone reads a dataset."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from levada.plan.checks import Check, Unchecked
from levada.plan.measures import DuplicateValues, InvalidValues, NullValues, OrphanValues
from levada.plan.metrics import metrics
from levada.plan.options import options, text
from levada.spec.foreign_keys import ForeignKey
from levada.spec.odcs_items import Item, maps, value_of


def checks(
    properties: tuple[Item, ...],
    quality: tuple[Item, ...],
    keys: tuple[ForeignKey, ...] = (),
    agreed: Iterable[Check | Unchecked] = (),
    own: tuple[Item, ...] = (),
    dialect: str = "trino",
) -> tuple[tuple[Check, ...], tuple[str, ...]]:
    """Checks of a table, and in words what of its contract's promises and of the operators' `own` items goes beyond
    them. `keys`: the contract's foreign keys; `agreed`: what follows from its service levels. `dialect`: of the
    contract's queries. Ids are made unique by counting."""
    found = [*_keys(properties), *(f for item in properties for f in _of_property(item, dialect))]
    found += metrics(quality, None, dialect)
    found += [_foreign_key(key) for key in keys]
    found += agreed
    found += [each for item in own for each in metrics((item,), _column(item))]
    named = _unique(item for item in found if isinstance(item, Check))
    return named, tuple(item.what for item in found if isinstance(item, Unchecked))


def _keys(properties: tuple[Item, ...]) -> Iterator[Check]:
    key = primary_key(properties)
    yield from (Check(f"{column}_required", NullValues(column), dimension="completeness") for column in key)
    if key:
        yield Check("_".join((*key, "unique")), DuplicateValues(key), dimension="uniqueness")


def primary_key(properties: tuple[Item, ...]) -> tuple[str, ...]:
    """Columns of the contract's primary key, in its order."""
    keyed = [item for item in properties if item.get("primaryKey") is True]
    return tuple(
        str(item["name"]) for item in sorted(keyed, key=lambda item: int(str(item.get("primaryKeyPosition", -1))))
    )


def _of_property(item: Item, dialect: str) -> Iterator[Check | Unchecked]:
    column = str(item["name"])
    if item.get("required") is True and item.get("primaryKey") is not True:
        yield Check(f"{column}_required", NullValues(column), dimension="completeness")
    if item.get("unique") is True:
        yield Check(f"{column}_unique", DuplicateValues((column,)), dimension="uniqueness")
    yield from options(column, item)
    accepted = item.get("enum")
    if isinstance(accepted, list):
        valid = tuple(text(value_of(entry)) for entry in accepted)
        yield Check(f"{column}_accepted", InvalidValues(column, valid), dimension="conformity")
    yield from metrics(maps(item.get("quality")), column, dialect)


def _foreign_key(key: ForeignKey) -> Check | Unchecked:
    if key.dataset is None:
        why = f"refers to {key.to}, which is not known to be a dataset of the project"
        return Unchecked(f"{', '.join(key.columns)}: {key.id} ({why})")
    return Check(key.id, OrphanValues(key.columns, key.dataset, key.keys), dimension="consistency")


def _column(item: Item) -> str | None:
    """The column of an operators' own item, which ODCS says by where an item stands."""
    return str(item["column"]) if "column" in item else None


def _unique(found: Iterable[Check]) -> tuple[Check, ...]:
    """Two promises of one name get a number each, in the contract's order; a promise made twice is one."""
    seen: dict[str, int] = {}
    result: list[Check] = []
    for check in dict.fromkeys(found):
        seen[check.id] = seen.get(check.id, 0) + 1
        result.append(check if seen[check.id] == 1 else replace(check, id=f"{check.id}_{seen[check.id]}"))
    return tuple(result)
