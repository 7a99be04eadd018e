{#- Registers come in through two hooks that run before anything is built: a check
    that stops with the broken rules and says what it rejects, then one view per
    register in schema `registers`, with the rows that are kept in the contract's types,
    so that every source is a relation whatever its files look like, and two views with
    the rejected rows and values; beside them a table that says which files they were,
    and whether the build that read them finished: a third hook, after everything, says
    so when every model and test of the project has passed, and that of the years it was
    added to had finished too; only such a warehouse is published. -#}

{% macro register_folder() -%}
    {{ env_var("BOFAST_REGISTERS", "data/registers") | replace("'", "''") }}
{%- endmacro %}

{#- Whether the risk index alone is built anew, in a warehouse whose rest stays as it is
    (`bofast build --index`, which sets this and checks that the registers of persons
    have not changed). -#}
{% macro builds_index_only() -%}
    {{ return(execute and env_var("DBT_BOFAST_ONLY", "") == "index") }}
{%- endmacro %}

{% macro builds_models() -%}
    {{ return(execute and flags.WHICH in ("build", "run")) }}
{%- endmacro %}

{% macro check_registers() -%}
    {% if builds_models() %}
        {% set broken = adapter.dispatch("broken_register_rules")() %}
        {% if broken %}{{ exceptions.raise_compiler_error(broken) }}{% endif %}
        {% if rows_taken_from() %}
            {% set refused = refused_rows() %}
            {% if refused %}
                {{ exceptions.raise_compiler_error(
                    "The rows in " ~ rows_taken_from() ~ " cannot be taken: " ~ refused
                ) }}
            {% endif %}
        {% endif %}
        {% for note in adapter.dispatch("register_notes")().splitlines() %}
            {% do log(note, info=true) %}
        {% endfor %}
    {% endif %}
{%- endmacro %}

{% macro duckdb__broken_register_rules() -%}
    {% set query %}
        select bofast_check_registers('{{ register_folder() }}')
    {% endset %}
    {{ return(run_query(query).columns[0].values()[0]) }}
{%- endmacro %}

{% macro duckdb__register_notes() -%}
    {% set query %}
        select bofast_register_notes('{{ register_folder() }}')
    {% endset %}
    {{ return(run_query(query).columns[0].values()[0]) }}
{%- endmacro %}

{% macro create_register_views() -%}
    {% if builds_models() %}{{ adapter.dispatch("create_register_views")() }}{% endif %}
{%- endmacro %}

{% macro duckdb__create_register_views() -%}
    {% do run_query("create schema if not exists registers") %}
    {% for node in graph.sources.values() if node.source_name == "registers" %}
        {% set query %}
            select bofast_register_sql('{{ register_folder() }}', '{{ node.name }}')
        {% endset %}
        {% set scan = run_query(query).columns[0].values()[0] %}
        {% set view = "create or replace view " ~ node.relation_name ~ " as " ~ scan %}
        {% do run_query(view) %}
    {% endfor %}
    {% set earlier = earlier_build() %}
    {% set made_of = (earlier or {}).get("register_years") or "{}" %}
    {% set provenance %}
        create or replace table registers.provenance as
        select
            parse_filename('{{ register_folder() }}') as registers,
            bofast_fingerprint('{{ register_folder() }}') as register_fingerprint,
            bofast_register_fingerprints('{{ register_folder() }}')
                as register_fingerprints,
            bofast_is_synthetic('{{ register_folder() }}') as is_synthetic,
            try_cast(bofast_synthetic_seed('{{ register_folder() }}') as bigint)
                as synthetic_seed,
            bofast_code_version() as build_code_version,
            bofast_project_digest() as project_digest,
            cast(now() at time zone 'utc' as timestamp) as built_at,
            nullif('{{ years_built(earlier) }}', '') as years_built,
            bofast_register_years('{{ register_folder() }}', '{{ made_of }}')
                as register_years,
            nullif(
                bofast_changed_years('{{ register_folder() }}', '{{ made_of }}'), ''
            ) as registers_changed,
            cast(null as bigint) as tests_passed,
            cast(null as bigint) as tests_warned,
            cast(null as bigint) as tests_failed,
            {{ (earlier is none or are_others_finished(earlier)) | as_bool }}
                as is_finished_without,
            false as is_finished
    {% endset %}
    {% do run_query(provenance) %}
    {% if earlier %}{{ note_earlier_build(earlier) }}{% endif %}
{%- endmacro %}

{#- The 1 Januaries that are built; where persons stay as they are, those of before. -#}
{% macro years_built(earlier) -%}
    {% if builds_index_only() and earlier %}
        {{- return(earlier["years_built"] or "") -}}
    {% endif %}
    {{- return(chosen_years() | join(",")) -}}
{%- endmacro %}

{#- What the warehouse says of the build that chosen years, or the risk index, are added
    to; none where everything is built. -#}
{% macro earlier_build() -%}
    {#- asked in SQL: dbt's own question leaves a transaction open in a hook -#}
    {% set tables %}
        select count(*) from information_schema.tables
        where
            table_catalog = '{{ target.database }}'
            and table_schema = 'registers'
            and table_name = 'provenance'
    {% endset %}
    {% set builds_part = chosen_years() or builds_index_only() %}
    {% if builds_part and run_query(tables).columns[0].values()[0] %}
        {% set rows = run_query("select * from registers.provenance").rows %}
        {{ return(rows[0].dict() if rows else none) }}
    {% endif %}
    {{ return(none) }}
{%- endmacro %}

{#- Whether the years that are not built again are of a build that finished: the last
    one did, or it failed over years that are all built again. -#}
{% macro are_others_finished(earlier) -%}
    {% if builds_index_only() %}{{ return(earlier["is_finished"]) }}{% endif %}
    {% set failed = ((earlier["years_built"] or "") | string).split(",") %}
    {% set built_again = chosen_years() | map("string") | list %}
    {% set others = failed | reject("in", built_again) | list %}
    {{ return(earlier["is_finished"] or (
        earlier.get("is_finished_without", false) and not others
    )) }}
{%- endmacro %}

{#- Years that are not built again are as the code made them that built them, and as
    well tested. -#}
{% macro note_earlier_build(earlier) -%}
    {% if builds_index_only() %}{{ return("") }}{% endif %}
    {% set differs = run_query(
        "select build_code_version <> '" ~ earlier["build_code_version"]
        ~ "' or project_digest <> '" ~ earlier["project_digest"]
        ~ "' from registers.provenance"
    ).columns[0].values()[0] %}
    {% if differs %}
        {% do log(
            "BOFAST_YEARS: the other years stay as other code built them ("
            ~ earlier["build_code_version"] ~ "); without it all are built anew",
            info=true
        ) %}
    {% endif %}
    {% set changed = run_query(
        "select registers_changed from registers.provenance"
    ).columns[0].values()[0] %}
    {% if changed %}
        {% do log(
            "BOFAST_YEARS: the other years stay as other registers made them ("
            ~ changed ~ " differ); without it all are built anew",
            info=true
        ) %}
    {% endif %}
    {% if not are_others_finished(earlier) %}
        {% do log(
            "BOFAST_YEARS: the build of the other years did not end with all tests"
            ~ " passed, and will not be published; without it all are built anew",
            info=true
        ) %}
    {% endif %}
{%- endmacro %}

{#- The project's models and seeds as they were built: publishing makes what counts
    persons anew from rounded cells, with the same SQL. A build of chosen years leaves
    what the build of all years wrote: its own SQL names the years. -#}
{% macro keep_models(results) -%}
    {% if execute and flags.WHICH == "build" and not chosen_years()
        and target.type == "duckdb" %}
        {% set rows = [] %}
        {% for result in results if result.node.resource_type in ("model", "seed") %}
            {% set node = result.node %}
            {% set parents = [] %}
            {% for parent in node.depends_on.nodes or [] %}
                {% do parents.append(parent.split(".")[2:] | join(".")) %}
            {% endfor %}
            {% set literals = [] %}
            {% for value in [
                node.name,
                node.database,
                node.schema,
                node.resource_type | string,
                node.config.materialized,
                "published" in node.tags,
                parents | join(","),
                key_of(node) | join(","),
                node.compiled_code if node.language == "sql" else none,
            ] %}
                {% do literals.append(sql_literal(value)) %}
            {% endfor %}
            {% do rows.append("(" ~ literals | join(", ") ~ ")") %}
        {% endfor %}
        {% set wanted = graph.nodes.values()
            | selectattr("resource_type", "in", ["model", "seed"]) | list %}
        {#- a build of some models leaves the others' as they were -#}
        {% if rows | length == wanted | length %}
            {% set kept %}
                create or replace table registers.built_model as
                select
                    bofast_project_digest() as project_digest,
                    *
                from (values {{ rows | join(", ") }}) as built (
                    name,
                    database_name,
                    schema_name,
                    resource_type,
                    materialized,
                    is_published,
                    depends_on,
                    key_columns,
                    compiled_sql
                )
            {% endset %}
            {% do run_query(kept) %}
        {% endif %}
    {% endif %}
{%- endmacro %}

{#- The columns that a test says are unique together, or one that is alone. -#}
{% macro key_of(node) -%}
    {% set found = namespace(combination=none, column=none) %}
    {% for test in graph.nodes.values()
        if test.resource_type == "test" and test.attached_node == node.unique_id
        and test.test_metadata %}
        {% if test.test_metadata.name == "unique_combination" %}
            {% set found.combination = found.combination
                or test.test_metadata.kwargs["columns"] %}
        {% elif test.test_metadata.name == "unique" %}
            {% set found.column = found.column or [test.column_name] %}
        {% endif %}
    {% endfor %}
    {{ return(found.combination or found.column or []) }}
{%- endmacro %}

{% macro sql_literal(value) -%}
    {% if value is none %}{{ return("null") }}{% endif %}
    {% if value is boolean %}{{ return(value | string) }}{% endif %}
    {{ return("'" ~ value | replace("'", "''") ~ "'") }}
{%- endmacro %}

{% macro mark_finished(results) -%}
    {% if execute and flags.WHICH == "build" %}
        {% set passed = namespace(nodes=0) %}
        {% set tests = {"pass": 0, "warn": 0, "fail": 0, "error": 0, "skipped": 0} %}
        {% for result in results %}
            {% if result.status in ("success", "pass", "warn")
                and result.node.resource_type in ("model", "seed", "test") %}
                {% set passed.nodes = passed.nodes + 1 %}
            {% endif %}
            {% if result.node.resource_type in ("test", "unit_test") %}
                {% set status = result.status | string %}
                {% do tests.update({status: tests.get(status, 0) + 1}) %}
            {% endif %}
        {% endfor %}
        {% set failed = results
            | selectattr("status", "in", ["error", "fail", "skipped"]) | list %}
        {% set wanted = graph.nodes.values()
            | selectattr("resource_type", "in", ["model", "seed", "test"]) | list %}
        {#- the tests of rows that are taken were passed on Spark -#}
        {% if builds_index_only() or rows_taken_from() %}
            {% set wanted = wanted
                | selectattr("unique_id", "in", selected_resources) | list %}
        {% endif %}
        {#- with nothing passed, the registers may have been refused by the check -#}
        {% if passed.nodes %}
            {{ adapter.dispatch("mark_finished")(
                results, not failed and passed.nodes == wanted | length, tests
            ) }}
        {% endif %}
    {% endif %}
{%- endmacro %}

{% macro duckdb__mark_finished(results, is_whole, tests) -%}
    {%- set before = run_of_rows() if rows_taken_from() else {} %}
    update registers.provenance set
        tests_passed = {{ tests["pass"] + before.get("tests_passed", 0) }},
        tests_warned = {{ tests["warn"] + before.get("tests_warned", 0) }},
        tests_failed = {{ tests["fail"] + tests["error"] }},
        is_finished = is_finished_without and {{ is_whole }}
{%- endmacro %}
