{#- `BOFAST_INDEX` (for example `2025` or `2019,2025`) makes the chosen editions of the
    risk index alone; without it every edition that the registers have data of is made.
    A unit test brings editions of its own. -#}
{% macro is_chosen_edition(column) -%}
    {% set editions = [] %}
    {% if execute and model.resource_type != "unit_test" %}
        {% for text in env_var("BOFAST_INDEX", "").split(",") if text | trim %}
            {% do editions.append("'" ~ text | trim | replace("'", "''") ~ "'") %}
        {% endfor %}
    {% endif %}
    {% if editions -%}
        {{ column }} in ({{ editions | join(", ") }})
    {%- else -%}
        true
    {%- endif %}
{%- endmacro %}
