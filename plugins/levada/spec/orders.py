"""An environment's overrides, judged alone: whether each says whom it means and what it sets, in words that exist."""

from collections.abc import Iterator
from typing import Any

from levada.names import nearest
from levada.spec.documents import Parsed, partial, without
from levada.spec.environment import Environment
from levada.spec.layers import bare
from levada.spec.overrides import NAMES, SETS, Order, Override
from levada.spec.shorthand import long_form
from levada.spec.source import Mistake, Path, Source
from levada.spec.vocabulary import keys


def orders(page: Parsed[Environment]) -> tuple[tuple[Order, ...], list[Mistake]]:
    """Overrides as they are carried out, and what is wrong with them."""
    said = page.model.overrides if page.model else ()
    made, found = [], list(_twice(said))
    for number, override in enumerate(said):
        path = page.original(("overrides", number))
        kind = override.select.get("kind")
        if not isinstance(kind, str) or kind not in SETS:
            known = ", ".join(SETS)
            place = (*path, "select", "kind") if "kind" in override.select else (*path, "select")
            found.append(Mistake(place, "`kind` says what is selected", f"write kind: and one of {known}"))
            continue
        if strange := list(_unknown(override, kind, (*path, "select"))):
            found += strange
            continue
        order, wrong = _order(override, kind, page.source, path)
        made.append(order)
        found += wrong
    return tuple(made), found


def _order(override: Override, kind: str, source: Source, path: Path) -> tuple[Order, list[Mistake]]:
    model = SETS[kind]
    whole: Any = long_form(model, override.values)
    holes, wrong = partial(model, bare(whole), frozenset())
    place = source.place.at((*path, "set"))[1]
    selected = {key: inner for key, inner in override.select.items() if key != "kind"}
    select = selected | {key: inner for key, inner in long_form(model, selected).items() if key not in NAMES[kind]}
    order = Order(override.id, kind, select, without(whole, set(holes)), source, place)
    return order, [Mistake((*path, "set", *said.path), said.message, said.hint, said.key) for said in wrong]


def _unknown(override: Override, kind: str, path: Path) -> Iterator[Mistake]:
    known = ["kind", *NAMES[kind], *keys(SETS[kind])]
    for key in override.select:
        if key not in known:
            hint = nearest(key, known) or f"a {kind} can be selected by {', '.join(dict.fromkeys(known[1:]))}"
            yield Mistake((*path, key), f"a {kind} has no `{key}`", hint, key=True)


def _twice(said: tuple[Override, ...]) -> Iterator[Mistake]:
    seen: set[str] = set()
    for number, override in enumerate(said):
        if override.id in seen:
            yield Mistake(("overrides", number, "id"), f"{override.id} is already the id of another one", "rename it")
        seen.add(override.id)
