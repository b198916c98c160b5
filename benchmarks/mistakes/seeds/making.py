"""How seeds are written: short words for what most of them do."""

from benchmarks.mistakes.seed import BLUEPRINT, DAG_FACTORY, DG, LEVADA, Change, Seed

Said = str | tuple[str, ...]
Edit = Change | tuple[Change, ...] | None


def swap(old: str, new: str, file: str = "", encoding: str = "utf-8") -> Change:
    """One piece of text becomes another."""
    return Change(old, new, file, encoding=encoding)


def whole(text: str, file: str = "", encoding: str = "utf-8") -> Change:
    """The file's whole text becomes another."""
    return Change("", text, file, encoding=encoding)


def moved(path: str, file: str = "") -> Change:
    """The file lies elsewhere, or is called otherwise."""
    return Change(file=file, move=path)


def copied(path: str, file: str = "") -> Change:
    """The file is there twice."""
    return Change(file=file, move=path, copy=True)


def seed(
    name: str,
    what: str,
    says: Said,
    *,
    levada: Edit = None,
    dag_factory: Edit = None,
    blueprint: Edit = None,
    dg: Edit = None,
    also: Said = (),
) -> Seed:
    """A mistake and its edits; None: it cannot be made with that tool."""
    edits = {LEVADA: levada, DAG_FACTORY: dag_factory, BLUEPRINT: blueprint, DG: dg}
    made = {tool: edit if isinstance(edit, tuple) else (edit,) for tool, edit in edits.items() if edit is not None}
    return Seed(name, what, _several(says), made, _several(also))


def alike(name: str, what: str, says: Said, old: str, new: str, dg: Edit = None, also: Said = ()) -> Seed:
    """A mistake that is written the same in levada, dag-factory and Blueprint."""
    change = swap(old, new)
    return seed(name, what, says, levada=change, dag_factory=change, blueprint=change, dg=dg, also=also)


def _several(said: Said) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else said
