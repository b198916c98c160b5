"""Ports are those that the environment's file says."""

from pathlib import Path

import pytest

from levada.lakehouse.environment import FILE, ports

TEXT = """\
catalog: {uri: "http://127.0.0.1:9181", s3.endpoint: "http://127.0.0.1:9333"}
engines: {trino: {uri: "https://127.0.0.1:9443", user: levada}}
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (TEXT, {"rest": 9181, "s3": 9333, "trino": 9443}),
        ('catalog: {uri: "http://lake:nine"}', {}),
        ("catalog: [", {}),
        ("- 1", {}),
    ],
)
def test_what_can_be_read_is_taken(tmp_path: Path, text: str, found: dict[str, int]) -> None:
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text(text)
    assert ports(tmp_path) == found


def test_a_project_need_not_have_the_file(tmp_path: Path) -> None:
    assert ports(tmp_path) == {}
