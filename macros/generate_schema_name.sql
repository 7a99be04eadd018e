{#- Schemas are named as in dbt_project.yml, without the target's name in front:
    one file is one warehouse, so nothing needs telling apart. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name or target.schema }}
{%- endmacro %}
