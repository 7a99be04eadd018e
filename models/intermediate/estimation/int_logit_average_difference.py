"""Differences in probability over the people of each logit just estimated."""

from bofast.estimation.logit_tables import Contrasts, average_differences
from bofast.estimation.models import Seeds
from bofast.estimation.runs import People, of_runs


def model(dbt, session):
    runs = dbt.ref("int_estimation_run").filter("method = 'logit'").df()
    return average_differences(
        runs,
        People(dbt.ref("int_covariate_cell"), dbt.ref("int_family_cell")),
        of_runs(dbt.ref("int_logit_parameter"), runs),
        Seeds(
            dbt.ref("estimation_model").df(),
            dbt.ref("int_estimation_model_term").df(),
            dbt.ref("estimation_exclusion").df(),
        ),
        Contrasts(dbt.ref("logit_contrast").df(), dbt.ref("logit_profile").df()),
    )
