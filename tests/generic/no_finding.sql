{#- Nothing was found under a rule of data quality: a warning, whose rows are kept. -#}
{% test no_finding(model, rule) %}

{{ config(severity="warn") }}

select
    register,
    year,
    rule,
    person_id,
    register_rows
from {{ model }}
where rule = '{{ rule }}'

{% endtest %}
