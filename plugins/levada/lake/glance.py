"""A table at a glance, where the catalogue is a file: for whoever cannot wait until pyiceberg is loaded."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from levada.names import CATALOGUE, namespace, short

IN_A_FILE = "sqlite:///"
PLACE = "SELECT metadata_location FROM iceberg_tables WHERE catalog_name = ? AND table_namespace = ? AND table_name = ?"


def glance(uri: str, root: Path, dataset: str) -> dict[str, Any]:
    """A table's metadata, in the words of Iceberg's specification; empty: the catalogue is no file. Nothing is made.

    Raises:
        sqlite3.Error, OSError, ValueError: there is none, or it cannot be read.
    """
    if not uri.startswith(IN_A_FILE):
        return {}
    file = root / uri.removeprefix(IN_A_FILE).partition("?")[0]
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as catalogue:
        places = catalogue.execute(PLACE, (CATALOGUE, namespace(dataset), short(dataset))).fetchall()
    if not places:
        raise ValueError(f"there is no table {dataset}")
    metadata: dict[str, Any] = json.loads(Path(places[0][0].removeprefix("file://")).read_bytes())
    return metadata
