"""YAML 1.2 core, and nothing that surprises."""

from collections.abc import Callable

import pytest

from tests.spec.conftest import HEAD, Problems


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("steps: []\nsteps: []", ["2:1 steps: the key `steps` was already given on line 3"]),
        ("1: a", ["1:1 1: the key 1 is not text"]),
        ("? [a]\n: b", ["1:3 : a key must be text, not a map or a list"]),
        ("description: &a b", ["1:14 description: anchors (&name) are not part of this language"]),
        ("description: *a", ["1:14 description: aliases (*name) are not part of this language"]),
        ("description: !!str b", ["1:14 description: tags (!name) are not part of this language"]),
        ("datasets:\n\traw.a: {}", ["2:1 : a tab cannot indent YAML"]),
        ("description: [", ["1:14 : is not YAML: did not find expected node content (while parsing a flow node)"]),
        ("description: 'a", ["1:16 : is not YAML: found unexpected end of stream (while scanning a quoted scalar)"]),
        ('owner: "a\ntags: ["b"]', ["1:8 : a quote begins here that ends only on line 4"]),
        ("owner: a\ntags:[b]\ndomain: c", ["2:6 : no space stands after the colon of `tags`"]),
        ("owner:\u00a0a\ndomain: c", ["1:7 : a hard space stands after the colon of `owner`"]),
        (
            "tags:\n  - s3://a\n  b: c",
            ["3:3 : is not YAML: did not find expected '-' indicator (while parsing a block collection)"],
        ),
        ("description: .inf", ["1:14 description: numbers must be finite"]),
        ("description: yes\nowner: off\ntags: [no, 2013-01-01]", []),
        ("description: 0x1F", ["1:14 description: 31 must be text"]),
        ("description: a\n---\ndescription: b", ["2:1 : a second document begins here"]),
        ("description: \x07", ["1:14 : holds the unprintable character '\\x07'"]),
        ('description: "\\0"', ["1:14 description: holds a character that is no text"]),
        (
            "x-deep: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[",
            ["1:72 x-deep: is nested deeper than 64 levels"],
        ),
        (
            (
                "owner: 9999999999999999999999999999999999999999999999999999999999999999999999999"
                "99999999999999999999999999999999999999999999999999999999999999999999999999999999"
                "99999999999999999999999999999999999999999999999999999999999999999999999999999999"
                "99999999999999999999999999999999999999999999999999999999999999999999"
            ),
            ["1:8 owner: a number of more than 300 digits"],
        ),
    ],
)
def test_yaml(said: Callable[[str], list[str]], body: str, expected: list[str]) -> None:
    assert said(body) == expected


@pytest.mark.parametrize(
    ("number", "wanted"), [(".inf", "a finite number"), (".nan", "a finite number"), ("9" * 301, "a shorter number")]
)
def test_a_number_that_cannot_be_one(problems: Problems, number: str, wanted: str) -> None:
    (found,) = problems({"pipelines/p.yaml": f"{HEAD}default_args: {{retries: {number}}}"})
    assert found.hint == f"write {wanted}, or quote it if it is text"
