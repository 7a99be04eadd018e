-- Whom families consist of, with labels, order and colours.
-- Grain: family_composition.
{{ code_dimension("family_composition", "family_composition_breakdown") }}
