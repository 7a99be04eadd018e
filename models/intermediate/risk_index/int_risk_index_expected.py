"""What the conditions of each national unit predict, and how surely."""

from bofast.risk_index import tables


def model(dbt, session):
    return tables.expected(
        dbt.ref("int_risk_index_value").df(),
        dbt.ref("risk_index_variable").df(),
        dbt.ref("risk_index_edition").df(),
        dbt.ref("int_risk_index_residual").df(),
        dbt.ref("int_risk_index_regression").df(),
    )
