{#- Nothing was found under a rule of data quality, but for deliberate faults of
    synthetic registers: a warning, whose rows are kept. -#}
{% test no_finding(model, rule) %}

{{ config(severity="warn") }}

with finding as (
    select * from {{ model }}
)

select
    finding.register,
    finding.year,
    finding.rule,
    finding.person_id,
    finding.register_rows
from finding
where
    finding.rule = '{{ rule }}'
    and not exists (
        select 1
        from {{ ref("stg_faulty_row") }} as faulty_row
        where finding.person_id = faulty_row.person_id
    )

{% endtest %}
