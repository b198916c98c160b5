"""What all documents have in common: closed, frozen, and forgiving of nothing."""

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from levada.names import DATASET, NAME

Name = Annotated[str, StringConstraints(pattern=f"^{NAME.pattern}$")]
DatasetName = Annotated[str, StringConstraints(pattern=f"^{DATASET.pattern}$")]

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
DIGITS = 6


def seconds(value: object) -> object:
    """`90s`, `15m`, `6h`, `7d` -> seconds.

    Raises:
        ValueError: anything else, at most `DIGITS` digits and a unit.
    """
    if isinstance(value, str) and value[-1:] in SECONDS:
        number = value[:-1]
        if number.isascii() and number.isdigit() and len(number) <= DIGITS:
            return int(number) * SECONDS[value[-1]]
    raise ValueError("must be a duration")


def shape(value: object) -> str | None:
    """Which of a union's two branches a value belongs to, so that the other one does not complain."""
    return "map" if isinstance(value, dict) else "list" if isinstance(value, list | tuple) else None


WRITTEN = WithJsonSchema({"type": "string", "pattern": f"^[0-9]{{1,{DIGITS}}}[{''.join(SECONDS)}]$"})
Duration = Annotated[int, BeforeValidator(seconds), WRITTEN]


class Part(BaseModel):
    """A part of a document. Users' own keys start with `x-` and are taken out before validation."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, defer_build=True)  # most are only inside others
    principal: ClassVar[str] = ""
    """The key whose text may stand alone for the whole part: its short form."""

    @classmethod
    def unfolded(cls, value: Any) -> Any:
        """A value with this part's own short form written out; inner parts are left as they are."""
        return {cls.principal: value} if cls.principal and isinstance(value, str) else value


class OrAlone:
    """Marks a list of texts of which one may stand alone: `into: raw.flights`."""


class Document(Part):
    """A whole file. Its name is its stem."""

    api_version: Literal["levada/v1"] = Field(alias="apiVersion")
    description: str = ""
