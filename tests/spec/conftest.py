"""Projects of a few lines, and what is said about them."""

from collections.abc import Callable
from pathlib import Path

import pytest

from levada.errors import Problem, SpecError
from levada.spec.reader import read

HEAD = "apiVersion: levada/v1\nkind: Pipeline\n"
AIRLINES = """\
apiVersion: levada/v1
kind: Pipeline
steps:
  - ingest: {files: airlines.csv}
    into: raw.airlines
datasets:
  raw.airlines:
    write: replace
    contract:
      - {name: carrier, logicalType: string, primaryKey: true}
      - {name: name, logicalType: string, required: true}
"""

Write = Callable[[dict[str, str]], Path]
Problems = Callable[..., list[Problem]]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Files under `include/`: path -> text."""

    def write(files: dict[str, str]) -> Path:
        for file, text in files.items():
            path = tmp_path / "include" / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
        return tmp_path

    return write


@pytest.fixture
def problems(write: Write) -> Problems:
    """Every problem of some files."""

    def problems(files: dict[str, str], environment: str = "local") -> list[Problem]:
        try:
            return list(read(write(files), environment).warnings)
        except SpecError as error:
            return list(error.problems)

    return problems


@pytest.fixture
def said(problems: Problems) -> Callable[[str], list[str]]:
    """What is said about the body of one pipeline (its head is two lines): `line:column path: message`."""

    def said(body: str) -> list[str]:
        found = problems({"pipelines/flights.yaml": HEAD + body})
        return [f"{p.line - 2}:{p.column} {p.path}: {p.message}" for p in found]

    return said
