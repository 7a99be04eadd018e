{#- The number in the column of a row that another column names. -#}
{% macro printed_column(name, row, columns) -%}
    case {{ name }}
        {%- for column in columns %}
        when '{{ column }}' then {{ row }}.{{ column }}
        {%- endfor %}
    end
{%- endmacro %}
