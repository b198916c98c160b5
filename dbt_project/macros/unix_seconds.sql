{#- A moment as whole seconds since 1970: engines have different words for it. -#}
{% macro unix_seconds(moment) -%}
    {{ adapter.dispatch('unix_seconds')(moment) }}
{%- endmacro %}

{% macro default__unix_seconds(moment) -%}
    cast(epoch({{ moment }}) as bigint)
{%- endmacro %}

{% macro trino__unix_seconds(moment) -%}
    cast(to_unixtime({{ moment }}) as bigint)
{%- endmacro %}
