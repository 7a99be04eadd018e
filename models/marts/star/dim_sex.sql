-- Sexes, with labels, order and colours.
-- Grain: sex.
{{ code_dimension("sex", "resident_sex") }}
