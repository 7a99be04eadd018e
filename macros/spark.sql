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
        {% set view = "create or replace view " ~ node.relation_name %}
        {% do run_query(view ~ " as select * from parquet.`" ~ files ~ "`") %}
    {% endfor %}
    {% do write_run_of_rows(false, []) %}
{%- endmacro %}

{#- What a run makes of the kept registers, and whether it is whole: written before
    anything is made, as not finished, and again at the end. -#}
{% macro write_run_of_rows(is_finished, made, tests={}) -%}
    {% do run_query("drop table if exists registers.run_of_rows") %}
    {% set query %}
        create table registers.run_of_rows
        using parquet
        location '{{ rows_folder("tables/run_of_rows") }}'
        as select
            kept.register_fingerprint,
            '{{ rows_digest() }}' as rows_digest,
            '{{ made | join(",") }}' as models_made,
            cast({{ tests.get("pass", 0) }} as bigint) as tests_passed,
            cast({{ tests.get("warn", 0) }} as bigint) as tests_warned,
            {{ is_finished }} as is_finished
        from parquet.`{{ rows_folder("registers/kept") }}` as kept
    {% endset %}
    {% do run_query(query) %}
{%- endmacro %}

{#- Which models, seeds, macros and tests a run is of, how models are made, and in which
    division: DuckDB takes rows of its own ones alone. -#}
{% macro rows_digest() -%}
    {% set texts = [var("residence_division_date")] %}
    {% for node in graph.nodes.values() | sort(attribute="unique_id")
        if node.resource_type in ("model", "seed", "test") %}
        {% do texts.append(node.name ~ " " ~ node.checksum.checksum) %}
        {% do texts.append(node.config.materialized) %}
    {% endfor %}
    {% for name, macro in context[project_name].items() | sort %}
        {% do texts.append(name ~ " " ~ macro.macro.macro_sql) %}
    {% endfor %}
    {{ return(local_md5(texts | join("\n"))) }}
{%- endmacro %}

{#- Some of the rows, or rows that were not tested, are not what DuckDB takes. -#}
{% macro spark__mark_finished(results, is_whole, tests) -%}
    {% set asked = invocation_args_dict %}
    {% set parts = [asked.get("select"), asked.get("exclude"),
        asked.get("resource_types"), asked.get("exclude_resource_types")] %}
    {% set failed = results
        | selectattr("status", "in", ["error", "fail", "skipped"]) | list %}
    {% set made = results | map(attribute="node")
        | selectattr("resource_type", "eq", "model") | map(attribute="name") | list %}
    {% do write_run_of_rows(
        asked.get("selector") == "rows" and not parts | select | list and not failed,
        made,
        tests
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

{#- In DuckDB: the folder that the rows are taken from (`bofast build --from` sets it);
    none where they are made. -#}
{% macro rows_taken_from() -%}
    {{ return(env_var("DBT_BOFAST_TAKE", "") | replace("'", "''") if execute else "") }}
{%- endmacro %}

{% macro run_of_rows() -%}
    {% set query %}
        select *
        from read_parquet('{{ rows_taken_from() }}/tables/run_of_rows/*.parquet')
    {% endset %}
    {{ return(run_query(query).rows[0].dict()) }}
{%- endmacro %}

{#- Why rows cannot be taken; empty where they can. -#}
{% macro refused_rows() -%}
    {% set run = run_of_rows() %}
    {% set fingerprint = run_query(
        "select bofast_fingerprint('" ~ register_folder() ~ "')"
    ).columns[0].values()[0] %}
    {% if not run["is_finished"] %}
        {{ return("the run on Spark did not end with all rows made and all tests"
            ~ " passed: run it again (dbt build --target spark --selector rows)") }}
    {% elif run["register_fingerprint"] != fingerprint %}
        {{ return("they were made of other registers than those in " ~ register_folder()
            ~ ": keep these (bofast kept), and run Spark again") }}
    {% elif run["rows_digest"] != rows_digest() %}
        {{ return("they were made by other models, seeds, macros or tests than those"
            ~ " here: run Spark again (dbt build --target spark --selector rows)") }}
    {% endif %}
    {{ return("") }}
{%- endmacro %}

{#- dbt asks this for every table that is made: one that Spark made is copied, in the
    types and the order of columns that the model has here. -#}
{% macro duckdb__create_table_as(
    temporary, relation, compiled_code, language="sql"
) -%}
    {% if rows_taken_from() and model.name in run_of_rows()["models_made"].split(",") %}
        {% set compiled_code %}
            select
                {%- for column in get_column_schema_from_query(compiled_code) %}
                cast({{ column.quoted }} as {{ column.dtype }}) as {{ column.quoted }}
                {{- "" if loop.last else "," }}
                {%- endfor %}
            from read_parquet(
                '{{ rows_taken_from() }}/tables/{{ model.name }}/*.parquet'
            )
        {% endset %}
    {% endif %}
    {{ dbt.duckdb__create_table_as(
        temporary, relation, compiled_code, language, **kwargs
    ) }}
{%- endmacro %}
