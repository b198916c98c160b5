"""Ports are those that the environment's file says."""

import re
from pathlib import Path

import pytest
import yaml

from levada.errors import Permanent
from levada.lakehouse.environment import FILE, begun, ports
from levada.lakehouse.keys import Keys
from levada.lakehouse.ports import Ports
from levada.lakehouse.state import State
from levada.plan.binding import environment
from levada.spec.reader import read

TEXT = """\
catalog: {uri: "http://127.0.0.1:9181", s3.endpoint: "http://127.0.0.1:9333"}
engines: {trino: {uri: "https://127.0.0.1:9443", user: levada}}
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TEXT, {"rest": 9181, "s3": 9333, "trino": 9443}),
        ('catalog: {uri: "http://localhost:nine"}', {}),
        ('catalog: {uri: "http://localhost:9"}', {"rest": 9}),
        ("catalog: [", {}),
        ("- 1", {}),
    ],
)
def test_what_can_be_read_is_taken(tmp_path: Path, text: str, found: dict[str, int]) -> None:
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text(text)
    assert ports(tmp_path) == found


def test_another_machine_is_no_place_for_these_servers(tmp_path: Path) -> None:
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text('catalog: {uri: "https://lake.example:443"}')
    with pytest.raises(Permanent, match=r"catalog\.uri is https://lake\.example:443, which is not this machine"):
        ports(tmp_path)


def test_a_project_need_not_have_the_file(tmp_path: Path) -> None:
    assert ports(tmp_path) == {}


def test_one_is_made_that_can_be_read_and_says_the_ports(tmp_path: Path) -> None:
    state = State(Ports(s3=1, rest=2, trino=3), Keys())
    assert begun(tmp_path, state)
    assert ports(tmp_path) == {"s3": 1, "rest": 2, "trino": 3}
    assert environment(read(tmp_path, "lakehouse")).trino.uri == state.trino


def test_every_secret_that_it_names_is_told(tmp_path: Path) -> None:
    begun(tmp_path, State(Ports(), Keys()))
    named = re.findall(r"secret: (\w+)", (tmp_path / FILE).read_text())
    assert {name.upper() for name in named} == Keys().variables().keys()


def test_a_file_of_the_project_stays(tmp_path: Path) -> None:
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text(TEXT)
    assert not begun(tmp_path, State(Ports(), Keys()))
    assert (tmp_path / FILE).read_text() == TEXT


def test_this_repository_has_the_same_with_the_usual_ports(tmp_path: Path) -> None:
    begun(tmp_path, State(Ports(), Keys()))
    made, ours = (yaml.safe_load((root / FILE).read_text()) for root in (tmp_path, Path(__file__).parents[2]))
    assert ours == made | {"landing": "s3://landing"}
