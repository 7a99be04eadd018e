-- Rule: which codes of registers belong to a region of an edition's division, as a
-- whole or with a share. A code that was divided belongs to each of its parts, also
-- where the edition does not share it out: the part is not whole without it.
-- Source: study, table 8 (one division for both periods).
-- Grain: edition, register_region_code, region_code.

with region_code as (
    select * from {{ ref("int_edition_region_code") }}
),

part as (
    select * from {{ ref("int_edition_region_part") }}
)

select
    edition,
    register_region_code,
    region_code,
    true as is_whole,
    true as is_counted,
    cast(0 as double) as share_from,
    cast(1 as double) as share_to
from region_code
where is_resolved
union all
select
    edition,
    register_region_code,
    region_code,
    false as is_whole,
    is_shared_out as is_counted,
    share_from,
    share_to
from part
