"""Words that every layer shares."""

import pytest

from levada.names import length, nearest


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "0s"), (0.6, "1s"), (90, "1m 30s"), (3600, "1h"), (86400, "1d"), (90061, "1d 1h"), (8 * 86400, "8d")],
)
def test_a_length_of_time_is_said_as_specs_write_it(seconds: float, said: str) -> None:
    assert length(seconds) == said


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("mustBeLes", "mustBeLessThan"),
        ("mustBeLessOr", "mustBeLessOrEqualTo"),
        ("mustBee", "mustBe"),
        ("MUSTBE", "mustBe"),
        ("unti", "unit"),
        ("nothing", ""),
    ],
)
def test_what_may_have_been_meant(word: str, meant: str) -> None:
    known = ["mustBe", "mustBeLessOrEqualTo", "mustBeLessThan", "unit"]
    assert nearest(word, known) == (f"did you mean `{meant}`?" if meant else "")
