"""Ranks with each variable left out and the weights estimated anew."""

from bofast.risk_index import tables


def model(dbt, session):
    return tables.leave_one_out(
        dbt.ref("int_risk_index_value").df(),
        dbt.ref("risk_index_variable").df(),
        dbt.ref("risk_index_edition").df(),
        dbt.ref("int_risk_index_residual").df(),
        dbt.ref("int_risk_index_regression").df(),
        dbt.ref("int_risk_index_sub_index").df(),
    )
