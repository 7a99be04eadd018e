-- Of a cohort never more are retained than the year before, none more than all, and the
-- retained, the emigrated and the dead are everybody.
with cohort_retention as (
    select * from {{ ref("cohort_retention") }}
),

with_before as (
    select
        *,
        coalesce(
            lag(retained_percent) over (
                partition by cohort_year, background order by duration
            ),
            100
        ) as retained_before
    from cohort_retention
)

select *
from with_before
where
    retained_percent > retained_before + 1e-9
    or abs(retained_percent + emigrated_percent + died_percent - 100) > 1e-6
