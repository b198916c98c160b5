"""How each engine is asked, side by side: what one has not is not in its tables."""

from functools import partial

from levada.engines.gate.idiom import Idiom
from levada.engines.gate.patterns import spelt
from levada.engines.gate.spellings import JAVA, JONI, RE2
from levada.engines.queries.dialects import DUCKDB as DUCKDB_SQL
from levada.engines.queries.dialects import SPARK as SPARK_SQL
from levada.engines.queries.dialects import TRINO as TRINO_SQL
from levada.lake.sql import identifier, literal
from levada.lake.sqltypes import PRIMITIVE

DUCKDB = Idiom(
    dialect=DUCKDB_SQL,
    types=PRIMITIVE | {"decimal": "DECIMAL({}, {})"},
    identifier=identifier,
    string=literal,
    pattern=partial(spelt, spelling=RE2),
    matches="regexp_matches({}, {})",
    nested="CAST(to_json({}) AS VARCHAR)",
    without="SELECT * FROM {mine} AS mine ANTI JOIN ({theirs}) AS theirs ON {same} WHERE {whole}",
    texts=dict.fromkeys((*PRIMITIVE, "decimal"), "CAST({} AS VARCHAR)") | {"string": "{}", "binary": "lower(hex({}))"},
    binary="from_hex('{}')",
)

PLAIN = ("boolean", "int", "long", "decimal", "date")
"""Types whose values all engines write alike."""


def backticked(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def escaped(text: str) -> str:
    """A text in Spark's SQL, to which a backslash means something."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


SPARK = Idiom(
    dialect=SPARK_SQL,
    types={
        "boolean": "BOOLEAN", "int": "INT", "long": "BIGINT", "float": "FLOAT", "double": "DOUBLE", "date": "DATE",
        "timestamp": "TIMESTAMP_NTZ", "timestamptz": "TIMESTAMP", "string": "STRING", "uuid": "STRING",
        "binary": "BINARY", "decimal": "DECIMAL({}, {})",
    },
    identifier=backticked,
    string=escaped,
    pattern=partial(spelt, spelling=JAVA),
    matches="({} RLIKE {})",
    nested="to_json({}, map('ignoreNullFields', 'false'))",
    without="SELECT mine.* FROM {mine} AS mine LEFT ANTI JOIN ({theirs}) AS theirs ON {same} WHERE {whole}",
    texts={
        **dict.fromkeys((*PLAIN, "timestamp"), "CAST({} AS STRING)"),
        "timestamptz": "concat(CAST({} AS STRING), '+00')",
        "string": "{}", "uuid": "{}", "binary": "lower(hex({}))",
    },
    whole="rint({})",
)  # fmt: skip

FRACTION = r"regexp_replace(CAST({} AS VARCHAR), '\.?0+$')"
"""A time of Trino's without the zeros at its end."""

TRINO = Idiom(
    dialect=TRINO_SQL,
    types={
        "boolean": "BOOLEAN", "int": "INTEGER", "long": "BIGINT", "float": "REAL", "double": "DOUBLE", "date": "DATE",
        "time": "TIME(6)", "timestamp": "TIMESTAMP(6)", "timestamptz": "TIMESTAMP(6) WITH TIME ZONE",
        "string": "VARCHAR", "uuid": "UUID", "binary": "VARBINARY", "decimal": "DECIMAL({}, {})",
    },
    identifier=identifier,
    string=literal,
    pattern=partial(spelt, spelling=JONI),
    matches="regexp_like({}, {})",
    nested="json_format(CAST({} AS JSON))",
    without="SELECT mine.* FROM {mine} AS mine "
    "WHERE {whole} AND NOT EXISTS (SELECT 1 FROM ({theirs}) AS theirs WHERE {same})",
    texts={
        **dict.fromkeys((*PLAIN, "uuid"), "CAST({} AS VARCHAR)"), **dict.fromkeys(("time", "timestamp"), FRACTION),
        "timestamptz": FRACTION.format("CAST({} AT TIME ZONE 'UTC' AS TIMESTAMP(6))") + " || '+00'",
        "string": "{}", "binary": "lower(to_hex({}))",
    },
    nan="is_nan({})",
    # what is asked of it is not carried to the files: Trino would look the column up in the table's own schema
    staged="if(\"$path\" IS NULL, NULL, {})",
)  # fmt: skip
