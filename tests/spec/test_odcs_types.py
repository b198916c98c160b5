"""ODCS types become Iceberg's."""

import pytest

from levada.spec.odcs_types import type_of
from levada.spec.reader import read
from tests.spec.conftest import AIRLINES, Problems, Write
from tests.spec.shop import CONTRACT, SHOP


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


@pytest.mark.parametrize(
    ("column", "message", "hint"),
    [
        ("physicalType: money", "'money' is no type of Iceberg's: price is kept as text",
         "say `logicalType:` beside it, or a type of Iceberg's: decimal(12, 2)"),
        ("physicalType: decimal", "'decimal' is no type of Iceberg's: price is kept as text",
         "did you mean `decimal(12, 2)`?"),
    ],
)  # fmt: skip
def test_a_type_nobody_knows_is_a_warning(write: Write, column: str, message: str, hint: str) -> None:
    said = AIRLINES.replace("name: name, logicalType: string", f"name: price, {column}")
    (warning,) = read(write({"pipelines/p.yaml": said})).warnings
    assert (warning.message, warning.hint, warning.severity, warning.line) == (message, hint, "warning", 11)


@pytest.mark.parametrize("column", ["physicalType: money, logicalType: number", "physicalType: VARCHAR(5)", "name: x"])
def test_a_type_that_is_known_beside_it_is_enough(write: Write, column: str) -> None:
    said = AIRLINES.replace("name: name, logicalType: string", f"{column}{'' if 'name:' in column else ', name: x'}")
    assert read(write({"pipelines/p.yaml": said})).warnings == ()


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ('physicalType: "decimal(2, 12)"', "decimal(2, 12) would have 2 digits, 12 of them behind the point"),
        ('physicalType: "numeric(40)"', "numeric(40) would have 40 digits, 0 of them behind the point"),
        ("logicalTypeOptions: {minLength: 4, maxLength: 3}", "nothing lies between 4 and 3"),
        ("logicalType: number, logicalTypeOptions: {minimum: 1, maximum: 0.5}", "nothing lies between 1 and 0.5"),
        ('physicalType: "decimal(10, 2)", logicalTypeOptions: {minimum: abc}', "'abc' is not a number"),
        ("physicalType: int, logicalTypeOptions: {exclusiveMaximum: 2024-01-01}", "'2024-01-01' is not a number"),
        ("physicalType: date, logicalTypeOptions: {minimum: 31.12.2024}", "'31.12.2024' is not a date or a time"),
    ],
)
def test_what_no_value_can_be(problems: Problems, column: str, message: str) -> None:
    logical = "" if "Type: " in column.split(",")[0] else "logicalType: string, "
    said = AIRLINES.replace("name: name, logicalType: string", f"name: price, {logical}{column}")
    assert [found.message for found in problems({"pipelines/p.yaml": said})] == [message]


def test_so_it_is_in_a_file_of_its_own(write: Write) -> None:
    contract = CONTRACT.replace("logicalType: integer", "physicalType: money")
    (warning,) = read(write({**SHOP, "contracts/sales.odcs.yaml": contract})).warnings
    assert (warning.file, warning.line, warning.id) == ("include/contracts/sales.odcs.yaml", 11, "contract")
