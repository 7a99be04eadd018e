"""OLS without the extreme units; variables no longer significant go."""

from bofast.risk_index import tables


def model(dbt, session):
    return tables.regression(
        dbt.ref("int_risk_index_value").df(),
        dbt.ref("risk_index_variable").df(),
        dbt.ref("risk_index_edition").df(),
        dbt.ref("int_risk_index_selection").df(),
        dbt.ref("int_risk_index_residual").df(),
        dbt.ref("risk_index_given_weight").df(),
    )
