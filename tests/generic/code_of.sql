{#- A column's codes are those of one list of the seed code_list; null is left to
    not_null. -#}
{% test code_of(model, column_name, list_name) %}

select distinct coded.{{ column_name }}
from {{ model }} as coded
left join {{ ref("code_list") }} as listed
    on
        listed.list_name = '{{ list_name }}'
        and coded.{{ column_name }} = listed.code
where coded.{{ column_name }} is not null and listed.code is null

{% endtest %}
