"""What the copy of a dbt project is told on Trino: where tables are built, and which state of others is read.

It is said by macros, because only dbt knows what a model asks for."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from levada.names import BUILD, built_as

USERS = "levada_schema_name"
"""What the project's own macro for schemas is called in the copy."""
DISPATCHED = "adapter.dispatch('generate_schema_name', 'dbt')"
"""What dbt itself asks: a project may say `default__generate_schema_name`, or `trino__…`."""
DEFINED = re.compile(r"(\bmacro\s+)generate_schema_name(\s*\()")
FILE = "levada.sql"
WORD = re.compile(r"\b(?:USERS|BUILD|PUBLISHED|EMPTY)\b")
MACROS = """
{% macro generate_schema_name(custom_schema_name, node) -%}
  {{- (USERS(custom_schema_name, node) | trim) ~ 'BUILD' -}}
{%- endmacro %}

{% macro source(source_name, table_name) %}
  {{- return(levada_as_published(builtins.source(source_name, table_name))) -}}
{% endmacro %}

{% macro ref() %}
  {{- return(levada_as_published(builtins.ref(*varargs, **kwargs))) -}}
{% endmacro %}

{% macro levada_as_published(it) %}
  {%- set published = PUBLISHED -%}
  {%- set name = it.schema ~ '.' ~ it.identifier -%}
  {%- if execute and not it.is_cte and name in published -%}{{- return(published[name]) -}}{%- endif -%}
  {{- return(it) -}}
{% endmacro %}

{% macro should_full_refresh() %}
  {%- if model.schema ~ '.' ~ model.alias in EMPTY -%}{{- return(true) -}}{%- endif -%}
  {{- return(dbt.should_full_refresh()) -}}
{% endmacro %}
"""


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a build begins with. `inputs`: dataset -> what stands for it in a query. `empty`: tables without published
    rows, by their own names, which are built from the beginning. `comment`: what every query says of itself."""

    inputs: Mapping[str, str]
    empty: tuple[str, ...]
    comment: str


def hooked(settings: dict[str, Any], copied: Path, beginning: Beginning) -> dict[str, Any]:
    """The project's settings as the build needs them; the macros are put into the copy."""
    folders = [copied / name for name in settings.get("macro-paths") or ["macros"]]
    folders[0].mkdir(parents=True, exist_ok=True)
    users = [_set_aside(path) for folder in folders for path in sorted(folder.rglob("*.sql"))]
    (folders[0] / FILE).write_text(_macros(beginning, USERS if any(users) else DISPATCHED))
    said = {key: {**(settings.get(key) or {}), "+on_table_exists": "replace"} for key in ("models", "seeds")}
    return settings | said | {"query-comment": {"comment": beginning.comment, "append": False}}


def _set_aside(path: Path) -> bool:
    """Give the project's own macro for schemas another name, for ours to call."""
    text = path.read_text(encoding="utf-8")
    path.write_text(DEFINED.sub(rf"\g<1>{USERS}\g<2>", text), encoding="utf-8")
    return bool(DEFINED.search(text))


def _macros(beginning: Beginning, users: str) -> str:
    both = {name: text for dataset, text in beginning.inputs.items() for name in (dataset, built_as(dataset))}
    words = {"USERS": users, "BUILD": BUILD, "PUBLISHED": json.dumps(both), "EMPTY": json.dumps(beginning.empty)}
    return WORD.sub(lambda found: words[found[0]], MACROS)
