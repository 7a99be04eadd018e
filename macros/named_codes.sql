{#- What a row of a mart is of, as one text: `background=work; labour_status=outside`.
    A column that is null or not broken down (`all`) is left out. -#}
{% macro named_codes(columns, row="") -%}
    {%- set prefix = row ~ "." if row else "" -%}
    concat_ws(
        '; '
        {%- for column in columns %},
        case
            when cast({{ prefix }}{{ column }} as {{ dbt.type_string() }}) <> 'all'
                then '{{ column }}=' || {{ prefix }}{{ column }}
        end
        {%- endfor %}
    )
{%- endmacro %}
