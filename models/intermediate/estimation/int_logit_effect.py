"""Differences in probability for sex, age and centrality from profiles."""

from bofast.estimation.logit_tables import Contrasts, profile_differences
from bofast.estimation.models import Seeds


def model(dbt, session):
    return profile_differences(
        dbt.ref("int_logit_parameter").df(),
        Seeds(
            dbt.ref("estimation_model").df(),
            dbt.ref("int_estimation_model_term").df(),
            dbt.ref("estimation_exclusion").df(),
        ),
        Contrasts(dbt.ref("effect_contrast").df(), dbt.ref("effect_profile").df()),
    )
