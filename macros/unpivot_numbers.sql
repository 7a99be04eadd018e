{#- Rows from columns: one row per key and number column, nulls left out. -#}
{% macro unpivot_numbers(relation, key, columns, value_name) -%}
    {% for column in columns %}
        select
            {{ key }} as row_key,
            '{{ column }}' as column_name,
            cast({{ adapter.quote(column) }} as double) as {{ value_name }}
        from {{ relation }}
        where {{ adapter.quote(column) }} is not null
        {{ "union all" if not loop.last }}
    {% endfor %}
{%- endmacro %}
