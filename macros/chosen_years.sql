{#- A year depends on none after it, and `BOFAST_YEARS` (for example `2014` or
    `2013,2014`) builds the chosen ones, beside those before them that the warehouse
    has; those after them have to be chosen, too, which `bofast build` does. A year
    stands for what is known on its 1 January: the population of that day, and what
    people did in the year before. Without it every year of the registers is built
    anew. -#}

{#- What is parsed does not depend on the choice, or dbt would read the whole project
    again with each other one; a unit test brings years of its own. -#}
{% macro chosen_years() -%}
    {% set years = [] %}
    {% if not execute or model.resource_type == "unit_test" %}
        {{ return(years) }}
    {% endif %}
    {#- read before anything is run by bofast/settings.py, which stops what is wrong -#}
    {% for text in env_var("BOFAST_YEARS", "").split(",") if text | trim %}
        {% do years.append(text | trim | int) %}
    {% endfor %}
    {{ return(years) }}
{%- endmacro %}

{#- Whether a 1 January is built. A column may be some years ahead of it (or behind,
    less than 0): said apart, so that the engine reads no other years of the files. -#}
{% macro is_chosen_year(column, ahead=0) -%}
    {% set years = [] %}
    {% for year in chosen_years() %}{% do years.append(year + ahead) %}{% endfor %}
    {% if years -%}
        {{ column }} in ({{ years | join(", ") }})
    {%- else -%}
        true
    {%- endif %}
{%- endmacro %}

{#- Whether an outcome year is built: one that begins or ends on such a 1 January; a
    column may be some years ahead of it. -#}
{% macro is_chosen_outcome_year(column, ahead=0) -%}
    {% set years = [] %}
    {% for year in chosen_years() %}
        {% do years.extend([year - 1 + ahead, year + ahead]) %}
    {% endfor %}
    {% if years -%}
        {{ column }} in ({{ years | unique | sort | join(", ") }})
    {%- else -%}
        true
    {%- endif %}
{%- endmacro %}

{#- dbt asks this of every table it could add to: without a choice all of it is built
    anew. A seed says for itself that it always is. -#}
{% macro should_full_refresh() -%}
    {#- every model has the setting, empty where nobody set it -#}
    {% set said = config.get("full_refresh") %}
    {{ return(not chosen_years() if said is none else said) }}
{%- endmacro %}

{#- The hook of a table that is built by year: what is about to be built again goes
    first, also where nothing comes in its place. -#}
{% macro forget(is_chosen) -%}
    {% if is_incremental() -%}
    delete from {{ this }} where {{ is_chosen }}
    {%- endif %}
{%- endmacro %}

{#- dbt asks this for what a generic test reads. Of what is built by year, or a view of
    it, these are the years that are built: the others were tested when they were. -#}
{% macro get_where_subquery(relation) -%}
    {% set wanted = [config.get("where")] if config.get("where") else [] %}
    {% set tested = graph.nodes[model.attached_node] if chosen_years() else none %}
    {#- the folders of what is built by year say so in dbt_project.yml -#}
    {% if tested and tested.config.incremental_strategy == "append"
        and tested.config.materialized != "table" %}
        {% for year in ("year", "outcome_year") if year in tested.columns %}
            {% do wanted.append(
                "(" ~ year ~ " is null or " ~ is_chosen_outcome_year(year) ~ ")"
            ) %}
        {% endfor %}
    {% endif %}
    {% if wanted %}
        {{ return(
            "(select * from " ~ relation ~ " where " ~ wanted | join(" and ")
            ~ ") as tested"
        ) }}
    {% endif %}
    {{ return(relation) }}
{%- endmacro %}
