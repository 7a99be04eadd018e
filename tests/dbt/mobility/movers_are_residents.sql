-- Nobody has two outcomes: movers, dead and unexplained are together no more than the
-- residents, in rates of a year and of a period.
{% for mart in ("mobility_rate", "mobility_rate_period") %}
    select
        '{{ mart }}' as mart,
        geography_type,
        geography_code,
        background,
        residents,
        emigrants,
        out_migrants
    from {{ ref(mart) }}
    where
        residents < 1
        or emigrants + out_migrants + deaths + unexplained > residents
    {{ "union all" if not loop.last }}
{% endfor %}
