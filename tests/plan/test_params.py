"""What was said on the command line becomes a param's value."""

import json

import pytest

from levada.errors import Permanent
from levada.plan.params import Param, resolve

DAYS = Param("days", '{"type": "integer", "minimum": 1, "default": 7}')
REGION = Param("region", '{"type": "string"}')


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ({"region": "EWR"}, {"days": 7, "region": "EWR"}),
        ({"region": "12", "days": "3"}, {"days": 3, "region": "12"}),
        ({"region": "null"}, {"days": 7, "region": "null"}),
    ],
)
def test_a_text_is_read_as_the_schema_wants_it(said, values):
    assert json.loads(resolve((DAYS, REGION), said)) == values


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({}, "param region has no default: say it"),
        ({"regoin": "x"}, "there is no param regoin; there are: days, region"),
        ({"region": "x", "days": "0"}, "param days: 0 is less than the minimum of 1"),
        ({"region": "x", "days": "many"}, 'param days: "many" is not of type "integer"'),
    ],
)
def test_what_does_not_fit_is_refused(said, message):
    with pytest.raises(Permanent, match=message):
        resolve((DAYS, REGION), said)
