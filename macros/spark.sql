{#- What Spark needs and DuckDB does not: rows of persons can be made there, and the
    rest takes over in DuckDB (docs/scale.md). One folder is shared by both
    (`BOFAST_ROWS`): `bofast kept` writes the registers into it, and every table of the
    rows is written beside them. -#}

{#- The folder, or one in it: a path, or the address of an object store. -#}
{% macro rows_folder(below) -%}
    {%- set folder = env_var("BOFAST_ROWS", "build/rows") -%}
    {%- if "://" not in folder and not folder.startswith("/") -%}
        {%- set folder = flags.PROJECT_DIR ~ "/" ~ folder -%}
    {%- endif -%}
    {{ return(folder | replace("'", "\\'") ~ "/" ~ below) }}
{%- endmacro %}

{#- The check was made before the registers were kept. -#}
{% macro spark__broken_register_rules() -%}
    {% if env_var("BOFAST_YEARS", "") %}
        {{ return("BOFAST_YEARS: Spark builds all years of the registers it is given;"
            ~ " leave it out, or build the years in DuckDB") }}
    {% endif %}
    {{ return("") }}
{%- endmacro %}

{% macro spark__register_notes() -%}
    {{ return("") }}
{%- endmacro %}

{% macro spark__create_register_views() -%}
    {% do run_query("create schema if not exists registers") %}
    {% for node in graph.sources.values() if node.source_name == "registers" %}
        {% set files = rows_folder("registers/" ~ node.name) %}
        {% do run_query(
            "create or replace view " ~ node.relation_name ~ " as select * from parquet.`"
            ~ files ~ "`"
        ) %}
    {% endfor %}
    {% do write_run_of_rows([], [], 0, 0, 0) %}
{%- endmacro %}

{#- What a run made of the kept registers, and whether it is all: written as unfinished
    before anything is made, and again at the end. -#}
{% macro write_run_of_rows(made, failed, passed, warned, tests_failed) -%}
    {% do run_query("drop table if exists registers.run_of_rows") %}
    {% set query %}
        create table registers.run_of_rows
        using parquet
        location '{{ rows_folder("tables/run_of_rows") }}'
        as select
            kept.register_fingerprint,
            '{{ rows_digest() }}' as rows_digest,
            '{{ made | join(",") }}' as models_made,
            '{{ failed | join(",") }}' as steps_failed,
            cast({{ passed }} as bigint) as tests_passed,
            cast({{ warned }} as bigint) as tests_warned,
            cast({{ tests_failed }} as bigint) as tests_failed
        from parquet.`{{ rows_folder("registers/kept") }}` as kept
    {% endset %}
    {% do run_query(query) %}
{%- endmacro %}

{#- Which text the models and seeds were made of; DuckDB takes rows of its own alone. -#}
{% macro rows_digest() -%}
    {% set texts = [] %}
    {% for node in graph.nodes.values() | sort(attribute="unique_id")
        if node.resource_type in ("model", "seed") %}
        {% do texts.append(node.name ~ " " ~ node.checksum.checksum) %}
    {% endfor %}
    {{ return(local_md5(texts | join("\n"))) }}
{%- endmacro %}

{% macro spark__mark_finished(results, is_whole, tests) -%}
    {% set made = results | selectattr("status", "eq", "success")
        | map(attribute="node") | selectattr("resource_type", "eq", "model")
        | map(attribute="name") | list %}
    {% set failed = results
        | selectattr("status", "in", ["error", "fail", "skipped"])
        | map(attribute="node") | map(attribute="name") | list %}
    {% do write_run_of_rows(
        made, failed, tests["pass"], tests["warn"], tests["fail"] + tests["error"]
    ) %}
{%- endmacro %}

{% macro spark__file_format_clause() -%}
    using parquet
{%- endmacro %}

{#- In the shared folder, by name, whatever the catalog is. -#}
{% macro spark__location_clause() -%}
    location '{{ rows_folder("tables/" ~ model.alias) }}'
{%- endmacro %}

{#- A seed with its nulls, which dbt-spark would write as the text None. -#}
{% macro spark__create_csv_table(model, agate_table) -%}
    {%- set types = model.config.column_types -%}
    {%- set query -%}
        create table {{ this }} {{ file_format_clause() }} {{ location_clause() }} as
        select
            {%- for name in agate_table.column_names %}
            cast({{ adapter.quote(name) }} as {{ spark_type(types[name]) }})
                as {{ adapter.quote(name) }}{{ "" if loop.last else "," }}
            {%- endfor %}
        from (
            values
            {%- for row in agate_table.rows %}
            ({%- for value in row -%}
                {{ spark_literal(value) }}{{ "" if loop.last else ", " }}
            {%- endfor -%}){{ "" if loop.last else "," }}
            {%- endfor %}
        ) as seed (
            {%- for name in agate_table.column_names -%}
            {{ adapter.quote(name) }}{{ "" if loop.last else ", " }}
            {%- endfor -%}
        )
    {%- endset -%}
    {% call statement("_") %}{{ query }}{% endcall %}
    {{ return(query) }}
{%- endmacro %}

{#- The rows came with the table. -#}
{% macro spark__load_csv_rows(model, agate_table) -%}
    {{ return("") }}
{%- endmacro %}

{% macro spark_type(type) -%}
    {{ return("string" if type | lower == "varchar" else type) }}
{%- endmacro %}

{% macro spark_literal(value) -%}
    {% if value is none %}{{ return("cast(null as string)") }}{% endif %}
    {% set text = value | string | replace("\\", "\\\\") | replace("'", "\\'") %}
    {{ return("'" ~ text ~ "'") }}
{%- endmacro %}
