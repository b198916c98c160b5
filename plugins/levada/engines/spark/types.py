"""Iceberg's types, in which tables are kept, in the words of Spark."""

import re

from pyiceberg.schema import Schema
from pyiceberg.types import DecimalType, FixedType, IcebergType, ListType, MapType, StructType, TimeType

from levada.errors import Permanent

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
PRIMITIVE = {
    "boolean": "boolean",
    "int": "int",
    "long": "bigint",
    "float": "float",
    "double": "double",
    "date": "date",
    "timestamp": "timestamp_ntz",
    "timestamptz": "timestamp",
    "string": "string",
    "uuid": "string",
    "binary": "binary",
}


def spark_type(kind: IcebergType) -> str:
    """`decimal(12, 2)` -> `decimal(12,2)`, `list<string>` -> `array<string>`, as Spark itself writes its types."""
    match kind:
        case DecimalType():
            return f"decimal({kind.precision},{kind.scale})"
        case FixedType():
            return "binary"
        case ListType():
            return f"array<{spark_type(kind.element_type)}>"
        case MapType():
            return f"map<{spark_type(kind.key_type)},{spark_type(kind.value_type)}>"
        case StructType():
            fields = (f"{_field(field.name)}:{spark_type(field.field_type)}" for field in kind.fields)
            return f"struct<{','.join(fields)}>"
    return PRIMITIVE[str(kind)]


def _field(name: str) -> str:
    """As Spark writes it, who quotes only what it must."""
    return name if PLAIN.fullmatch(name) else quoted(name)


def refuse_times(dataset: str, schema: Schema) -> None:
    """Iceberg on Spark has no times of day.

    Raises:
        Permanent: a column is one.
    """
    if found := [field.name for field in schema.fields if isinstance(field.field_type, TimeType)]:
        raise Permanent(
            f"{dataset}: column {', '.join(found)} is a time of day, which Spark neither reads nor writes in Iceberg "
            f"tables: let the embedded engine perform the step, or keep it as text"
        )


def quoted(*names: str) -> str:
    """A name as it stands in Spark's SQL, or a dotted path of names."""
    return ".".join("`" + name.replace("`", "``") + "`" for name in names)
