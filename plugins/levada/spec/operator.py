"""What is Airflow's or a provider's own, called by its class: operators that do work, notifiers that tell people."""

from pydantic import Field, JsonValue

from levada.spec.base import Part

CLASS = r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$"


class Called(Part):
    """`class`: `package.module.Class`; `args`: its arguments, in Airflow's words, Airflow's templates included."""

    path: str = Field(alias="class", pattern=CLASS)
    args: dict[str, JsonValue] = Field(default_factory=dict)


class Operator(Called):
    """Work that Airflow does itself: any operator of its own or of a provider."""


class Channel(Called):
    """How a team is told: any notifier of Airflow's or of a provider's. `{{ message }}` in `args` is what there is to
    say."""
