{#- Whether the first of two persons, by date of birth and person_id, is the elder; with
    the same date, whether the person_id is the smaller. A known date of birth comes
    before an unknown one. -#}
{% macro is_elder(birth_date, person_id, other_birth_date, other_person_id) -%}
    (coalesce({{ birth_date }}, date '9999-12-31'), {{ person_id }})
    < (coalesce({{ other_birth_date }}, date '9999-12-31'), {{ other_person_id }})
{%- endmacro %}
