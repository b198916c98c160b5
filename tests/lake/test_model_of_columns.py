"""Columns come, go and come again, rows are taken back: readers see what a list of rows, kept by hand, says."""

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from levada.lake.publication import rollback
from levada.plan.tables import Table
from tests.lake.bench import NAME, lake_in, load, mark, seen

Columns = dict[str, int]
"""Names, and which column of that name it is: one that comes again is another."""
SYNCED = Table(NAME, strategy="append", on_schema_change="sync_all_columns")
ACTS = st.lists(st.one_of(st.frozensets(st.sampled_from("abc"), max_size=3), st.integers(0, 9)), min_size=2, max_size=7)


@dataclass(frozen=True)
class State:
    """What readers see: columns, and rows of values by column. `dropped`: those that went on the way here."""

    columns: Columns = field(default_factory=dict)
    rows: tuple[dict[tuple[str, int], str], ...] = ()
    dropped: frozenset[int] = frozenset()

    def with_row(self, names: frozenset[str], value: str, numbers: "count[int]") -> "State":
        columns = {name: self.columns[name] if name in self.columns else next(numbers) for name in names}
        gone = {number for name, number in self.columns.items() if name not in names}
        row = dict.fromkeys(columns.items(), value)
        return State(columns, (*self.rows, row), self.dropped | gone)

    def after(self, now: Columns) -> "State":
        """This state again, where readers have other columns now: they lose none but those that went on the way."""
        own = set(self.columns.values())
        rest = {name: number for name, number in now.items() if number not in self.dropped - own}
        clash = any(self.columns.get(name, number) != number for name, number in rest.items())
        return self if clash else State({**rest, **self.columns}, self.rows, self.dropped)

    def read(self, name: str) -> list[str | None]:
        return sorted((row.get((name, self.columns[name])) for row in self.rows), key=str)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=ACTS)
@example(acts=[frozenset("a"), frozenset("b"), frozenset("a"), 0, frozenset("ab"), 1])
@example(acts=[frozenset("ab"), frozenset("a"), 0, 1, frozenset("c"), 0, frozenset("bc")])
def test_readers_see_the_columns_of_what_they_see(memory: Path, acts: list[frozenset[str] | int]) -> None:
    with TemporaryDirectory(dir=memory) as folder:
        lake, numbers, now = lake_in(Path(folder)), count(1), State()
        known: list[tuple[int, State]] = []
        for number, act in enumerate(acts):
            if isinstance(act, frozenset):
                row = pa.table({"id": [number], **{name: [str(number)] for name in sorted(act)}})
                now = now.with_row(act, str(number), numbers)
                known.append((load(lake, SYNCED, row.to_reader(), mark(f"run{number}")).snapshot, now))
            elif known:
                snapshot, state = known[act % len(known)]
                rollback(lake, NAME, snapshot)
                now = state.after(now.columns)
            if known:
                assert set(lake.table(NAME).schema().column_names) == {"id", *now.columns}
            for name in now.columns:
                assert sorted(seen(lake, columns=name), key=str) == now.read(name)
