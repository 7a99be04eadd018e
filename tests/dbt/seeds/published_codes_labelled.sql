-- Every code in the published files has its labels in the code lists.
{% set columns = [
    ('published_centrality_levels', 'level', 'centrality_level'),
    ('published_family_rates', 'background', 'background'),
    ('published_family_rates', 'family_size', 'family_size_group'),
    ('published_family_rates', 'family_composition', 'family_composition_breakdown'),
    ('published_family_rates', 'age_range', 'age_range'),
    ('published_family_rates', 'outcome', 'outcome'),
    ('published_logit', 'model_type', 'logit_model_type'),
    ('published_logit', 'sex', 'sex'),
    ('published_logit', 'outcome', 'logit_outcome'),
    ('published_logit', 'term', 'logit_term'),
    ('published_logit_differences', 'contrast_group', 'logit_contrast_group'),
    ('published_logit_differences', 'contrast', 'logit_contrast'),
    ('published_logit_differences', 'outcome', 'logit_outcome'),
    ('published_logit_profiles', 'labour_status', 'logit_contrast logit_reference'),
    ('published_logit_profiles', 'education', 'logit_contrast logit_reference'),
    ('published_logit_profiles', 'background', 'logit_contrast logit_reference'),
    ('published_logit_profiles', 'botid', 'logit_contrast logit_reference'),
    ('published_logit_profiles', 'reference_category', 'logit_reference'),
    ('published_lpm', 'geography_type', 'geography_type'),
    ('published_lpm', 'model', 'lpm_model'),
    ('published_lpm', 'term_group', 'lpm_term_group'),
    ('published_lpm', 'term', 'lpm_term'),
    ('published_lpm', 'outcome', 'outcome'),
    ('published_risk_index_units', 'unit_type', 'region_type'),
    ('published_risk_index_variables', 'variable', 'risk_index_variable'),
] %}
with code_list as (
    select
        list_name,
        code
    from {{ ref("code_list") }}
),

published_codes as (
    {% for seed, column, lists in columns %}
        select distinct
            '{{ seed }}' as seed,
            '{{ column }}' as column_name,
            cast({{ column }} as varchar) as code,
            '{{ lists }}' as list_names
        from {{ ref(seed) }}
        where {{ column }} is not null
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select
    published_codes.seed,
    published_codes.column_name,
    published_codes.code
from published_codes
left join code_list
    on
        published_codes.code = code_list.code
        and list_contains(
            string_split(published_codes.list_names, ' '), code_list.list_name
        )
where code_list.code is null
