"""Patterns of contracts: ECMA-262's meaning, whichever library an engine has."""

import duckdb
import pytest

from levada.engines.gate.patterns import Unreadable, spelt
from levada.engines.gate.spellings import JAVA, RE2
from levada.plan.formats import FORMATS

CASES = [
    (r"^N\d+$", "N1", "N1\n", "N\u0661"),
    (r"^.$", "😀", "", "\n"),
    (r"^.$", "\x85", "\u2028", "ab"),
    (r"^\w+$", "a_1", "é", "a b"),
    (r"^\s$", "\u00a0", "\x85", "x"),
    (r"\bcat\b", "a cat.", "cats", "_cat"),
    (r"é\b", "éa", "é.", "aé"),
    (r"\Bat", "cat", "at", "éat"),
    (r"[[]x", "[x", "x", "]x"),
    (r"[a&&b]", "&", "c", ""),
    (r"[\w-]x", "-x", "x", "éx"),
    (r"[^\W\d]", "a", "1", "é"),
    (r"[]", None, "x", ""),
    (r"^[^]$", "\n", "", "ab"),
    (r"a{,2}", "a{,2}", "aa", ""),
    (r"^(?<year>\d{4})-\d{1,2}$", "2013-1", "2013-", "13-1"),
    (r"^a{2,3}?$", "aaa", "a", "aaaa"),
    (r"\u00e9|\x41|\cJ", "\n", "e", "a"),
    (r"^\ud83d\ude00$", "😀", "😁", "😀😀"),
    (r"^\p{Lu}\p{Script=Greek}\P{L}$", "É\u03b11", "é\u03b11", "ÉA1"),
    (r"(?i)^straße$", "STRAßE", "STRASSE", "stra"),
    (r"^(?:a|(?i:b))c$", "Bc", "Ac", "bC"),
    (r"(?s)^a.b$", "a\nb", "ab", "a\n\nb"),
    (r"^\/\.\-\$\{x\}$", "/.-${x}", "x", ""),
    (r"^(|a)$", "", "b", "aa"),
    (r"\0|\t", "\t", "0", "t"),
    ("'", "it's", "its", '"'),
]
"""A pattern; a text that it is found in; and two in which it is not."""


@pytest.mark.parametrize(("pattern", "found", "missed", "missed_too"), CASES)
def test_a_pattern_means_the_same_in_re2(pattern: str, found: str | None, missed: str, missed_too: str) -> None:
    texts = [found, missed, missed_too]
    answers = [duckdb.execute("SELECT regexp_matches(?, ?)", [text, spelt(pattern, RE2)]).fetchone() for text in texts]
    assert answers == [(None if found is None else True,), (False,), (False,)]


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("(?=x)", "looks around"),
        (r"(a)\1", r"has \\1"),
        (r"\q", r"has \\q"),
        ("[[:alpha:]]", "POSIX"),
        ("(?m)^a", r"\(\?m\)"),
        ("a++", "repeats a repetition"),
        ("*a", "repeats nothing"),
        ("x{1001}", "beyond 1000"),
        ("(a", "does not close a group"),
        ("a)", "closes a group"),
        ("[a", "does not close a class"),
        ("[b-a]", "ends before it begins"),
        (r"[a-\d]", "ends with no character"),
        (r"\ud83d", "no character"),
    ],
)
def test_what_engines_do_not_share_is_not_asked(pattern: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        spelt(pattern, RE2)


def test_java_is_told_what_it_takes_otherwise() -> None:
    assert spelt(r"(?i)é", JAVA) == "(?iu:é)"
    assert r"(?<=" in spelt(r"\b", JAVA)
    assert spelt(r"\p{Greek}\p{L}", JAVA) == r"\p{IsGreek}\p{L}"


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_asked_for(name: str) -> None:
    assert spelt(f"^({FORMATS[name]})$", RE2).startswith(r"\A(?:")
