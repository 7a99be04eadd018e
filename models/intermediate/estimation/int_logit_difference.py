"""Differences in probability from the profiles, of the logits just estimated."""

from bofast.estimation.logit_tables import Contrasts, profile_differences
from bofast.estimation.models import Seeds
from bofast.estimation.runs import of_runs


def model(dbt, session):
    return profile_differences(
        of_runs(dbt.ref("int_logit_parameter"), dbt.ref("int_estimation_run").df()),
        Seeds(
            dbt.ref("estimation_model").df(),
            dbt.ref("int_estimation_model_term").df(),
            dbt.ref("estimation_exclusion").df(),
        ),
        Contrasts(dbt.ref("logit_contrast").df(), dbt.ref("logit_profile").df()),
    )
