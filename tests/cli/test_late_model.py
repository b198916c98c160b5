"""Whatever is changed, run or rolled back: `run --stale` makes anew exactly what is out of date, and then all is as if
it had been computed from the beginning."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from levada.cli.intervals import upkeep
from levada.cli.progress import Progress
from levada.cli.project import Place
from levada.cli.stale import redone
from levada.cli.steps import outcomes
from levada.intervals import UNITS, Interval, on
from levada.lake.catalogue import open_lake
from levada.lake.publication import published, rollback
from levada.plan.run import manual
from tests.cli.late_model import DAILY, ORDERS, Chain, Unit

FIRST = date(2024, 1, 1)
DAYS = 3
SPEC = """\
apiVersion: levada/v1
kind: Pipeline
schedule: {{cron: "0 4 * * *", start_date: 2024-01-01, end_date: 2024-01-03}}
steps:
  - ingest: {{files: "orders/{{{{ ds }}}}.csv"}}
    into: raw.orders
  - sql: SELECT "at", amount, max(amount) OVER () * {factor} AS peak FROM raw.orders
    reads: [{{dataset: raw.orders, rows: interval, lookback: 1d}}]
    into: staging.daily
datasets:
  raw.orders:
    event_time: at
    write: {strategy}
    contract:
      - {{name: at, logicalType: timestamp}}
      - {{name: amount, logicalType: integer, logicalTypeOptions: {{maximum: {limit}}}}}
  staging.daily: {{event_time: at, write: insert_overwrite}}
"""
REPORT = """\
apiVersion: levada/v1
kind: Pipeline
steps:
  - ingest: {files: rates.csv}
    into: raw.rates
  - sql: SELECT coalesce(sum(d.peak), 0) * any_value(r.rate) AS total FROM raw.rates r LEFT JOIN staging.daily d ON true
    into: marts.total
datasets:
  raw.rates: {write: replace, contract: [{name: rate, logicalType: integer}]}
