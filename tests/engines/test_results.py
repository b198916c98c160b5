"""Types of results that Iceberg has not."""

from uuid import UUID

import duckdb
import pyarrow as pa
import pytest

from levada.engines.embedded.results import reader, storable


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("sum(1::BIGINT)", "BIGINT"),
        ("1::UBIGINT", "DECIMAL(20,0)"),
        ("1::TINYINT", "INTEGER"),
        ("'a'::ENUM ('a', 'b')", "VARCHAR"),
        ("TIMESTAMP_NS '2013-01-01'", "TIMESTAMP"),
        ("1.5::DECIMAL(9, 2)", "DECIMAL(9,2)"),
        ("[1::HUGEINT]", "BIGINT[]"),
        ("{'HUGEINT': 1::HUGEINT}", "STRUCT(HUGEINT BIGINT)"),
    ],
)
def test_a_type_that_no_table_has_becomes_the_nearest(value: str, kind: str) -> None:
    with duckdb.connect() as connection:
        found = connection.sql(f'SELECT {value} AS "the ""value"')
        cast = connection.sql(f"SELECT {storable(found.columns, found.types)} FROM found")
        assert [(name, str(type_)) for name, type_ in zip(cast.columns, cast.types, strict=True)] == [
            ('the "value', kind)
        ]


def test_a_uuid_stays_one() -> None:
    with duckdb.connect() as connection:
        found = reader(
            connection, "SELECT true AS b, '12151fd2-7586-11e9-8f9e-2a86e4085a59'::UUID AS u, NULL::UUID AS n"
        )
        assert found.schema.types == [pa.bool_(), pa.uuid(), pa.uuid()]
        (row,) = found.read_all().to_pylist()
    assert row == {"b": True, "u": UUID("12151fd2-7586-11e9-8f9e-2a86e4085a59"), "n": None}
