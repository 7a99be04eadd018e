-- Figure 8: disability 2014-2016 against single providers under 45, 2012-2014.
-- One row per national unit with both values; intercept, slope, slope_se and r_squared
-- are those of the green line, which is drawn without the excluded units.
-- Source: study, section "Direkte samanhengar"; mart risk_index_figure_unit.

select *
from {{ ref("risk_index_figure_unit") }}
where figure_number = '08'
order by edition, region_code
