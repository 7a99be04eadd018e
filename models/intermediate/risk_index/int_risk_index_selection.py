"""Robust regressions: the least significant variable goes until all are significant."""

from bofast.risk_index import tables


def model(dbt, session):
    return tables.selection(
        dbt.ref("int_risk_index_value").df(),
        dbt.ref("risk_index_variable").df(),
        dbt.ref("risk_index_edition").df(),
    )
