"""What a step waits for: files, another pipeline's dataset, or a time."""

from typing import Literal

from pydantic import Field

from levada.spec.base import DatasetName, Duration, Part

DAY = 86400


class Wait(Part):
    """Exactly one of `files` (a path, relative to the environment's landing, or an address; wildcards mean any that
    matches), `dataset` (published for the run's interval; in a run without one, since the run began) and `until` (a
    time of the day on which the run's interval ends, or the interval's start or end itself)."""

    files: str | None = Field(default=None, min_length=1)
    dataset: DatasetName | None = None
    until: str | None = None
    timeout: Duration = DAY
    on_timeout: Literal["fail", "skip"] = "fail"
