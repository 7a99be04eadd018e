"""Linear probability models as a table, for dbt's Python model."""

from collections.abc import Iterator

import pandas as pd

from bofast.estimation.codes import (
    EVERYBODY_WITH_OUTCOME,
    EXACT_FIT,
    LINEAR_COMBINATION,
    NOBODY_IN_CATEGORY,
    NOBODY_IN_MODEL,
    NOBODY_WITH_OUTCOME,
    TOO_FEW_OBSERVATIONS,
)
from bofast.estimation.linear import LinearFit, fit_linear
from bofast.estimation.models import DEATH, OUTCOMES, Model, Part, Sample, Seeds
from bofast.estimation.runs import EstimateRow, SampleCells, run_models

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
    "n_outcome": "int64",
    "r_squared": "float64",
    "note": "str",
}


def linear_models(
    runs: pd.DataFrame, people: SampleCells, seeds: Seeds
) -> pd.DataFrame:
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


def _estimate(model: Model, part: Part, people: Sample) -> Iterator[EstimateRow]:
    fit = fit_linear(people.x, people.cells, len(FITTED))
    for outcome, name in enumerate(FITTED):
        notes = _notes(people, fit, outcome)
        had = int(people.cells.counts[:, outcome].sum())
        for at, term in enumerate(model.terms):
            yield {
                "outcome": name,
                "term": term.name,
                "term_group": term.group,
                "position": at,
                "estimate": fit.estimates[at, outcome],
                "std_error": fit.std_errors[at, outcome],
                "std_error_robust": fit.robust[at, outcome],
                "std_error_clustered": fit.clustered[at, outcome],
                "t_value": fit.t_values[at, outcome],
                "p_value": fit.p_values[at, outcome],
                "n_observations": fit.persons,
                "n_families": fit.families,
                "n_outcome": had,
                "r_squared": fit.r_squared[outcome],
                "note": notes[at],
            }


def _notes(people: Sample, fit: LinearFit, outcome: int) -> list[str | None]:
    """Return why there is no estimate, or no t-value, term by term."""
    somebody = (people.x != 0).any(axis=0)
    of_outcome = _note(people, fit, outcome)
    if not fit.enough:
        return [of_outcome] * len(somebody)
    return [
        of_outcome if kept else LINEAR_COMBINATION if had else NOBODY_IN_CATEGORY
        for kept, had in zip(fit.kept, somebody, strict=True)
    ]


def _note(people: Sample, fit: LinearFit, outcome: int) -> str | None:
    """Return why an outcome has no estimates, or no t-values."""
    if not fit.persons:
        return NOBODY_IN_MODEL
    if not fit.enough:
        return TOO_FEW_OBSERVATIONS
    had = int(people.cells.counts[:, outcome].sum())
    if had == 0:
        return NOBODY_WITH_OUTCOME
    if had == fit.persons:
        return EVERYBODY_WITH_OUTCOME
    return EXACT_FIT if fit.exact[outcome] else None
