"""What `levada fmt` writes: shorter, in order, with every comment, and never anything else than was meant."""

import random
from pathlib import Path

import pytest
import yaml

from levada.spec.desk import DOCUMENTS
from levada.spec.parsing import parse
from levada.spec.shorthand import long_form
from levada.spec.tidy import tidy
from tests.spec.conftest import AIRLINES, HEAD
from tests.spec.shop import SHOP

DEMO = [path.read_text() for path in sorted((Path(__file__).parents[2] / "include").glob("[ep]*/*.yaml"))]
SPECS = [AIRLINES, *DEMO, *(text for file, text in SHOP.items() if "odcs" not in file)]


def tidied(text: str) -> str:
    source = parse("x.yaml", text.encode())
    assert source.value is not None, text
    return tidy(DOCUMENTS[str(source.value["kind"])], source)


def body(text: str) -> str:
    return tidied(HEAD + text).removeprefix(HEAD)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("steps: [{spark: {job: a}, into: [m.a]}]", "steps: [{spark: a, into: m.a}]"),
        ("steps:\n  - spark:\n      job: a\n    into:\n      - m.a\n", "steps:\n  - spark: a\n    into: m.a\n"),
        ("schedule: {cron: '0 4 * * *'}", "schedule: '0 4 * * *'"),
        ("schedule: {cron: 0 4 * * *, timezone: UTC}", "schedule: {cron: 0 4 * * *, timezone: UTC}"),
        ("owner: 'till'", "owner: till"),
        ("owner: 'yes'", "owner: 'yes'"),
        ("owner: '5'", "owner: '5'"),
        ("'owner': \"a: b\"", 'owner: "a: b"'),
        ("steps: [{spark: a, reads: [{dataset: m.b}], into: m.a}]", "steps: [{spark: a, reads: [m.b], into: m.a}]"),
        ("steps: [{spark: {job: a, x-b: 1}, into: m.a}]", "steps: [{spark: {job: a, x-b: 1}, into: m.a}]"),
        ("steps: [{spark: {job: 5}, into: m.a}]", "steps: [{spark: {job: 5}, into: m.a}]"),
        (
            "steps:\n- spark:\n    # why\n    job: a\n  into: m.a",
            "steps:\n- spark:\n    # why\n    job: a\n  into: m.a",
        ),
        ("owner: 'ä'  # 'é'\ndomain: 'x'", "domain: x\nowner: 'ä'  # 'é'"),
    ],
)
def test_forms(before: str, after: str) -> None:
    assert body(before) == after.rstrip("\n") + "\n"


def test_keys_in_order_with_their_comments() -> None:
    before = """\
# the file's own
datasets:
  m.a:
    contract: [{name: a}]
    write: append   # always
steps:
  # what the first does
  - into: m.a
    retries: 3
    # how
    spark: a
    # not to be missed

  - into: m.b
    spark: b
# when
schedule: '@daily'
kind: Pipeline
apiVersion: levada/v1
"""
    assert (
        tidied(before)
        == """\
# the file's own
apiVersion: levada/v1
kind: Pipeline
# when
schedule: '@daily'
steps:
  # what the first does
    # how
  - spark: a
    into: m.a
    retries: 3
    # not to be missed

  - spark: b
    into: m.b
datasets:
  m.a:
    write: append   # always
    contract: [{name: a}]
"""
    )


@pytest.mark.parametrize("end", ["# the end\n", "# the end\n\n# really\n"])
def test_a_comment_that_closes_the_file_stays_there(end: str) -> None:
    steps = "steps:\n  - sql: SELECT 1 AS a\n    into: m.a\n"
    assert body(f"{steps}owner: till\n{end}") == f"owner: till\n{steps}{end}"


def test_a_comment_that_stands_further_in_stays_with_what_is_above() -> None:
    before = """\
apiVersion: levada/v1
datasets:
  m.a:
    contract: [{name: a}]
    # no more columns
steps:
  - {spark: a, into: m.a}
kind: Pipeline
description: >
  folded
"""
    assert tidied(before).endswith("contract: [{name: a}]\n    # no more columns\n")


@pytest.mark.parametrize("text", SPECS)
def test_twice_is_once(text: str) -> None:
    assert tidied(tidied(text)) == tidied(text)


@pytest.mark.parametrize("text", DEMO)
def test_the_demo_is_tidy(text: str) -> None:
    assert tidied(text) == text


@pytest.mark.parametrize("seed", range(40))
def test_shuffled_specs_mean_the_same_and_come_out_the_same(seed: int) -> None:
    dice = random.Random(seed)
    text = dice.choice(SPECS)
    value = _shuffled(yaml.safe_load(text), dice)
    mixed = yaml.safe_dump(value, sort_keys=False, default_flow_style=dice.choice([False, None]), width=1000)
    source = parse("x.yaml", mixed.encode())
    assert source.value is not None
    model = DOCUMENTS[str(source.value["kind"])]
    after = parse("x.yaml", tidied(mixed).encode())
    assert after.value is not None
    assert long_form(model, after.value) == long_form(model, source.value)
    assert list(after.value)[:2] == ["apiVersion", "kind"]
    assert tidied(tidied(mixed)) == tidied(mixed)


def _shuffled(value: object, dice: random.Random) -> object:
    if isinstance(value, dict):
        items = [(key, _shuffled(inner, dice)) for key, inner in value.items()]
        return dict(dice.sample(items, len(items)))
    return [_shuffled(item, dice) for item in value] if isinstance(value, list) else value


def test_line_ends_and_the_last_one() -> None:
    assert tidied(HEAD.replace("\n", "\r\n") + "owner: a\n\n\n") == HEAD + "owner: a\n"
