-- Followed through the changes, every code ends at exactly one code in force on
-- 1 January 2018; the 13 older codes that the contract recodes end, on 1 January 2013,
-- at the code it names.
with recursive municipality as (
    select
        municipality_code,
        valid_from,
        valid_to
    from {{ ref("municipality") }}
),

municipality_change as (
    select
        old_code,
        new_code,
        change_date
    from {{ ref("municipality_change") }}
),

contract_recode as (
    select
        recoded.old_code,
        recoded.code_2013
    from (
        values
        ('0718', '0716'),
        ('1842', '1804'),
        ('1569', '1576'),
        ('1572', '1576'),
        ('1154', '1160'),
        ('1159', '1160'),
        ('1214', '1160'),
        ('1503', '1505'),
        ('1556', '1505'),
        ('1723', '1756'),
        ('1729', '1756'),
        ('1901', '1903'),
        ('1915', '1903')
    ) as recoded (old_code, code_2013)
),

followed as (
    select
        municipality_code as first_code,
        municipality_code as code,
        coalesce(valid_from, date '2001-12-31') as since,
        coalesce(valid_from, date '2001-12-31') <= date '2018-01-01' as is_of_2018
    from municipality
    union all
    select
        followed.first_code,
        municipality_change.new_code as code,
        municipality_change.change_date as since,
        followed.is_of_2018
    from followed
    inner join municipality_change
        on followed.code = municipality_change.old_code
),

wrong_2018 as (
    select
        followed.first_code,
        'does not end at one code of 2018' as problem
    from followed
    left join municipality
        on
            followed.code = municipality.municipality_code
            and coalesce(municipality.valid_from, date '2001-12-31')
            <= date '2018-01-01'
            and coalesce(municipality.valid_to, date '9999-12-31') > date '2018-01-01'
    where followed.since <= date '2018-01-01' and followed.is_of_2018
    group by followed.first_code
    having count(municipality.municipality_code) != 1
),

in_2013 as (
    select
        first_code,
        max_by(code, since) as code_2013
    from followed
    where since <= date '2013-01-01'
    group by first_code
),

wrong_2013 as (
    select
        contract_recode.old_code as first_code,
        'does not end at the 2013 code of the contract' as problem
    from contract_recode
    left join in_2013 on contract_recode.old_code = in_2013.first_code
    where contract_recode.code_2013 is distinct from in_2013.code_2013
)

select * from wrong_2018
union all
select * from wrong_2013
