-- Highest completed education in the base year, with labels, order and colours.
-- Grain: education_level.
{{ code_dimension("education_level", "education_level") }}
