"""How a person names a state of a table: a snapshot, a branch, a tag, or nothing for what readers see."""

from levada.errors import Permanent
from levada.lake.ancestry import main
from levada.lake.catalogue import Lake
from levada.lake.history import history


def named(lake: Lake, dataset: str, said: str | None = None) -> int | None:
    """The snapshot that is meant; None where nothing was ever published.

    Raises:
        Permanent: there is no such table, snapshot, branch or tag; the message says which there are.
    """
    table = lake.table(dataset)
    if said is None:
        return main(table.metadata)
    if said in table.metadata.refs:
        return table.metadata.refs[said].snapshot_id
    if said.isdigit():
        if table.snapshot_by_id(int(said)) is None:
            raise Permanent(f"{dataset} has no snapshot {said}; levada history {dataset} lists them")
        return int(said)
    raise Permanent(f"{dataset} has no branch or tag {said!r}; it has: {', '.join(sorted(table.metadata.refs))}")


def before(lake: Lake, dataset: str) -> int:
    """The state that readers saw before the one they see.

    Raises:
        Permanent: there is only one.
    """
    versions = history(lake, dataset)
    if len(versions) < 2:
        raise Permanent(f"{dataset} has been published once only: no state to compare with; see levada show {dataset}")
    return versions[-2].snapshot
