"""Totals and ranks when the index is put together in other ways."""

from bofast.risk_index import tables


def model(dbt, session):
    return tables.alternatives(
        dbt.ref("risk_index_variable").df(),
        dbt.ref("risk_index_edition").df(),
        dbt.ref("int_risk_index_sub_index").df(),
        dbt.ref("int_risk_index_weight").df(),
    )
