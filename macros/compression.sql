{#- Pseudonyms compress badly, and a fifth of a build went into trying, so the profile
    leaves out the methods for text. A wide table of codes is another matter: it shrinks
    to a tenth. For such a table they are on while it is written. -#}

{% macro compress_codes(compress) -%}
    {{ return(adapter.dispatch("compress_codes")(compress)) }}
{%- endmacro %}

{% macro default__compress_codes(compress) -%}{%- endmacro %}

{% macro duckdb__compress_codes(compress) -%}
    set disabled_compression_methods = '{{ "" if compress else "fsst,dict_fsst" }}'
{%- endmacro %}
