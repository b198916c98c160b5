{#- A schema is called what the model says, verbatim: `analytics`, not `main_analytics`. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
