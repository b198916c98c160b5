"""Binary fractions that become decimals: what is rounded on the way is said, once for all rows of a step."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from levada.plan.tables import Table

NOISE = {pa.float16(): 2.0**-8, pa.float32(): 2.0**-21, pa.float64(): 2.0**-50}
"""Shares of a value that its own type cannot tell from nothing, after a little arithmetic: 0.1 + 0.2 is 0.3 all the
same."""
MILLIONTH = 1e-6
"""Of the decimal's last digit: less is no digit that somebody has meant."""


@dataclass(slots=True)
class Rounded:
    """What was lost of a table's rows: column -> how many values, and the most that one has lost."""

    table: Table
    lost: dict[str, tuple[int, float]] = field(default_factory=dict)
    kinds: dict[str, tuple[pa.DataType, pa.DataType]] = field(default_factory=dict)

    def look(self, name: str, values: pa.Array, stored: pa.Array) -> None:
        """Compare the values of a column with what is stored of them."""
        if not rounds(values.type, stored.type):
            return
        exact = pc.cast(values, pa.float64())
        gone = pc.abs(pc.subtract(exact, pc.cast(stored, pa.float64())))
        noise = pc.multiply(pc.abs(exact), NOISE[values.type])
        missed = pc.greater(gone, pc.max_element_wise(noise, MILLIONTH * 10.0**-stored.type.scale))
        if many := pc.sum(missed).as_py():
            before, most = self.lost.get(name, (0, 0.0))
            self.lost[name] = before + many, max(most, pc.max(pc.filter(gone, missed)).as_py())
            self.kinds[name] = values.type, stored.type

    def told(self) -> Iterator[str]:
        """A line for each column; by how much, only where anybody may see its values."""
        for name, (many, most) in self.lost.items():
            values = "value was" if many == 1 else "values were"
            by = "" if self.table.guards(name) else f", by up to {most:.2g}"
            yield rounding(self.table.name, name, *self.kinds[name], f"{many:,} {values} rounded{by}")


def rounds(there: pa.DataType, wanted: pa.DataType) -> bool:
    """Whether a cast rounds to a number of places that is given."""
    return bool(pa.types.is_floating(there) and pa.types.is_decimal(wanted))


def rounding(dataset: str, column: str, there: pa.DataType, wanted: pa.DataType, what: str) -> str:
    """How people are told of it."""
    kind = f"decimal({wanted.precision}, {wanted.scale})"
    return (
        f"{dataset}: column {column} is {kind}, and its rows are {there}: {what}; cast them in the step if it matters"
    )
