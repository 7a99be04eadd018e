"""Linear probability models of every outcome year."""

from bofast.estimation.linear_tables import linear_models
from bofast.estimation.models import Seeds
from bofast.estimation.runs import People


def model(dbt, session):
    return linear_models(
        dbt.ref("int_estimation_run").filter("method = 'lpm'").df(),
        People(dbt.ref("int_covariate_cell"), dbt.ref("int_family_cell")),
        Seeds(
            dbt.ref("estimation_model").df(),
            dbt.ref("int_estimation_model_term").df(),
            dbt.ref("estimation_exclusion").df(),
        ),
    )
