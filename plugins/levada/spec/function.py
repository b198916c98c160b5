"""A function of the project, and where it lies."""

from typing import ClassVar

from pydantic import Field

from levada.spec.base import Part


class Function(Part):
    """`a.b:f` is function f of `spark_jobs/a/b.py`; without `:f` the module's last name (short form: the job alone)."""

    principal: ClassVar[str] = "job"

    job: str = Field(pattern=r"^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*(:[a-z_][a-z0-9_]*)?$")

    @property
    def place(self) -> tuple[str, str]:
        """Module and function."""
        module, _, function = self.job.partition(":")
        return module, function or module.rpartition(".")[2]
