"""Any sequence of publications and rollbacks leaves what a list of rows, kept by hand, says it leaves."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from levada.lake import ledger
from levada.lake.publication import rollback
from levada.plan.tables import Strategy, Table
from tests.lake.bench import EVENTS, NAME, day, days, events, lake_in, load, mark, seen

Rows = list[tuple[int, int]]
Loaded = list[tuple[str, tuple[int, int] | None]]
"""Runs and the days they replaced, if they named any."""
DAYS = st.integers(0, 70)
ROWS = st.lists(st.tuples(st.integers(0, 9), DAYS), max_size=4)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(["append", "replace", "partitions"]), ROWS),
        st.tuples(st.just("interval"), st.tuples(DAYS, st.integers(0, 40)), st.lists(st.integers(0, 9), max_size=3)),
        st.tuples(st.sampled_from(["merge", "delete+insert"]), st.dictionaries(st.integers(0, 9), DAYS, max_size=4)),
        st.tuples(st.just("rollback"), st.integers(0, 20)),
    ),
    max_size=7,
)


def table(strategy: Strategy) -> Table:
    return replace(EVENTS, strategy=strategy, unique_key=("id",))


def month(number: int) -> int:
    return days(number).start.month


def within(inner: tuple[int, int] | None, outer: tuple[int, int]) -> bool:
    return inner is not None and outer[0] <= inner[0] and inner[1] <= outer[1]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=ACTS)
def test_a_table_is_what_was_done_to_it(memory: Path, acts: list[tuple[object, ...]]) -> None:
    with TemporaryDirectory(dir=memory) as folder:
        lake = lake_in(Path(folder))
        known = [(load(lake, table("append"), events(), mark("first")).snapshot, Rows(), Loaded([("first", None)]))]
        _, now, runs = known[0]
        for number, act in enumerate(acts):
            run = f"run{number}"
            match act:
                case ("rollback", int(back)):
                    snapshot, now, runs = known[back % len(known)]
                    rollback(lake, NAME, snapshot)
                    continue
                case ("append", list(rows)):
                    snapshot = load(lake, table("append"), events(*rows), mark(run)).snapshot
                    now, runs = [*now, *rows], [*runs, (run, None)]
                case ("replace", list(rows)):
                    snapshot = load(lake, table("replace"), events(*rows), mark(run)).snapshot
                    now, runs = rows, [(run, None)]
                case ("partitions", list(rows)):
                    snapshot = load(lake, table("insert_overwrite"), events(*rows), mark(run)).snapshot
                    gone = {month(number) for _, number in rows}
                    now = [*(row for row in now if month(row[1]) not in gone), *rows]
                    runs = [*(loaded for loaded in runs if loaded[1]), (run, None)]
                case ("merge" | "delete+insert" as strategy, dict(keyed)):
                    rows = list(keyed.items())
                    snapshot = load(lake, table(strategy), events(*rows), mark(run)).snapshot
                    now = [*(row for row in now if row[0] not in keyed), *rows]
                    runs = [*(loaded for loaded in runs if loaded[1]), (run, None)]
                case ("interval", (int(first), int(more)), list(ids)):
                    rows = [(each, first) for each in ids]
                    said = mark(run, days(first, first + more))
                    snapshot = load(lake, table("insert_overwrite"), events(*rows), said).snapshot
                    now = [*(row for row in now if not first <= row[1] <= first + more), *rows]
                    runs = [*(loaded for loaded in runs if not within(loaded[1], (first, first + more)))]
                    runs.append((run, (first, first + more)))
            known.append((snapshot, now, runs))
        at = [(each, day(number) + timedelta(hours=6)) for each, number in now]
        assert seen(lake, columns='id, "at"') == sorted(at)
        assert [entry.run for entry in ledger.read(lake, NAME).entries] == [run for run, _ in runs]
