-- Where residents are from, as far as the register of persons knows, with labels,
-- order and colours.
-- Grain: origin.
{{ code_dimension("origin", "origin") }}
