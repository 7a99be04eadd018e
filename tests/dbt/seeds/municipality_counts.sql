-- The municipality classification has as many codes in force as Norway had
-- municipalities: before and after every change from 2002 to 2024.
with municipality as (
    select
        municipality_code,
        valid_from,
        valid_to
    from {{ ref("municipality") }}
),

expected as (
    select
        counted_on.on_date,
        counted_on.codes
    from (
        values
        (date '2001-12-31', 435),
        (date '2002-01-01', 434),
        (date '2005-01-01', 433),
        (date '2006-01-01', 431),
        (date '2008-01-01', 430),
        (date '2012-01-01', 429),
        (date '2013-01-01', 428),
        (date '2017-01-01', 426),
        (date '2018-01-01', 422),
        (date '2019-01-01', 422),
        (date '2020-01-01', 356),
        (date '2024-01-01', 357)
    ) as counted_on (on_date, codes)
),

counted as (
    select
        expected.on_date,
        expected.codes as expected_codes,
        count(municipality.municipality_code) as codes
    from expected
    left join municipality
        on
            expected.on_date >= coalesce(municipality.valid_from, date '2001-12-31')
            and expected.on_date < coalesce(municipality.valid_to, date '9999-12-31')
    group by expected.on_date, expected.codes
)

select *
from counted
where codes != expected_codes
