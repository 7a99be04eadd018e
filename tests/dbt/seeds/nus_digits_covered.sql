-- Every first digit a NUS2000 code can have, 0 to 9, has its place in both groupings.
with nus_education_level as (
    select nus_first_digit from {{ ref("nus_education_level") }}
),

digits as (
    select first_digit.digit
    from (
        values
        ('0'), ('1'), ('2'), ('3'), ('4'), ('5'), ('6'), ('7'), ('8'), ('9')
    ) as first_digit (digit)
)

select
    digits.digit,
    nus_education_level.nus_first_digit
from digits
full join nus_education_level on digits.digit = nus_education_level.nus_first_digit
where digits.digit is null or nus_education_level.nus_first_digit is null