"""
SOME = st.integers(0, DAYS - 1)
AMOUNTS = st.lists(st.tuples(SOME, st.integers(1, 3)), max_size=2)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("orders"), SOME, AMOUNTS),
        st.tuples(st.sampled_from(["rates", "factor", "limit"]), st.integers(1, 3)),
        st.tuples(st.just("run"), SOME),
        st.tuples(st.just("stale")),
        st.tuples(st.sampled_from([ORDERS, DAILY]), st.integers(0, 9)),
    ),
    max_size=6,
)


class World:
    """The chain as a project, beside the chain by hand: what is done to one is done to the other, and compared."""

    def __init__(self, root: Path, strategy: Literal["append", "insert_overwrite"]) -> None:
        self.root, self.chain, self.limit = root, Chain(strategy, DAYS), 9
        self.snapshots: dict[str, list[int | None]] = {"raw.orders": [None], "staging.daily": [None]}
        for folder in ("include/pipelines", "data/orders"):
            (root / folder).mkdir(parents=True)
        (root / "include/pipelines/report.yaml").write_text(REPORT)
        self.say("limit", 9)
        self.say("rates", 1)
        for day in range(DAYS):
            self.land(day, [(day, 1)])
            self.run(day)
        self.go("report", None, self.chain.report())

    def land(self, day: int, rows: list[tuple[int, int]]) -> None:
        own = rows if self.chain.strategy == "append" else [(day, amount) for _, amount in rows]
        self.chain.files[day] = tuple(own)
        lines = "".join(f"{FIRST + timedelta(at)}T10:00:00Z,{amount}\n" for at, amount in own)
        (self.root / f"data/orders/{FIRST + timedelta(day)}.csv").write_text(f"at,amount\n{lines}")

    def say(self, what: str, number: int) -> None:
        setattr(self if what == "limit" else self.chain, what, number + 9 if what == "limit" else number)
        spec = SPEC.format(factor=self.chain.factor, limit=self.limit, strategy=self.chain.strategy)
        (self.root / "include/pipelines/daily.yaml").write_text(spec)
        (self.root / "data/rates.csv").write_text(f"rate\n{self.chain.rates}\n")

    def run(self, day: int) -> None:
        self.go("daily", on(FIRST + timedelta(day), UNITS["day"], "UTC"), self.chain.run(day))

    def go(self, pipeline: str, interval: Interval | None, expected: set[Unit]) -> None:
        place = self.place()
        plan = place.plan(pipeline)
        steps = tuple(task.step for task in plan.tasks)
        self.same(expected, [*outcomes(place, plan, manual(interval, datetime.now(UTC)), steps, Progress(False))])

    def stale(self) -> None:
        """Everything that is published is brought up to date: what `levada intervals` has foretold, unless late rows
        lie in days that their file's name does not tell."""
        foretold = self.states("stale")
        expected = self.chain.stale()
        assert self.chain.strategy == "append" or expected <= foretold
        self.same(expected, [*redone(self.place(), (), Progress(False))])
        assert self.states("stale") == self.states("unverified") == set()

    def rollback(self, step: str, to: int) -> None:
        dataset, versions = ("raw.orders", self.chain.orders) if step == ORDERS else ("staging.daily", self.chain.daily)
        known = [(number, snapshot) for number, snapshot in enumerate(self.snapshots[dataset]) if snapshot]
        number, snapshot = known[to % len(known)]
        rollback(open_lake(self.place().environment, self.root), dataset, snapshot)
        self.chain.roll_back(versions, number)
        self.snapshots[dataset].append(snapshot)

    def same(self, expected: set[Unit], told: list[dict[str, Any]]) -> None:
        """Just the expected units have been published, each once."""
        done = [_unit(one) for one in told if one["status"] == "published"]
        assert sorted(done) == sorted(expected)
        lake = open_lake(self.place().environment, self.root)
        for dataset, versions in (("raw.orders", self.chain.orders), ("staging.daily", self.chain.daily)):
            self.snapshots[dataset] += [None] * (len(versions) - len(self.snapshots[dataset]))
            self.snapshots[dataset][-1] = published(lake, dataset)

    def states(self, state: str) -> set[Unit]:
        with upkeep(self.place()) as looked:
            found = [one for one in looked.standings() if one.state == state]
        return {(one.step, _day(one.interval.start.date()) if one.step in (ORDERS, DAILY) and one.interval else -1)
                for one in found}  # fmt: skip

    def rows(self, dataset: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (
            open_lake(self.place().environment, self.root).table(dataset).scan().to_arrow().to_pylist()
        )
        return found

    def place(self) -> Place:
        return Place(lambda: self.root, "local")


def _unit(told: dict[str, Any]) -> Unit:
    start = told["interval"] and date.fromisoformat(told["interval"]["start"][:10])
    return told["step"], _day(start) if told["step"] in (ORDERS, DAILY) else -1


def _day(start: date) -> int:
    return (start - FIRST).days


@pytest.mark.parametrize("strategy", ["insert_overwrite", "append"])
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=ACTS)
@example(acts=[("orders", 0, [(0, 3)])]).via("what looks back depends on the day before")
@example(acts=[("orders", 2, [(0, 2)]), ("stale",), ("orders", 2, [])]).via("a late row comes and goes")
@example(acts=[("orders", 0, [(0, 2)]), ("run", 0), (ORDERS, 0), ("run", 2)]).via("what was rolled back is missing")
@example(acts=[("factor", 2), ("run", 1), (DAILY, 2), ("rates", 3), ("limit", 1)]).via("other code, in part")
def test_what_is_out_of_date_is_made_anew_and_nothing_else(
    memory: Path, strategy: Literal["append", "insert_overwrite"], acts: list[tuple[Any, ...]]
) -> None:
    with TemporaryDirectory(dir=memory) as folder:
        world = World(Path(folder), strategy)
        for act in acts:
            match act:
                case ("orders", day, rows):
                    world.land(day, rows)
                case ("run", day):
                    world.run(day)
                case ("stale",):
                    world.stale()
                case ("rates" | "factor" | "limit" as what, number):
                    world.say(what, number)
                case (step, to):
                    world.rollback(step, to)
        world.stale()
        assert sorted((_day(row["at"].date()), row["amount"]) for row in world.rows("raw.orders")) == world.chain.raw()
        made = sorted((_day(row["at"].date()), row["amount"], row["peak"]) for row in world.rows("staging.daily"))
        assert made == world.chain.made()
        assert [row["total"] for row in world.rows("marts.total")] == [world.chain.sum()]
