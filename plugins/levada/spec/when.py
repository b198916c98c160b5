"""Under which condition a step is done; otherwise it is skipped."""

from pydantic import Field, JsonValue

from levada.names import Day
from levada.spec.base import DatasetName, Name, Part
from levada.spec.function import Function


class When(Part):
    """Exactly one of `param` with `is` (what a run was asked), `rows` (a dataset this run has published rows of),
    `weekday` (of the run's `ds`), `python` (a function that returns True or False), `all` and `any` (of further
    conditions)."""

    param: Name | None = None
    value: JsonValue = Field(default=None, alias="is")
    rows: DatasetName | None = None
    weekday: tuple[Day, ...] | None = None
    python: Function | None = None
    all: tuple["When", ...] | None = None
    any: tuple["When", ...] | None = None

    @property
    def datasets(self) -> tuple[str, ...]:
        """Datasets whose rows it asks for, in what it holds too."""
        inner = (*(self.all or ()), *(self.any or ()))
        return (*filter(None, (self.rows,)), *(name for one in inner for name in one.datasets))
