"""The environment `lakehouse` of a project: its file says which ports are to be used."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

FILE = "include/environments/lakehouse.yaml"
SAID: Mapping[str, tuple[str, ...]] = {
    "rest": ("catalog", "uri"),
    "s3": ("catalog", "s3.endpoint"),
    "trino": ("engines", "trino", "uri"),
}
"""Ports that the file says, each in an address: where."""


def ports(root: Path) -> dict[str, int]:
    """Those of a project's file, by name; what it does not say, or not so that it can be read, is left out: it is
    `levada validate` that complains."""
    try:
        said = yaml.safe_load((root / FILE).read_text())
    except (FileNotFoundError, yaml.YAMLError):
        return {}
    found = {name: _port(_at(said, where)) for name, where in SAID.items()}
    return {name: port for name, port in found.items() if port}


def _at(said: Any, where: tuple[str, ...]) -> Any:
    for key in where:
        said = said.get(key) if isinstance(said, dict) else None
    return said


def _port(address: Any) -> int | None:
    try:
        return urlsplit(address).port if isinstance(address, str) else None
    except ValueError:
        return None
