-- An edition names regions that its division of municipalities has.
select
    region.edition,
    region.region_code
from {{ ref("int_risk_index_region") }} as region
left join {{ ref("int_edition_region_code") }} as code
    on
        region.edition = code.edition
        and region.region_code = code.register_region_code
        and region.region_code = code.region_code
where code.region_code is null
