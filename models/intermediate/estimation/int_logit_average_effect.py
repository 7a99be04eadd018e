"""Average differences in probability for sex, age and centrality."""

from bofast.estimation.logit_tables import Contrasts, average_differences
from bofast.estimation.models import Seeds
from bofast.estimation.runs import SampleCells, beside_earlier


def model(dbt, session):
    # a model per sex says nothing of the sexes
    runs = dbt.ref("int_estimation_run").filter("method = 'logit' and sex is null").df()
    cells = dbt.ref("int_covariate_cell")
    parameters = dbt.ref("int_logit_parameter").filter("sex is null").df()
    estimated = average_differences(
        runs,
        SampleCells(cells, dbt.ref("int_family_cell")),
        parameters,
        Seeds(
            dbt.ref("estimation_model").df(),
            dbt.ref("int_estimation_model_term").df(),
            dbt.ref("estimation_exclusion").df(),
        ),
        Contrasts(dbt.ref("effect_contrast").df(), dbt.ref("effect_profile").df()),
    )
    return beside_earlier(estimated, runs, cells, session, dbt.this)
