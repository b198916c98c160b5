"""The tables: whether the catalogue answers, and what killed attempts have left."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from levada.cli.examine.finding import Finding, listed, wrong
from levada.cli.output import counted
from levada.cli.project import Place
from levada.errors import LevadaError

if TYPE_CHECKING:
    from levada.lake.catalogue import Lake

SLACK = timedelta(minutes=5)


def lake(place: Place) -> Iterator[Finding]:
    """The catalogue, and if it answers everything else."""
    try:
        from levada.lake.catalogue import open_lake

        opened = open_lake(place.environment, place.root)
        names = opened.datasets()
        for name in names:
            opened.load(name)
    except ModuleNotFoundError as error:
        yield Finding("catalogue", f"tables need {error.name}", "pip install 'levada[local]'")
        return
    except LevadaError as error:
        yield wrong("catalogue", error, _where(place))
        return
    except Exception as error:  # whatever a catalogue's client raises: the doctor's business is to tell
        said = next(iter(str(error).splitlines()), "")
        yield Finding("catalogue", f"does not answer: {type(error).__name__}: {said}", _where(place))
        return
    yield Finding("catalogue", f"answers: {counted(len(names), 'table')}")
    yield from _store(place, opened, names)
    yield _drafts(opened, names)
    yield _clock(opened, names)
    yield _scratch(place)


def _where(place: Place) -> str:
    return f"look at `catalog` of include/environments/{place.environment_name}.yaml, and whether it runs"


def _store(place: Place, opened: "Lake", names: tuple[str, ...]) -> Iterator[Finding]:
    """The object store, asked for a file of a table's metadata; a disk is not asked, nor is one without tables."""
    from levada.lake.outages import told

    tables = [table for name in names if (table := opened.load(name)) and table.current_snapshot()]
    far = [table for table in tables if table.location() in opened.stores.known]
    if not far:
        return
    try:
        with told():
            snapshot = far[0].current_snapshot()
            assert snapshot is not None
            snapshot.manifests(far[0].io)
    except LevadaError as error:
        yield wrong("store", error, _where(place))
        return
    except OSError as error:
        yield Finding("store", str(error), _where(place))
        return
    yield Finding("store", f"answers: {far[0].location()}")


def _drafts(opened: "Lake", names: tuple[str, ...]) -> Finding:
    """Branches of unpublished rows; none waits longer than a week."""
    from levada.lake.drafts import WEEK, waiting

    every = {f"{name} {branch}": age for name in names for branch, age in waiting(opened, name)}
    old = [branch for branch, age in every.items() if age > WEEK]
    if old:
        cure = "run a step that fills the table: it drops them"
        return Finding("drafts", f"{len(old)} wait for more than a week: {listed(old)}", cure)
    return Finding("drafts", f"{len(every)} wait to be published: {listed(every)}" if every else "none is left over")


def _clock(opened: "Lake", names: tuple[str, ...]) -> Finding:
    """Nothing can have been published later than now."""
    now = datetime.now(UTC)
    newest = max((opened.table(name).metadata.last_updated_ms for name in names), default=0)
    ahead = datetime.fromtimestamp(newest / 1000, UTC) - now
    if ahead > SLACK:
        return Finding("clock", f"{now:%Y-%m-%d %H:%M} UTC lies {ahead} before the last publication", "set the clock")
    return Finding("clock", f"{now:%Y-%m-%d %H:%M} UTC")


def _scratch(place: Place) -> Finding:
    from levada.runtime.scratch import abandoned

    left = [folder.name for folder in abandoned(place.root)]
    if left:
        return Finding("scratch", f"killed attempts have left {counted(len(left), 'folder')} in .levada/scratch",
                       "the next run removes them")  # fmt: skip
    return Finding("scratch", "nothing is left over")
