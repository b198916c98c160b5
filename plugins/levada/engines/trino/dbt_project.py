"""What the copy of a dbt project is told on Trino: where tables are built, and which state of others is read.

It is said by macros, because only dbt knows what a model asks for. What differs from build to build is said to its
process: the project stays word for word the same, and need not be read again."""

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
SAID, COMMENT = "LEVADA_DBT_BEGINNING", "LEVADA_DBT_COMMENT"
"""The variables of dbt's process."""
WORD = re.compile(r"\b(?:USERS|BUILD|BEGINNING)\b")
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
  {%- if execute and not it.is_cte -%}
    {%- set published, name = BEGINNING.published, it.schema ~ '.' ~ it.identifier -%}
    {%- if name in published -%}{{- return(published[name]) -}}{%- endif -%}
  {%- endif -%}
  {{- return(it) -}}
{% endmacro %}

{% macro should_full_refresh() %}
  {%- if execute and model.schema ~ '.' ~ model.alias in BEGINNING.empty -%}{{- return(true) -}}{%- endif -%}
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

    def variables(self) -> Mapping[str, str]:
        """What dbt's process is told of it."""
        both = {name: text for dataset, text in self.inputs.items() for name in (dataset, built_as(dataset))}
        return {SAID: json.dumps({"published": both, "empty": self.empty}), COMMENT: self.comment}


def hooked(settings: dict[str, Any], copied: Path) -> dict[str, Any]:
    """The project's settings as every build needs them; the macros are put into the copy."""
    folders = [copied / name for name in settings.get("macro-paths") or ["macros"]]
    folders[0].mkdir(parents=True, exist_ok=True)
    users = [_set_aside(path) for folder in folders for path in sorted(folder.rglob("*.sql"))]
    words = {"USERS": USERS if any(users) else DISPATCHED, "BUILD": BUILD, "BEGINNING": f"fromjson(env_var('{SAID}'))"}
    (folders[0] / FILE).write_text(WORD.sub(lambda found: words[found[0]], MACROS))
    said = {key: {**(settings.get(key) or {}), "+on_table_exists": "replace"} for key in ("models", "seeds")}
    return settings | said | {"query-comment": {"comment": f"{{{{ env_var('{COMMENT}') }}}}", "append": False}}


def _set_aside(path: Path) -> bool:
    """Give the project's own macro for schemas another name, for ours to call."""
    text = path.read_text(encoding="utf-8")
    path.write_text(DEFINED.sub(rf"\g<1>{USERS}\g<2>", text), encoding="utf-8")
    return bool(DEFINED.search(text))
