{#- Keys of several columns: returns the keys that stand on more than one row, with
    how many rows have them. Two nulls count as equal, as `group by` has it. -#}
{% test unique_combination(model, columns) %}

select
    {{ columns | join(',\n    ') }},
    count(*) as row_count
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1

{% endtest %}
