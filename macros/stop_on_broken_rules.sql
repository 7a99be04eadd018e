{#- A pre-hook: stops a model with the broken rules as its message when the given
    relation (register, column_name, rule, affected_rows, examples) has rows. -#}
{% macro stop_on_broken_rules(relation) -%}
    {% if execute %}
        {% set broken = run_query("select * from " ~ relation) %}
        {% set lines = [] %}
        {% for row in broken.rows %}
            {% do lines.append(
                row["register"] ~ "." ~ row["column_name"] ~ " (edition "
                ~ row["edition"] ~ "): " ~ row["rule"] ~ ": "
                ~ row["affected_rows"] ~ " case(s), first: " ~ row["examples"]
            ) %}
        {% endfor %}
        {% if lines %}
            {{ exceptions.raise_compiler_error(
                "The registers cannot carry the risk index:\n  " ~ lines | join("\n  ")
            ) }}
        {% endif %}
    {% endif %}
{%- endmacro %}
