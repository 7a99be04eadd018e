"""Linear probability models as a table, for dbt's Python model."""

import numpy as np
import pandas as pd

from bofast.estimation.cells import Cells, Floats
from bofast.estimation.design import design_matrix
from bofast.estimation.linear import LinearFit, fit_linear
from bofast.estimation.models import DEATH, OUTCOMES, Model, Part, Seeds
from bofast.estimation.runs import People, run_models

# the dead stay in the denominator, as neither staying, moving nor emigrating
FITTED = tuple(outcome for outcome in OUTCOMES if outcome != DEATH)
TYPES = {
    "outcome": "str",
    "term": "str",
    "term_group": "str",
    "position": "int32",
    "estimate": "float64",
    "std_error": "float64",
    "std_error_robust": "float64",
    "std_error_clustered": "float64",
    "t_value": "float64",
    "p_value": "float64",
    "n_observations": "int64",
    "n_families": "int64",
    "r_squared": "float64",
    "note": "str",
}


def linear_models(runs: pd.DataFrame, people: People, seeds: Seeds) -> pd.DataFrame:
    """Fit the linear probability models.

    Args:
        runs: rows of int_estimation_run that are linear models.
        people: persons of its years.
        seeds: what the models are made of.

    Returns:
        One row per year, model, geography, outcome and term; `note` says why something
        is missing.
    """
    return run_models(runs, people, seeds, (*FITTED, DEATH), _estimate, TYPES)


def _estimate(model: Model, part: Part, cells: Cells) -> pd.DataFrame:
    x = design_matrix(cells.covariates, model.terms)
    fit = fit_linear(x, cells, len(FITTED))
    return pd.concat(
        pd.DataFrame(
            {
                "outcome": name,
                "term": [term.name for term in model.terms],
                "term_group": [term.group for term in model.terms],
                "position": range(len(model.terms)),
                "estimate": fit.estimates[:, outcome],
                "std_error": fit.std_errors[:, outcome],
                "std_error_robust": fit.robust[:, outcome],
                "std_error_clustered": fit.clustered[:, outcome],
                "t_value": fit.t_values[:, outcome],
                "p_value": fit.p_values[:, outcome],
                "n_observations": fit.persons,
                "n_families": fit.families,
                "r_squared": fit.r_squared[outcome],
                "note": _notes(x, cells, fit, outcome),
            }
        )
        for outcome, name in enumerate(FITTED)
    )


def _notes(x: Floats, cells: Cells, fit: LinearFit, outcome: int) -> list[str | None]:
    """Return why there is no estimate, or no t-value, term by term."""
    independent = int(fit.kept.sum())
    if fit.persons <= independent or not fit.persons:
        few = f"{fit.persons} persons are too few for {independent} terms"
        return [few] * x.shape[1]
    had = int(cells.counts[:, outcome].sum())
    general = None
    if had == 0:
        general = "nobody had this outcome"
    elif had == fit.persons:
        general = "everybody had this outcome"
    nobody = ~np.any(x != 0, axis=0)
    return [
        "nobody is of this category"
        if nobody[term]
        else "a combination of earlier terms"
        if not fit.kept[term]
        else general
        for term in range(x.shape[1])
    ]
