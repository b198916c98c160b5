"""By which columns rows are the same."""

from collections.abc import Callable

import pytest

HEAD = "steps: [{spark: b, into: m.a}]\ndatasets:\n  m.a:\n    write: "
COLUMNS = "\n    contract: [{name: id, logicalType: integer}, {name: at, logicalType: timestamp}]"
KEYED = "\n    contract: [{name: id, logicalType: integer, primaryKey: true}]"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("merge" + KEYED, []),
        ("{strategy: merge, unique_key: id}", []),
        ("merge", ["4:12 datasets.m.a.write: merge replaces rows by their key, and m.a has none"]),
        (
            "delete+insert" + COLUMNS,
            ["4:12 datasets.m.a.write: delete+insert replaces rows by their key, and m.a has none"],
        ),
        (
            "{strategy: merge, unique_key: [id, idd]}" + COLUMNS,
            ["4:47 datasets.m.a.write.unique_key.1: the contract of m.a has no column idd"],
        ),
        (
            "{strategy: merge, unique_key: id, order_by: [at, att]}" + COLUMNS,
            ["4:61 datasets.m.a.write.order_by.1: the contract of m.a has no column att"],
        ),
        (
            "{strategy: merge, unique_key: id, order_by: at down}" + COLUMNS,
            ["4:56 datasets.m.a.write.order_by: 'at down' is not an order"],
        ),
        (
            "{strategy: append, unique_key: id}",
            ["4:31 datasets.m.a.write.unique_key: append does not look at keys"],
        ),
        (
            "{strategy: delete+insert, unique_key: id, order_by: at}",
            ["4:54 datasets.m.a.write.order_by: delete+insert takes every row that arrives, in no order"],
        ),
        ("{unique_key: id}", ["4:12 datasets.m.a.write: `strategy` is missing"]),
    ],
)
def test_keys(said: Callable[[str], list[str]], text: str, expected: list[str]) -> None:
    assert said(HEAD + text + "\n") == expected
