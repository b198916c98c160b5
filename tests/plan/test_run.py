"""What templates can say, with and without a scheduler."""

from datetime import date

import pytest

from levada.errors import Permanent
from levada.intervals import UNITS, on
from levada.names import template_words
from levada.plan.run import Run

RUN = Run("r1", on(date(2013, 1, 1), UNITS["day"], "America/New_York"), '{"region": "EWR"}')


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("flights/{{ ds }}.csv", "flights/2013-01-01.csv"),
        ("{{ds_nodash}}", "20130101"),
        ("{{ data_interval_end }}", "2013-01-02T00:00:00-05:00"),
        ('{{ data_interval_start.strftime("%Y%m%dT%H%z") }}', "20130101T00-0500"),
        ("{{ data_interval_end.strftime( '%G-W%V' ) }}", "2013-W01"),
        ("{{ run_id }}/{{ params.region }}", "r1/EWR"),
        ("plain", "plain"),
    ],
)
def test_words_are_filled(text: str, rendered: str) -> None:
    assert RUN.render(text) == rendered


@pytest.mark.parametrize(
    "text", ["{{ macros.ds_add(ds, 1) }}", "{{ params.other }}", "{{ ts }}", "{{ ds.strftime('%Y') }}"]
)
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(Permanent, match="not known here"):
        RUN.render(text)


def test_no_interval_no_ds() -> None:
    with pytest.raises(Permanent, match="needs an interval"):
        Run("manual").render("{{ ds }}.csv")


def test_words_of_a_text() -> None:
    assert template_words("a/{{ ds }}/{{ params.x }}") == ["ds", "params.x"]
    assert template_words("{{ data_interval_end.strftime('%H') }}") == ["data_interval_end"]


def test_a_param_that_stands_alone_keeps_its_type() -> None:
    run = Run("r", params='{"days": 3}')
    assert (run.value("{{ params.days }}"), run.value("{{ params.days }} days")) == (3, "3 days")


def test_an_item_is_filled_in_and_keeps_its_type_where_it_stands_alone() -> None:
    run = Run("r", item=7)
    assert (run.render("{{ item }}.csv"), run.value("{{ item }}"), run.value("no. {{ item }}")) == ("7.csv", 7, "no. 7")


def test_without_items_there_is_no_such_word() -> None:
    with pytest.raises(Permanent, match="item"):
        Run("r").render("{{ item }}.csv")
