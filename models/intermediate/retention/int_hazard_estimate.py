"""Discrete-time model of emigration over all cohorts."""

from bofast.estimation.hazard import hazard_model


def model(dbt, session):
    counts = dbt.ref("int_cohort_year").filter("background <> 'all'").df()
    return hazard_model(counts)
