"""A macro of ours in the copy of the project: the published tables are there before dbt builds upon them.

It runs in dbt's own process, because only dbt knows what it has selected and how that is materialized."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from levada.engines.dbt.before import GROWING

SCHEMA = "levada__published"
"""Where the published tables are seen, as views, in the scratch database."""
NAME = "levada_published"
MACRO = """
{% macro NAME() %}
  {%- if execute -%}
    {%- for node in graph.nodes.values() if node.unique_id in selected_resources -%}
      {%- if node.config.materialized in GROWING -%}
        {%- for name in (node.schema ~ '.' ~ node.alias, node.alias) if name in SHOWN -%}
          {%- set it = api.Relation.create(node.database, node.schema, node.alias, type='table') -%}
          {%- do adapter.create_schema(it) -%}
          {%- do run_query('CREATE TABLE ' ~ it ~ ' AS FROM SCHEMA."' ~ name ~ '"') -%}
          {%- do adapter.cache_added(it) -%}
        {%- endfor -%}
      {%- endif -%}
    {%- endfor -%}
  {%- endif -%}
{% endmacro %}
"""


def hooked(settings: dict[str, Any], project: Path, shown: Iterable[str]) -> dict[str, Any]:
    """The project's settings with the macro called before anything else; the macro is put into the project.

    `shown`: the names of the views."""
    folder = project / (settings.get("macro-paths") or ["macros"])[0]
    folder.mkdir(parents=True, exist_ok=True)
    words = {"NAME": NAME, "GROWING": str(GROWING), "SHOWN": str(list(shown)), "SCHEMA": SCHEMA}
    text = MACRO
    for word, value in words.items():
        text = text.replace(word, value)
    (folder / f"{NAME}.sql").write_text(text)
    said = settings.get("on-run-start") or []
    return settings | {"on-run-start": [f"{{{{ {NAME}() }}}}", *(said if isinstance(said, list) else [said])]}
