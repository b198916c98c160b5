"""What the copy of a dbt project is told on Trino. Neither dbt nor a cluster is asked here."""

import json
from pathlib import Path

import pytest

from levada.engines.trino.dbt_project import COMMENT, SAID, Beginning, hooked
from levada.engines.trino.dbt_refusals import cured, worth_another_try

BEGINNING = Beginning(
    {"raw.flights": '"lake"."raw"."flights" FOR VERSION AS OF 1'}, ("marts__build.new",), "levada:p:s:"
)
OWN = "{%- macro generate_schema_name(name, node) -%}{{ name }}{%- endmacro -%}"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    (tmp_path / "macros").mkdir()
    return tmp_path


def macros(copied: Path) -> str:
    return (copied / "macros/levada.sql").read_text()


def test_schemas_are_called_as_the_project_calls_them_and_where_tables_are_built(copied: Path) -> None:
    (copied / "macros/own.sql").write_text(OWN)
    hooked({}, copied)
    assert "macro levada_schema_name(name, node)" in (copied / "macros/own.sql").read_text()
    assert "levada_schema_name(custom_schema_name, node) | trim) ~ '__build'" in macros(copied)


def test_without_a_macro_of_its_own_dbt_s_is_asked(copied: Path) -> None:
    hooked({}, copied)
    asked = "adapter.dispatch('generate_schema_name', 'dbt')(custom_schema_name, node)"
    assert asked in macros(copied)


def test_inputs_are_read_as_published_be_they_sources_or_models() -> None:
    told = json.loads(BEGINNING.variables()[SAID])["published"]
    assert told == dict.fromkeys(("raw.flights", "raw__build.flights"), '"lake"."raw"."flights" FOR VERSION AS OF 1')


def test_tables_without_published_rows_are_built_from_the_beginning() -> None:
    assert json.loads(BEGINNING.variables()[SAID])["empty"] == ["marts__build.new"]


def test_nothing_in_the_copy_differs_from_build_to_build(copied: Path) -> None:
    text = json.dumps(hooked({}, copied)) + macros(copied)
    assert not {word for word in ("FOR VERSION", "marts__build.new", "levada:p:s:") if word in text}
    assert BEGINNING.variables()[COMMENT] == "levada:p:s:"


def test_tables_are_replaced_and_what_the_project_says_besides_stays(copied: Path) -> None:
    said = hooked({"name": "demo", "models": {"demo": {"+materialized": "table"}}}, copied)
    assert said["models"] == {"demo": {"+materialized": "table"}, "+on_table_exists": "replace"}
    assert said["seeds"] == {"+on_table_exists": "replace"}
    assert (said["name"], said["query-comment"]["comment"]) == ("demo", f"{{{{ env_var('{COMMENT}') }}}}")


@pytest.mark.parametrize(
    ("message", "again"),
    [
        ('Database Error in model a\n  TrinoUserError(type=USER_ERROR, name=COLUMN_NOT_FOUND, message="x")', False),
        ("TrinoExternalError(type=EXTERNAL, name=ICEBERG_FILESYSTEM_ERROR, message=x)", True),
        ("TrinoQueryError(type=INSUFFICIENT_RESOURCES, name=EXCEEDED_GLOBAL_MEMORY_LIMIT, message=x)", False),
        ("TrinoQueryError(type=INSUFFICIENT_RESOURCES, name=CLUSTER_OUT_OF_MEMORY, message=x)", True),
        ("failed to execute: HTTPConnectionPool: Max retries exceeded with url: /v1/statement", True),
        ("failed to execute: ('Connection aborted.', ConnectionResetError(104, 'Connection reset by peer'))", True),
        ("failed to execute: … (Caused by SSLError(SSLCertVerificationError(1, 'self-signed')))", False),
        ("error 404: b'Query not found'", True),
        ("error 401: b'Authentication failed: Invalid JWT'", True),
        ("error 400: b'No handler'", False),
        ("Compilation Error in model a: 'nothing' is undefined", False),
    ],
)
def test_what_the_cluster_did_is_worth_another_try(message: str, again: bool) -> None:
    assert worth_another_try(message) is again


def test_what_helps_is_said_where_it_is_known() -> None:
    said = "TrinoQueryError(type=INSUFFICIENT_RESOURCES, name=EXCEEDED_GLOBAL_MEMORY_LIMIT, message=x)"
    assert cured(said) == (
        f"{said}\nlet the query hold less at once, or give it more: query_max_memory of "
        "engines.trino.session_properties, as far as the cluster's query.max-memory goes"
    )
    gone = "failed to execute: HTTPSConnectionPool: Max retries exceeded with url: /v1/statement"
    assert cured(gone).startswith(f"{gone}\nthe cluster does not answer")
    assert cured("Compilation Error") == "Compilation Error"
