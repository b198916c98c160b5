"""ODCS types become Iceberg's."""

import pytest

from levada.plan.columns import type_of


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ({}, "string"),
        ({"logicalType": "integer"}, "long"),
        ({"logicalType": "integer", "logicalTypeOptions": {"format": "i32"}}, "int"),
        ({"logicalType": "number"}, "double"),
        ({"logicalType": "number", "physicalType": "DECIMAL(12,2)"}, "decimal(12, 2)"),
        ({"logicalType": "string", "physicalType": "VARCHAR(20)"}, "string"),
        ({"logicalType": "timestamp"}, "timestamptz"),
        ({"logicalType": "timestamp", "logicalTypeOptions": {"timezone": False}}, "timestamp"),
        ({"logicalType": "date"}, "date"),
        ({"logicalType": "boolean"}, "boolean"),
        ({"physicalType": "bigint"}, "long"),
    ],
)
def test_types(item: dict, expected: str) -> None:
    assert type_of(item) == expected
