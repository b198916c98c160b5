"""What a careful platform team gives its people: closed models with types, choices, bounds and patterns."""

from importlib import import_module
from typing import Any, Literal

import dagster as dg
from pydantic import Field

DATASET = Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")


def key(dataset: str) -> dg.AssetKey:
    return dg.AssetKey(dataset.split("."))


class Days(dg.Model, dg.Resolvable):
    """Which days there are."""

    start_date: str
    end_date: str | None = None
    timezone: str = "UTC"

    def partitions(self) -> dg.DailyPartitionsDefinition:
        return dg.DailyPartitionsDefinition(self.start_date, end_date=self.end_date, timezone=self.timezone)


class Layout(dg.Model, dg.Resolvable):
    """How a dataset is kept."""

    into: str = DATASET
    owner: str
    tags: list[str] = Field(default_factory=list)
    write: Literal["append", "replace", "insert_overwrite"] = "replace"
    event_time: str | None = None
    partitioning: list[str] = Field(default_factory=list)
    sort_order: list[str] = Field(default_factory=list)
    on_failure: Literal["block", "warn"] = "block"
    days: Days | None = None
    retries: int = Field(default=0, ge=0)
    retry_delay_seconds: int = Field(default=300, ge=0)
    pool: str | None = None

    def asset(self, compute: Any, deps: list[str]) -> dg.Definitions:
        made = dg.asset(
            key=key(self.into),
            deps=[key(dataset) for dataset in deps],
            owners=[f"team:{self.owner}"],
            tags=dict.fromkeys(self.tags, ""),
            partitions_def=self.days and self.days.partitions(),
            pool=self.pool,
            retry_policy=dg.RetryPolicy(max_retries=self.retries, delay=self.retry_delay_seconds),
        )(compute)
        return dg.Definitions(assets=[made])


class Load(Layout, dg.Component):
    """Load a file into a dataset."""

    path: str = Field(min_length=1)
    format: Literal["csv", "parquet"] | None = None

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        def load(context) -> None: ...

        return self.asset(load, [])


class Function(Layout):
    job: str = Field(pattern=r"^[a-z_][a-z0-9_]*$")
    reads: list[str]
    rows: Literal["all", "interval"] = "all"
    arguments: dict[str, Any] = Field(default_factory=dict)

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        function = getattr(import_module(f"shop.jobs.{self.job}"), self.job)

        def compute(context) -> None:
            function(**self.arguments)

        return self.asset(compute, self.reads)


class PythonFunction(Function, dg.Component):
    """Call a function of `jobs/` over Arrow."""


class SparkFunction(Function, dg.Component):
    """Call a function of `jobs/` over DataFrames."""


class Daily(dg.Component, dg.Model, dg.Resolvable):
    """When the assets are made."""

    name: str
    cron: str
    timezone: str = "UTC"
    assets: list[str] = Field(min_length=1)

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        job = dg.define_asset_job(f"{self.name}_job", selection=[key(name) for name in self.assets])
        schedule = dg.ScheduleDefinition(
            name=self.name, job=job, cron_schedule=self.cron, execution_timezone=self.timezone
        )
        return dg.Definitions(jobs=[job], schedules=[schedule])
