"""Task and Plan: actions, what they read and fill, and the order between them."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from levada.intervals import Unit
from levada.names import INTERVAL_WORDS, TriggerRule, template_words
from levada.plan.actions import Action, Ingest, Spark
from levada.plan.conditions import Condition
from levada.plan.environment import UpTo
from levada.plan.items import ForEach, Values
from levada.plan.measures import OrphanValues
from levada.plan.params import Param
from levada.plan.tables import BY_KEY, Table


@dataclass(frozen=True, slots=True)
class Read:
    """A dataset a step reads: all of its rows, those of the run's interval, or those that are new since the step last
    published. `argument`: how the job calls it. `event_time` None: the table's property says.

    `lookback`: seconds before the interval whose rows are read too."""

    argument: str
    dataset: str
    rows: Literal["all", "interval", "new"] = "all"
    event_time: str | None = None
    lookback: int = 0


@dataclass(frozen=True, slots=True)
class Output:
    """A dataset a step fills. `name`: what the job or dbt calls it; the table's own where nothing else is said."""

    name: str
    table: Table


@dataclass(frozen=True, slots=True)
class Settings:
    """How a task is tried: Airflow's words, seconds where Airflow has durations."""

    retries: int = 0
    retry_delay: int = 300
    execution_timeout: int | None = None
    pool: str = "default_pool"
    priority_weight: int = 1


@dataclass(frozen=True, slots=True)
class Schedule:
    """When runs happen. `unit` None: runs have no interval of their own. Dates: the first and last `ds`, inclusive.
    `delay`: seconds from a firing of the cron to its run's beginning; None: nothing is said."""

    cron: str | None = None
    timezone: str = "UTC"
    unit: Unit | None = None
    start_date: date | None = None
    end_date: date | None = None
    catchup: bool = False
    delay: int | None = None
    assets: tuple[str, ...] = ()
    any_asset: bool = False
    max_active_runs: int = 1
    max_active_tasks: int | None = None

    @property
    def by_units(self) -> bool:
        """Whether assets set off one run for each unit that they have published whole."""
        return bool(self.assets and self.unit and not self.cron)


@dataclass(frozen=True, slots=True)
class Backfill:
    """How a range of intervals is done. `batch_size`: the calendar unit whose intervals are done as one; empty: each by
    itself. `max_active_runs`: so many batches at a time."""

    batch_size: str = ""
    newest_first: bool = False
    max_active_runs: int = 1


@dataclass(frozen=True, slots=True)
class Task:
    """One step: what one process has to do from first byte to publication; with `for_each`, for each item.

    `engine`, `smaller` and `gate` are set by binding. `smaller`: engines for what is no larger than so many bytes;
    `engine` is for all else."""

    pipeline: str
    step: str
    action: Action
    reads: tuple[Read, ...] = ()
    into: tuple[Output, ...] = ()
    after: tuple[str, ...] = ()
    trigger_rule: TriggerRule = "all_success"
    when: Condition | None = None
    for_each: ForEach | None = None
    settings: Settings = Settings()
    engine: str = ""
    gate: str = ""
    description: str = ""
    smaller: tuple[UpTo, ...] = ()

    @property
    def engines(self) -> tuple[str, ...]:
        """Whoever may have to perform it."""
        return (*(one.engine for one in self.smaller), self.engine)

    @property
    def tables(self) -> tuple[Table, ...]:
        return tuple(output.table for output in self.into)

    @property
    def references(self) -> tuple[str, ...]:
        """Datasets that the step's foreign keys refer to, those it fills itself included."""
        measures = (check.measure for table in self.tables for check in table.checks)
        return tuple(sorted({each.dataset for each in measures if isinstance(each, OrphanValues)}))

    @property
    def looked_up(self) -> tuple[str, ...]:
        """Datasets filled elsewhere that the step's foreign keys refer to."""
        own = {table.name for table in self.tables}
        return tuple(dataset for dataset in self.references if dataset not in own)

    @property
    def listing(self) -> tuple[str, ...]:
        """Datasets whose values decide what it is done for."""
        return (self.for_each.dataset,) if isinstance(self.for_each, Values) else ()

    @property
    def by_key(self) -> bool:
        """Whether rows that come again do no harm, in any of its tables."""
        return all(table.strategy in BY_KEY for table in self.tables)

    @property
    def one_by_one(self) -> bool:
        """Whether its items are done one after another: each of those that go by keys would have to begin again when
        another one is published."""
        return self.for_each is not None and any(table.strategy in BY_KEY for table in self.tables)

    @property
    def read_on(self) -> tuple[str, ...]:
        """Datasets of which only new rows are read."""
        return tuple(sorted({read.dataset for read in self.reads if read.rows == "new"}))

    @property
    def in_batches(self) -> bool:
        """Whether what is new comes in several publications, if it is much."""
        return isinstance(self.action, Spark) and self.action.trigger is not None

    @property
    def lookback(self) -> int:
        """How many seconds before its interval the step looks back."""
        return max((read.lookback for read in self.reads), default=0)

    @property
    def interval_read(self) -> bool:
        """Whether the result holds one interval's rows only: it reads an interval's, or a file named after one."""
        named = isinstance(self.action, Ingest) and set(template_words(self.action.path)) & set(INTERVAL_WORDS)
        return bool(named) or any(read.rows == "interval" for read in self.reads)


@dataclass(frozen=True, slots=True)
class Channel:
    """How a team is told: a notifier of Airflow's or a provider's, by its path, and its arguments, a JSON object."""

    path: str
    arguments: str = "{}"


@dataclass(frozen=True, slots=True)
class Grant:
    """What a role of Airflow's may do with a DAG, or with its runs."""

    role: str
    resource: Literal["DAGs", "DAG Runs"]
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one pipeline does. `deadline`: seconds from a run's queueing to its end. `tasks` stand in an order in
    which they can run; `channel` tells the owner; `unchecked` lists, in words, what the contracts promise and this
    release does not check. `dated`: steps whose functions ask for the run's dates, as far as somebody has looked."""

    pipeline: str
    source: str
    schedule: Schedule = Schedule()
    backfill: Backfill = Backfill()
    deadline: int | None = None
    params: tuple[Param, ...] = ()
    tasks: tuple[Task, ...] = ()
    description: str = ""
    domain: str = ""
    owner: str = ""
    channel: Channel | None = None
    access_control: tuple[Grant, ...] = ()
    tags: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = field(default=())
    dated: tuple[str, ...] = ()

    def task(self, step: str) -> Task:
        return next(task for task in self.tasks if task.step == step)
