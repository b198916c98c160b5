"""What a step is done for, once each: values that are written down, or those of a column."""

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from levada.spec.base import DatasetName, Part, shape


class Values(Part):
    """The distinct values of a column of a published table, in order, as they are when a run comes to the step. Nulls
    are left out."""

    dataset: DatasetName
    column: str = Field(min_length=1)


ForEach = Annotated[
    Annotated[tuple[str | int | float, ...], Tag("list")] | Annotated[Values, Tag("map")], Discriminator(shape)
]
