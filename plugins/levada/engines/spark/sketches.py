"""Sketches of tables as Spark sees them: each in a catalogue of its own, which is nothing but its folder.

A sketch is called as its dataset is: so Spark's pages, and whoever listens to Spark, say what it is about."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from levada.engines.spark.catalogues import folder
from levada.engines.spark.types import quoted
from levada.names import plain


def place(scratch: Path, dataset: str) -> Path:
    """A folder for one more sketch."""
    return scratch.resolve().joinpath("sketches", uuid4().hex, *plain(dataset).split("."))


def named(session: Any, path: Path, files: Mapping[str, str]) -> str:
    """The name of a sketch in a session, quoted. `files`: how the table's data files are reached."""
    home = path.parents[1]
    catalogue = f"sketch_{home.name}"
    for key, value in folder(catalogue, f"file://{home}", files).items():
        session.conf.set(key, value)
    return quoted(catalogue, path.parent.name, path.name)


def sketch(session: Any, path: Path, files: Mapping[str, str]) -> Any:
    """The rows of a sketch."""
    return session.table(named(session, path, files))
