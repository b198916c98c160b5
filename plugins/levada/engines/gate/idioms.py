"""How each engine is asked, side by side: what one has not is not in its tables."""

import re

from levada.engines.gate.idiom import Idiom
from levada.engines.queries.dialects import DUCKDB as DUCKDB_SQL
from levada.lake.sql import identifier, literal
from levada.lake.sqltypes import PRIMITIVE

UNICODE = re.compile(r"\\u([0-9A-Fa-f]{4})")
GROUP = re.compile(r"\(\?<(?=[A-Za-z_])")


def re2(pattern: str) -> str:
    """An ECMA-262 regular expression in RE2's spelling, as far as it differs."""
    return GROUP.sub("(?P<", UNICODE.sub(r"\\x{\1}", pattern))


DUCKDB = Idiom(
    dialect=DUCKDB_SQL,
    types=PRIMITIVE | {"decimal": "DECIMAL({}, {})"},
    identifier=identifier,
    string=literal,
    pattern=re2,
    matches="regexp_matches({}, {})",
    nested="CAST(to_json({}) AS VARCHAR)",
    without="SELECT * FROM {mine} AS mine ANTI JOIN ({theirs}) AS theirs ON {same} WHERE {whole}",
    texts=dict.fromkeys((*PRIMITIVE, "decimal"), "CAST({} AS VARCHAR)") | {"string": "{}", "binary": "lower(hex({}))"},
    binary="from_hex('{}')",
)
