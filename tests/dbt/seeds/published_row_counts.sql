-- The published files are whole: as many rows as the tables they transcribe.
{% set row_counts = {
    'published_centrality_levels': 4,
    'published_municipality_centrality_2013': 429,
    'published_family_rates': 228,
    'published_row_swap': 4,
    'published_lpm': 633,
    'published_logit': 614,
    'published_logit_diagnostics': 13,
    'published_logit_differences': 1161,
    'published_logit_profiles': 25,
    'published_risk_index_bivariate': 5,
    'published_risk_index_correlations': 15,
    'published_risk_index_implied_moments': 6,
    'published_risk_index_moments': 12,
    'published_risk_index_ols': 6,
    'published_risk_index_ols_anova': 3,
    'published_risk_index_units': 66,
    'published_risk_index_variables': 8,
    'published_risk_index_weights': 5,
    'published_risk_index_weights_earlier': 12,
} %}
with counted as (
    {% for seed, rows in row_counts.items() %}
        select
            '{{ seed }}' as seed,
            {{ rows }} as expected_rows,
            count(*) as row_count
        from {{ ref(seed) }}
        {% if not loop.last %}union all{% endif %}
    {% endfor %}
)

select *
from counted
where row_count != expected_rows
