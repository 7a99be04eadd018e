-- Why immigrants came, or that they came from a Nordic country, with labels, order and
-- colours.
-- Grain: background.
{{ code_dimension("background", "background") }}
