{#- Table and column of everything that the project says of its published tables. -#}
{% macro published_columns() -%}
    {%- set pairs = [] -%}
    {%- if execute -%}
        {%- for node in graph.nodes.values() | sort(attribute="name")
            if node.resource_type in ("model", "seed") and "published" in node.tags -%}
            {%- for column in node.columns -%}
                {%- do pairs.append("('" ~ node.name ~ "', '" ~ column ~ "')") -%}
            {%- endfor -%}
        {%- endfor -%}
    {%- endif -%}
    select
        table_name,
        column_name
    from (
        values
        {{ (pairs or ["('', '')"]) | join(",\n        ") }}
    ) as described (table_name, column_name)
{%- endmacro %}
