"""Work that Airflow does itself: any operator of its own or of a provider."""

from pydantic import Field, JsonValue

from levada.spec.base import Part

CLASS = r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)+$"


class Operator(Part):
    """`class`: `package.module.Class`; `args`: its arguments, in Airflow's words, Airflow's templates included."""

    path: str = Field(alias="class", pattern=CLASS)
    args: dict[str, JsonValue] = Field(default_factory=dict)
