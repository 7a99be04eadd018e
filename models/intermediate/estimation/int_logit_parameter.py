"""Trinomial logits of every outcome year, with the coefficients' covariance."""

from bofast.estimation.logit_tables import multinomial_models
from bofast.estimation.models import Seeds
from bofast.estimation.runs import SampleCells, beside_earlier


def model(dbt, session):
    runs = dbt.ref("int_estimation_run").filter("method = 'logit'").df()
    cells = dbt.ref("int_covariate_cell")
    estimated = multinomial_models(
        runs,
        SampleCells(cells, dbt.ref("int_family_cell")),
        Seeds(
            dbt.ref("estimation_model").df(),
            dbt.ref("int_estimation_model_term").df(),
            dbt.ref("estimation_exclusion").df(),
        ),
    )
    return beside_earlier(estimated, runs, cells, session, dbt.this)
