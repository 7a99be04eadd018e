-- Variables of the risk index, with labels, order and colours.
-- Grain: variable.
{{ code_dimension("variable", "risk_index_variable") }}
