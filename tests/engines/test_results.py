"""Types of results that Iceberg has not."""

import duckdb
import pytest

from levada.engines.embedded.results import storable


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("sum(1::BIGINT)", "BIGINT"),
        ("1::UBIGINT", "DECIMAL(20,0)"),
        ("1::TINYINT", "INTEGER"),
        ("'a'::ENUM ('a', 'b')", "VARCHAR"),
        ("TIMESTAMP_NS '2013-01-01'", "TIMESTAMP"),
        ("1.5::DECIMAL(9, 2)", "DECIMAL(9,2)"),
    ],
)
def test_a_type_that_no_table_has_becomes_the_nearest(value: str, kind: str) -> None:
    with duckdb.connect() as connection:
        found = connection.sql(f'SELECT {value} AS "the ""value"')
        cast = connection.sql(f"SELECT {storable(found.columns, found.types)} FROM found")
        assert [(name, str(type_)) for name, type_ in zip(cast.columns, cast.types, strict=True)] == [
            ('the "value', kind)
        ]
