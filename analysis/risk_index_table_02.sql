-- Table 2: disability 2014-2016 in percent of residents aged 18-66, standardised for
-- age and sex, beside the risk index; most disability first, rounded as printed.
-- Source: study, section "Risiko for fleire uføre"; mart risk_index.

with risk_index as (
    select * from {{ ref("risk_index") }}
)

select
    region_code,
    region_name,
    round(disability_share, 1) as disability_share,
    cast(round(total) as integer) as total,
    edition
from risk_index
order by edition asc, disability_share desc, total desc, region_name asc
