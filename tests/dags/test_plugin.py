"""What an installed levada brings, and what a checkout has in `plugins/`, are one plugin."""

import tomllib
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_entry_point_is_the_plugin_of_the_checkout():
    said = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["airflow.plugins"]
    module, _, name = said["levada"].partition(":")
    assert getattr(import_module("levada_plugin"), name) is getattr(import_module(module), name)
