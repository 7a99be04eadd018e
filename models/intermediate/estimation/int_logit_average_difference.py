"""Differences in probability over the people of every logit."""

from bofast.estimation.logit_tables import Contrasts, average_differences
from bofast.estimation.models import Seeds
from bofast.estimation.runs import SampleCells, beside_earlier


def model(dbt, session):
    runs = dbt.ref("int_estimation_run").filter("method = 'logit'").df()
    cells = dbt.ref("int_covariate_cell")
    estimated = average_differences(
        runs,
        SampleCells(cells, dbt.ref("int_family_cell")),
        dbt.ref("int_logit_parameter").df(),
        Seeds(
            dbt.ref("estimation_model").df(),
            dbt.ref("int_estimation_model_term").df(),
            dbt.ref("estimation_exclusion").df(),
        ),
        Contrasts(dbt.ref("logit_contrast").df(), dbt.ref("logit_profile").df()),
    )
    return beside_earlier(estimated, runs, cells, session, dbt.this)
