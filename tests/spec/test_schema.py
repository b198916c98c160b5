"""The JSON Schema that editors use: as committed, as lenient as the language, as strict as one file allows."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import jsonschema_rs
import pytest

from levada.spec.desk import DOCUMENTS
from levada.spec.meanings import MEANINGS
from levada.spec.parsing import parse
from levada.spec.schema import KINDS, schema
from levada.spec.shape import parts
from levada.spec.vocabulary import keys
from tests.servers import absent
from tests.spec.conftest import AIRLINES, HEAD
from tests.spec.language_server import LanguageServer
from tests.spec.shop import LOCAL, REPORT, SALES

ROOT = Path(__file__).parents[2]
FILE = ROOT / "include" / "levada.schema.json"
SERVER = os.environ.get("YAML_LANGUAGE_SERVER") or shutil.which("yaml-language-server")
DEMO = [path.read_text() for path in sorted(ROOT.glob("include/[ep]*/*.yaml"))]
ALL = sorted({part for document in DOCUMENTS.values() for part in parts(document)}, key=lambda part: part.__name__)
WRONG = """\
stepps: []
steps:
  - spark: clean
    into: raw
    pod: {image: x}
datasets:
  raw.a: {write: apend}
"""


def complaints(text: str, kind: str = "") -> list[str]:
    validator = jsonschema_rs.validator_for(schema(kind))
    value = parse("x.yaml", text.encode()).value
    return sorted(".".join(map(str, error.instance_path)) for error in validator.iter_errors(value))


def test_the_committed_schema_is_fresh() -> None:
    assert json.loads(FILE.read_text()) == schema(), "levada schema > include/levada.schema.json"


@pytest.mark.parametrize("kind", ["", *KINDS])
def test_schemas_are_schemas(kind: str) -> None:
    jsonschema_rs.meta.validate(schema(kind))


@pytest.mark.parametrize("text", [SALES, REPORT, LOCAL, AIRLINES, *DEMO])
def test_good_documents(text: str) -> None:
    assert complaints(text) == []


def test_wrong_documents() -> None:
    assert complaints(HEAD + WRONG) == ["", "datasets.raw.a.write", "steps.0.into", "steps.0.pod"]


def test_a_kind_alone() -> None:
    assert complaints(LOCAL, "Environment") == []
    assert complaints(SALES, "Environment") != []


def test_no_meaning_without_its_key() -> None:
    assert [(part, key) for part, said in MEANINGS.items() for key in said if key not in (*keys(part), "kind")] == []


def test_no_key_without_its_meaning() -> None:
    said = {part: {key for kind in part.__mro__ for key in MEANINGS.get(kind, ())} for part in ALL}  # type: ignore[call-overload]
    assert [(part, key) for part in ALL for key in keys(part) if key not in said[part]] == []


@pytest.fixture
def server() -> Iterator[LanguageServer]:
    if not SERVER:
        absent("no yaml-language-server on the path, nor named by YAML_LANGUAGE_SERVER (npm has it)")
    with LanguageServer(SERVER) as found:
        yield found


def test_a_language_server_says_what_is_wrong(server: LanguageServer) -> None:
    wrong = ROOT / "include" / "pipelines" / "not_saved.yaml"
    said = server.diagnostics(wrong, f"# yaml-language-server: $schema=../levada.schema.json\n{HEAD}{WRONG}")
    assert "4: Property stepps is not allowed." in said
    assert "8: known, not in this release: it comes with (5) authoring" in said
    assert any(text.startswith('10: Value is not accepted. Valid values: "append"') for text in said)


def test_a_language_server_helps_with_the_demo(server: LanguageServer) -> None:
    flights = ROOT / "include" / "pipelines" / "flights.yaml"
    text = flights.read_text()
    lines = text.splitlines()
    assert server.diagnostics(flights, text) == []
    assert "Whether runs that were missed" in server.hover(flights, lines.index("  catchup: true") + 1, 4)
    line = next(number for number, said in enumerate(lines, 1) if said.endswith("write: insert_overwrite"))
    assert {"append", "replace"} <= server.completions(flights, line, lines[line - 1].index("insert") + 1)
