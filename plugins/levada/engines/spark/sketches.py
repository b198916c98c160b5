"""Sketches of tables as Spark sees them: each in a catalogue of its own, which is nothing but its folder."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from levada.engines.spark.catalogues import folder
from levada.engines.spark.types import quoted


def place(scratch: Path) -> Path:
    """A folder for one more sketch."""
    return scratch.resolve() / "sketches" / uuid4().hex / "table"


def named(session: Any, path: Path, files: Mapping[str, str]) -> str:
    """The name of a sketch in a session, quoted. `files`: how the table's data files are reached."""
    catalogue = f"sketch_{path.parent.name}"
    for key, value in folder(catalogue, f"file://{path.parent}", files).items():
        session.conf.set(key, value)
    return quoted(catalogue, path.name)


def sketch(session: Any, path: Path, files: Mapping[str, str]) -> Any:
    """The rows of a sketch."""
    return session.table(named(session, path, files))
