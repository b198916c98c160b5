"""What the README shows is what levada says."""

import re
from pathlib import Path

import pytest

from tests.cli.shop import Shop

PAGE = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SPEC = re.search(r"```yaml\n(# include/pipelines/airlines\.yaml\n.*?)```", PAGE, re.DOTALL)
ROWS = "carrier,name\n" + "".join(f"A{letter},Airline {letter}\n" for letter in "ABCDEFGHIJKLMNOP") + "XX,\n"


@pytest.fixture
def airlines(shop: Shop) -> Shop:
    assert SPEC
    (shop.root / "include/pipelines/shop.yaml").unlink()
    shop.write("include/pipelines/airlines.yaml", SPEC[1])
    shop.write("data/airlines.csv", ROWS)
    return shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(tmp_path)


def shown(beginning: str) -> str:
    """The block of the README that begins so."""
    blocks = re.findall(r"^```\w*\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return str(next(block for block in blocks if block.startswith(beginning)))


def test_the_mistake(airlines: Shop) -> None:
    assert SPEC
    airlines.write("include/pipelines/airlines.yaml", SPEC[1].replace("required", "requird"))
    assert shown("include/pipelines/airlines.yaml") in airlines("validate").output


def test_the_plan(airlines: Shop) -> None:
    assert shown("  1. raw_airlines") in airlines("explain").output


def test_the_bad_file(airlines: Shop) -> None:
    said = airlines("run", "airlines").output
    assert re.sub(r" +[0-9.]+ s ", " ", shown("  ■")) in re.sub(r" +[0-9.]+ s ", " ", said)
