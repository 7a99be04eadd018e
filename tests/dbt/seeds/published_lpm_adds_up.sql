-- A term's estimates for the three outcomes add up to 0 within rounding (three
-- decimals each), and stars follow from t: where not, the row's note says so.
with published_lpm as (
    select
        table_id,
        term,
        estimate,
        t_value,
        stars,
        note
    from {{ ref("published_lpm") }}
),

sums as (
    select
        table_id,
        term,
        'three outcomes do not add up to 0' as problem
    from published_lpm
    group by table_id, term
    having
        count(*) != 3
        or (abs(round(sum(estimate), 3)) > 0.0015 and count(note) = 0)
),

stars as (
    select
        table_id,
        term,
        'stars do not follow from t' as problem
    from published_lpm
    where
        note is null
        and coalesce(stars, '') != case
            when abs(t_value) >= 2.576 then '***'
            when abs(t_value) >= 1.96 then '**'
            when abs(t_value) >= 1.645 then '*'
            else ''
        end
)

select * from sums
union all
select * from stars
