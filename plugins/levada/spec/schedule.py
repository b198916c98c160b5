"""When a pipeline runs."""

from datetime import date
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Discriminator, Field, Tag

from levada.spec.base import DatasetName, Duration, Part, shape

MOST = 2**31 - 1
"""The largest whole number of Airflow's database."""


class AnyOf(Part):
    """One of these assets is enough."""

    any: tuple[DatasetName, ...] = Field(min_length=1)


def _assets(value: object) -> str:
    return shape(value) or "word"


Assets = Annotated[
    Annotated[tuple[DatasetName, ...], Tag("list")]
    | Annotated[AnyOf, Tag("map")]
    | Annotated[Literal["reads"], Tag("word")],
    Discriminator(_assets),
]


class Schedule(Part):
    """`cron` (short form: the expression or preset alone; `none`: by hand) or `assets` (`reads`: all this pipeline
    reads and others write), with an `interval` one run for each unit they have published whole. Dates are the first and
    last `ds`, inclusive."""

    principal: ClassVar[str] = "cron"

    @classmethod
    def unfolded(cls, value: Any) -> Any:
        """`none`: by hand, whatever any defaults say."""
        value = super().unfolded(value)
        by_hand = isinstance(value, dict) and value.get("cron") == "none"
        return {"assets": None, **value, "cron": None} if by_hand else value

    cron: str | None = None
    timezone: str = "UTC"
    start_date: date | None = None
    end_date: date | None = None
    catchup: bool = False
    jitter: Duration | None = None
    interval: Literal["hour", "day", "week", "month", "year"] | None = None
    assets: Assets | None = None
    max_active_runs: int = Field(default=1, ge=1, le=MOST)
    max_active_tasks: int | None = Field(default=None, ge=1, le=MOST)


class Backfill(Part):
    """How `levada run --from … --to …` does a range of intervals. Airflow's own backfills go by Airflow's own words."""

    batch_size: Literal["hour", "day", "week", "month", "year"] | None = None
    order: Literal["oldest_first", "newest_first"] = "oldest_first"
    max_active_runs: int = Field(default=1, ge=1, le=MOST)


class DefaultArgs(Part):
    """Airflow's words for how tasks are tried; a step may say them again for itself."""

    retries: int | None = Field(default=None, ge=0, le=MOST)
    retry_delay: Duration | None = None
    execution_timeout: Duration | None = None
    pool: str | None = Field(default=None, min_length=1)
    priority_weight: int | None = Field(default=None, ge=1, le=MOST)
