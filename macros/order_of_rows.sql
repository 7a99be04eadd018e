{#- DuckDB may exchange the sides of a join, and then gives rows in another order than
    they lie in. Where a table should keep that of its register, the sides stay as they
    are written while it is made. -#}

{% macro keep_order_of_rows(keep) -%}
    {{ return(adapter.dispatch("keep_order_of_rows")(keep)) }}
{%- endmacro %}

{% macro default__keep_order_of_rows(keep) -%}{%- endmacro %}

{% macro duckdb__keep_order_of_rows(keep) -%}
    set disabled_optimizers = '{{ "build_side_probe_side" if keep else "" }}'
{%- endmacro %}
