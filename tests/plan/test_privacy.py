"""What may be shown of a row that failed."""

import json

import pytest

from levada.plan.privacy import masked
from levada.spec.privacy import guarded


@pytest.mark.parametrize(
    ("item", "is_guarded"),
    [
        ({}, False),
        ({"classification": "Public"}, False),
        ({"classification": "internal"}, True),
        ({"classification": "4"}, True),
        ({"tags": ["finance"]}, False),
        ({"tags": ["finance", "personal:email"]}, True),
        ({"tags": ["PII"]}, True),
    ],
)
def test_guarded_columns(item: dict, is_guarded: bool) -> None:
    assert guarded(item) == is_guarded


def test_a_mask_hides_values_and_leaves_nulls() -> None:
    (row,) = masked(('{"id":12345678901234567890,"who":"é","at":null}',), {"who", "at"}.__contains__)
    assert json.loads(row) == {"id": 12345678901234567890, "who": "***", "at": None}
