-- Labour status in the base year, with labels, order and colours.
-- Grain: labour_status.
{{ code_dimension("labour_status", "labour_status") }}
