"""Weights under each run of the study's note * to table 8."""

from bofast.risk_index import tables


def model(dbt, session):
    return tables.robustness_runs(
        dbt.ref("int_risk_index_value").df(),
        dbt.ref("risk_index_variable").df(),
        dbt.ref("risk_index_edition").df(),
        dbt.ref("risk_index_city_value").df(),
    )
