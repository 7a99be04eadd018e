-- The outcome against each variable of the index, as figures 7 to 11 of the study have
-- it, of every edition: one row per national unit with both values; intercept, slope,
-- slope_se and r_squared are those of the line, which is drawn without excluded units.
-- Source: study, figures 7-11; mart risk_index_figure_unit.

select *
from {{ ref("risk_index_figure_unit") }}
order by edition asc, r_squared desc, variable asc, region_code asc
