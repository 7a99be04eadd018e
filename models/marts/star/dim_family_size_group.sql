-- How many persons share a family number, with labels, order and colours.
-- Grain: family_size_group.
{{ code_dimension("family_size_group", "family_size_group") }}
