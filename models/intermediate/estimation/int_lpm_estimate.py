"""Linear probability models of every outcome year."""

from bofast.estimation.linear_tables import linear_models
from bofast.estimation.models import Seeds
from bofast.estimation.runs import SampleCells, beside_earlier


def model(dbt, session):
    runs = dbt.ref("int_estimation_run").filter("method = 'lpm'").df()
    cells = dbt.ref("int_covariate_cell")
    estimated = linear_models(
        runs,
        SampleCells(cells, dbt.ref("int_family_cell")),
        Seeds(
            dbt.ref("estimation_model").df(),
            dbt.ref("int_estimation_model_term").df(),
            dbt.ref("estimation_exclusion").df(),
        ),
    )
    return beside_earlier(estimated, runs, cells, session, dbt.this)
