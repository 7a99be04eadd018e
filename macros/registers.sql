{#- Registers come in through two hooks that run before anything is built: a check
    that stops with the broken rules and says what it sets aside, then one view per
    register in schema `registers`, with the rows that are kept in the contract's types,
    so that every source is a relation whatever its files look like, and two views with
    the rows and values set aside; beside them a table that says which files they were,
    and whether the build that read them finished: a third hook, after everything, says
    so when every model and test of the project has passed, and only such a warehouse is
    published. -#}

{% macro register_folder() -%}
    {{ env_var("BOFAST_REGISTERS", "data/registers") | replace("'", "''") }}
{%- endmacro %}

{% macro builds_models() -%}
    {{ return(execute and flags.WHICH in ("build", "run")) }}
{%- endmacro %}

{% macro check_registers() -%}
    {% if builds_models() %}
        {% set broken = adapter.dispatch("broken_register_rules")() %}
        {% if broken %}{{ exceptions.raise_compiler_error(broken) }}{% endif %}
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
    {% set provenance %}
        create or replace table registers.provenance as
        select
            parse_filename('{{ register_folder() }}') as registers,
            bofast_fingerprint('{{ register_folder() }}') as register_fingerprint,
            bofast_is_synthetic('{{ register_folder() }}') as is_synthetic,
            cast(now() at time zone 'utc' as timestamp) as built_at,
            false as is_finished
    {% endset %}
    {% do run_query(provenance) %}
{%- endmacro %}

{% macro mark_finished(results) -%}
    {% if execute and flags.WHICH == "build" %}
        {% set passed = namespace(nodes=0) %}
        {% for result in results %}
            {% if result.status in ("success", "pass", "warn")
                and result.node.resource_type in ("model", "seed", "test") %}
                {% set passed.nodes = passed.nodes + 1 %}
            {% endif %}
        {% endfor %}
        {% set failed = results
            | selectattr("status", "in", ["error", "fail", "skipped"]) | list %}
        {% set wanted = graph.nodes.values()
            | selectattr("resource_type", "in", ["model", "seed", "test"]) | list %}
        {% if not failed and passed.nodes == wanted | length %}
            update registers.provenance set is_finished = true
        {% endif %}
    {% endif %}
{%- endmacro %}
