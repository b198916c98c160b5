"""What a careful platform team gives its people: closed models with types, choices, bounds and patterns."""

from datetime import date, timedelta
from importlib import import_module
from typing import Any, Literal

import pendulum
from airflow.providers.standard.operators.bash import BashOperator
from airflow.providers.standard.operators.python import PythonOperator
from airflow.sdk import Asset
from blueprint import BaseModel, Blueprint, BlueprintDagArgs, ConfigDict, Field, field_validator

DATASET = Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ScheduleConfig(Closed):
    """The arguments of a DAG."""

    description: str = ""
    owner: str
    tags: list[str] = Field(default_factory=list)
    schedule: str | None = None
    timezone: str = "UTC"
    start_date: str
    end_date: str | None = None
    catchup: bool = False
    max_active_runs: int = Field(default=1, ge=1)
    retries: int = Field(default=0, ge=0)
    retry_delay_minutes: int = Field(default=5, ge=0)
    pool: str = "default_pool"

    @field_validator("start_date", "end_date")
    @classmethod
    def day(cls, said: str | None) -> str | None:
        if said is not None:
            date.fromisoformat(said)
        return said


class Schedule(BlueprintDagArgs[ScheduleConfig]):
    """When a DAG runs, and how its tasks are tried."""

    def render(self, config: ScheduleConfig) -> dict[str, Any]:
        return {
            "description": config.description,
            "tags": config.tags,
            "schedule": config.schedule,
            "start_date": pendulum.parse(config.start_date, tz=config.timezone),
            "end_date": config.end_date and pendulum.parse(config.end_date, tz=config.timezone),
            "catchup": config.catchup,
            "max_active_runs": config.max_active_runs,
            "default_args": {
                "owner": config.owner,
                "retries": config.retries,
                "retry_delay": timedelta(minutes=config.retry_delay_minutes),
                "pool": config.pool,
            },
        }


class LayoutConfig(Closed):
    """How a dataset is kept."""

    into: str = DATASET
    write: Literal["append", "replace", "insert_overwrite"] = "replace"
    event_time: str | None = None
    partitioning: list[str] = Field(default_factory=list)
    sort_order: list[str] = Field(default_factory=list)
    on_failure: Literal["block", "warn"] = "block"
    execution_timeout_minutes: int | None = Field(default=None, ge=1)


class LoadConfig(LayoutConfig):
    path: str = Field(min_length=1)
    format: Literal["csv", "parquet"] | None = None


class Load(Blueprint[LoadConfig]):
    """Load a file into a dataset."""

    def render(self, config: LoadConfig) -> BashOperator:
        limit = config.execution_timeout_minutes
        return BashOperator(
            task_id=self.step_id,
            bash_command=f"load {config.path} into {config.into}",
            outlets=[Asset(f"lake://{config.into.replace('.', '/')}")],
            execution_timeout=timedelta(minutes=limit) if limit else None,
        )


class FunctionConfig(LayoutConfig):
    job: str = Field(pattern=r"^[a-z_][a-z0-9_]*$")
    reads: list[str]
    rows: Literal["all", "interval"] = "all"
    arguments: dict[str, str] = Field(default_factory=dict)


class Function(Blueprint[FunctionConfig]):
    """Call a function of `jobs/`."""

    def render(self, config: FunctionConfig) -> PythonOperator:
        return PythonOperator(
            task_id=self.step_id,
            python_callable=getattr(import_module(f"jobs.{config.job}"), config.job),
            op_kwargs=config.arguments,
            outlets=[Asset(f"lake://{config.into.replace('.', '/')}")],
        )
