"""Composition and behaviour in differences between linear models."""

from bofast.estimation.decomposition_tables import linear_decompositions
from bofast.estimation.models import Seeds
from bofast.estimation.runs import SampleCells, beside_earlier


def model(dbt, session):
    pairs = dbt.ref("int_lpm_comparison").df()
    cells = dbt.ref("int_covariate_cell")
    decomposed = linear_decompositions(
        pairs,
        SampleCells(cells, dbt.ref("int_family_cell")),
        Seeds(
            dbt.ref("estimation_model").df(),
            dbt.ref("int_estimation_model_term").df(),
            dbt.ref("estimation_exclusion").df(),
        ),
    )
    return beside_earlier(decomposed, pairs, cells, session, dbt.this)
