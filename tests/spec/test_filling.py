"""Lists written into steps that lack them."""

import pytest

from levada.spec.filling import filled
from levada.spec.parsing import parse

HEAD = "kind: Pipeline\nsteps:\n"
LISTS = {"reads": ("raw.a", "raw.b"), "into": ("marts.c",)}


def after(steps: str, number: int = 0) -> str:
    return filled(parse("", (HEAD + steps).encode()), "dbt", {number: LISTS}).removeprefix(HEAD)


def test_behind_the_verb_and_its_comment() -> None:
    assert after("  - dbt: tag:x   # all\n    # who is told\n    retries: 2\n") == (
        "  - dbt: tag:x   # all\n    reads: [raw.a, raw.b]\n    into: [marts.c]\n    # who is told\n    retries: 2\n"
    )


def test_behind_a_verb_of_several_lines() -> None:
    steps = "  - dbt:\n      select: tag:x\n      vars:\n        day: |\n          a\n\n\n  - sql: SELECT 1\n"
    assert after(steps).splitlines()[7:9] == ["    reads: [raw.a, raw.b]", "    into: [marts.c]"]


@pytest.mark.parametrize("end", ["\n", ""])
def test_at_the_end_of_the_file(end: str) -> None:
    steps = "  - sql: SELECT 1\n  - dbt: tag:x"
    assert after(steps + end, 1) == f"{steps}\n    reads: [raw.a, raw.b]\n    into: [marts.c]{end}"


def test_inside_braces() -> None:
    assert after("  - {id: m, dbt: 'tag:x'}\n") == "  - {id: m, dbt: 'tag:x', reads: [raw.a, raw.b], into: [marts.c]}\n"


def test_what_cannot_be_kept_is_left_alone() -> None:
    assert after("  - {id: m, dbt: 'tag:x',}\n") == "  - {id: m, dbt: 'tag:x',}\n"


def test_long_lists_take_a_line_for_each() -> None:
    names = tuple(f"marts.a_rather_long_name_{number}" for number in range(5))
    source = parse("", f"{HEAD}  - dbt: tag:x\n".encode())
    lines = filled(source, "dbt", {0: {"into": names}}).splitlines()
    assert lines[3:5] == ["    into:", "      - marts.a_rather_long_name_0"]
