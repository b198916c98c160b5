"""The few things that engines write differently, of all that the gate asks."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from pyiceberg.types import DecimalType, FixedType, IcebergType, PrimitiveType

from levada.engines.queries.dialects import Dialect


@dataclass(frozen=True, slots=True)
class Idiom:
    """How an engine is asked. Every template has `{}` where a column, or another expression, stands.

    `types`: Iceberg's word for a primitive type -> the engine's; a type that is missing is not there. `identifier`,
    `string`, `binary` (of hexadecimal digits): how a name and values are written. `texts`: word -> a value as text, the
    same text as elsewhere; a word that is missing has none. `nested`: a list, a map or a struct as JSON. `matches`:
    whether a text matches a pattern anywhere; `pattern`: one of ECMA-262 in the engine's spelling. `whole`: the nearest
    whole number of a binary fraction. `nan`: whether a number is none, where an engine holds that unequal to itself and
    greater than nothing; empty: it is equal, and the greatest. `without`: the rows of `mine` that are `whole` and that
    have no row in `theirs` that is the `same`. `staged`: a column that a snapshot has, and its table
    only once that is published."""

    dialect: Dialect
    types: Mapping[str, str]
    identifier: Callable[[str], str]
    string: Callable[[str], str]
    pattern: Callable[[str], str]
    matches: str
    nested: str
    without: str
    texts: Mapping[str, str] = field(default_factory=dict)
    binary: str = "X'{}'"
    whole: str = "round({})"
    nan: str = ""
    staged: str = "{}"

    def type(self, kind: IcebergType) -> str:
        """The engine's name of a primitive type."""
        said = self.types[word(kind)]
        return said.format(kind.precision, kind.scale) if isinstance(kind, DecimalType) else said

    def text(self, column: str, kind: IcebergType) -> str | None:
        """A value as text; None: there is none that would be the same elsewhere."""
        template = self.texts.get(word(kind)) if isinstance(kind, PrimitiveType) else None
        return template.format(column) if template else None


def word(kind: IcebergType) -> str:
    """Iceberg's word for a type, without its sizes."""
    match kind:
        case DecimalType():
            return "decimal"
        case FixedType():
            return "binary"
    return str(kind)
