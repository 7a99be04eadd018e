-- Labels say something: not empty, no space at either end, in both languages.
{% set seeds = [
    'county',
    'municipality',
    'city_district',
    'code_list',
    'nordic_country',
] %}
with labels as (
    {% for seed in seeds %}
        select
            '{{ seed }}' as seed,
            unnest([label_en, label_nb]) as label_text
        from {{ ref(seed) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select *
from labels
where label_text is null or label_text = '' or label_text != trim(label_text)
