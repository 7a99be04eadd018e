"""Residuals of the OLS on the selected variables, and which units are extreme."""

from bofast.risk_index import tables


def model(dbt, session):
    return tables.residuals(
        dbt.ref("int_risk_index_value").df(),
        dbt.ref("risk_index_variable").df(),
        dbt.ref("risk_index_edition").df(),
        dbt.ref("int_risk_index_selection").df(),
    )
