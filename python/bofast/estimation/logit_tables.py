"""Trinomial logits and differences in probability as tables, for dbt's Python models.

Estimates and differences are made by models of their own, so that differences can be
asked for anew, or from printed coefficients, without estimating anything.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from bofast.estimation.cells import Bools, Floats
from bofast.estimation.codes import (
    CATEGORY_WITHOUT_OUTCOME,
    LINEAR_COMBINATION,
    MAXIMUM_LIKELIHOOD,
    NO_MAXIMUM,
    NOBODY_IN_CATEGORY,
    NOBODY_IN_MODEL,
    NOBODY_WITH_OUTCOME,
    OF_A_LOGIT,
    OTHER_COEFFICIENTS,
    PENALISED_LIKELIHOOD,
    REFERENCE_WITHOUT_OUTCOME,
    TOO_FEW_OBSERVATIONS,
)
from bofast.estimation.design import (
    check_categories,
    design_row,
    independent_columns,
    replaced,
)
from bofast.estimation.differences import Predicted, difference, predict
from bofast.estimation.models import (
    DEATH,
    OUTCOMES,
    STAY,
    Model,
    Part,
    Sample,
    Seeds,
    read_models,
)
from bofast.estimation.multinomial import fit_multinomial, without_maximum
from bofast.estimation.penalised import PenalisedFit, fit_penalised
from bofast.estimation.runs import (
    KEY_TYPES,
    EstimateRow,
    SampleCells,
    run_key,
    run_models,
    typed,
)

# the dead are left out; staying is what the others are set against
MODELLED = tuple(outcome for outcome in OUTCOMES if outcome != DEATH)
AGAINST_STAYING = tuple(outcome for outcome in MODELLED if outcome != STAY)
PARAMETER_TYPES = {
    "outcome": "str",
    "term": "str",
    "term_group": "str",
    "position": "int32",
    "estimate": "float64",
    "std_error": "float64",
    "std_error_robust": "float64",
    "std_error_clustered": "float64",
    "t_value": "float64",
    "estimator": "str",
    "penalised_estimate": "float64",
    "penalised_std_error": "float64",
    "penalised_t_value": "float64",
    "covariance": "object",
    "covariance_clustered": "object",
    "combination": "object",
    "note": "str",
    "n_observations": "int64",
    "n_families": "int64",
    "n_outcome": "int64",
    "n_parameters": "int32",
    "scaled_r2": "float64",
    "schwarz_bic": "float64",
    "log_likelihood": "float64",
    "log_likelihood_constants": "float64",
    "newton_steps": "int32",
    "converged": "bool",
    "fit_estimator": "str",
    "penalised_log_likelihood": "float64",
    "fit_note": "str",
}
DIFFERENCE_TYPES = {
    "contrast_group": "str",
    "contrast": "str",
    "outcome": "str",
    "estimate": "float64",
    "std_error": "float64",
    "std_error_clustered": "float64",
    "t_value": "float64",
    "probability": "float64",
    "reference_probability": "float64",
    "estimator": "str",
    "penalised_estimate": "float64",
    "penalised_std_error": "float64",
    "penalised_t_value": "float64",
    "penalised_probability": "float64",
    "penalised_reference_probability": "float64",
    "note": "str",
}
# people are like others in the model when this little is left of what tells them apart
ALIKE = 1e-6

# (j, k): why a coefficient has no maximum, if it has none
Reasons = list[list[str | None]]


@dataclass(frozen=True)
class Contrasts:
    """What is compared, as the seeds say it.

    Attributes:
        contrasts: the seed logit_contrast: a variable's value, compared or reference.
        profiles: the seed logit_profile: the person compared with.
    """

    contrasts: pd.DataFrame
    profiles: pd.DataFrame


def multinomial_models(
    runs: pd.DataFrame, people: SampleCells, seeds: Seeds
) -> pd.DataFrame:
    """Fit the trinomial logits.

    Args:
        runs: rows of int_estimation_run that are logits.
        people: persons of its years.
        seeds: what the models are made of.

    Returns:
        One row per year, model, geography, sex, outcome and term, with what is known
        of the whole fit beside it; `covariance` is a row of the coefficients'
        covariance, in the order of outcomes and positions, by the estimator that the
        fit has; `combination` says how the term depends on those with estimates.
    """
    return _with_t_values(
        run_models(runs, people, seeds, MODELLED, _estimate, PARAMETER_TYPES)
    )


def _with_t_values(table: pd.DataFrame) -> pd.DataFrame:
    """Return rows with estimates over their errors; null where the error is 0."""
    for kind in ("", "penalised_"):
        error = table[f"{kind}std_error"]
        table[f"{kind}t_value"] = table[f"{kind}estimate"] / error.where(error > 0)
    return table


def _estimate(model: Model, part: Part, people: Sample) -> Iterator[EstimateRow]:
    reasons = _reasons(model, people)
    # what is known to have no maximum is not looked for
    if reasons is None:
        fit = fit_multinomial(people.x, people.cells)
    else:
        fit = without_maximum(people.x, people.cells)
    j, k = fit.coefficients.shape
    if reasons is None and not fit.converged:
        reasons = [[NO_MAXIMUM] * k for _ in range(j)]
    best = fit if fit.converged else fit_penalised(people.x, people.cells)
    errors, robust, clustered, best_errors = (
        np.sqrt(np.diag(covariance))
        for covariance in (fit.covariance, fit.robust, fit.clustered, best.covariance)
    )
    of_fit: EstimateRow = {
        "n_observations": fit.persons,
        "n_families": fit.families,
        "n_parameters": fit.coefficients.size,
        "scaled_r2": fit.scaled_r2,
        "schwarz_bic": fit.schwarz_bic,
        "log_likelihood": fit.log_likelihood,
        "log_likelihood_constants": fit.log_likelihood_constants,
        "newton_steps": fit.steps,
        "converged": fit.converged,
        "fit_estimator": MAXIMUM_LIKELIHOOD,
        "fit_note": None if reasons is None else _first(reasons),
    }
    combinations = np.eye(k)
    if isinstance(best, PenalisedFit):
        combinations = best.combinations
        of_fit["fit_estimator"] = PENALISED_LIKELIHOOD if best.found else None
        of_fit["penalised_log_likelihood"] = best.penalised_log_likelihood
    had = people.cells.counts.sum(axis=0)
    for outcome, name in enumerate(AGAINST_STAYING):
        for at, term in enumerate(model.terms):
            row = outcome * k + at
            best_of_term: EstimateRow = {
                "covariance": best.covariance[row].tolist(),
                "combination": combinations[at].tolist(),
            }
            if np.isfinite(best.coefficients[outcome, at]):
                best_of_term["estimator"] = of_fit["fit_estimator"]
            if not fit.converged:
                best_of_term |= {
                    "penalised_estimate": best.coefficients[outcome, at],
                    "penalised_std_error": best_errors[row],
                }
            yield {
                "outcome": name,
                "term": term.name,
                "term_group": term.group,
                "position": at,
                "estimate": fit.coefficients[outcome, at],
                "std_error": errors[row],
                "std_error_robust": robust[row],
                "std_error_clustered": clustered[row],
                "n_outcome": int(had[outcome + 1]),
                "covariance_clustered": fit.clustered[row].tolist(),
                "note": None
                if reasons is None
                else reasons[outcome][at] or OTHER_COEFFICIENTS,
                **best_of_term,
                **of_fit,
            }


def _reasons(model: Model, people: Sample) -> Reasons | None:
    """Return why there can be no maximum; none where nothing is in the way of one.

    An outcome or a category without persons, terms that depend on earlier ones, and
    infinite coefficients: of a category in which an outcome never happened, and of all
    categories of a variable when it never happened in the reference.
    """
    counts = people.cells.counts
    by_outcome = counts.sum(axis=0)
    j, k = len(AGAINST_STAYING), len(model.terms)
    if not by_outcome.sum():
        return [[NOBODY_IN_MODEL] * k for _ in range(j)]
    kept = independent_columns(people.x.T @ (people.x * people.cells.persons[:, None]))
    if by_outcome.sum() <= j * kept.sum():
        return [[TOO_FEW_OBSERVATIONS] * k for _ in range(j)]
    reasons: Reasons = [[None] * k for _ in range(j)]

    def say(reason: str, term: int, never: Bools) -> None:
        """Without stayers no outcome has a maximum, else those that never happened."""
        for outcome in range(j):
            if never[0] or never[outcome + 1]:
                reasons[outcome][term] = reasons[outcome][term] or reason

    always = np.ones(j + 1, np.bool_)
    missing = by_outcome == 0
    had = (people.x != 0).T @ counts
    for at in range(k):
        if not kept[at]:
            somebody = had[at].any()
            say(LINEAR_COMBINATION if somebody else NOBODY_IN_CATEGORY, at, always)
        say(NOBODY_WITH_OUTCOME, at, missing)
        say(CATEGORY_WITHOUT_OUTCOME, at, had[at] == 0)
    for reference, of_it in zip(
        model.references, people.references.T @ counts, strict=True
    ):
        # of a reference of nobody one of its variable's terms depends on the others
        if of_it.any():
            for at, term in enumerate(model.terms):
                if term.variable == reference.variable:
                    say(REFERENCE_WITHOUT_OUTCOME, at, of_it == 0)
    return reasons if any(reason for row in reasons for reason in row) else None


def _first(reasons: Reasons) -> str:
    """Return what is said of a whole fit."""
    found = {reason for of_outcome in reasons for reason in of_outcome}
    return next(reason for reason in OF_A_LOGIT if reason in found)


@dataclass(frozen=True)
class Fitted:
    """Coefficients and their covariance, as they were stored.

    Attributes:
        estimator: how they were estimated.
        coefficients: (j, k), outcomes against staying; 0 for terms without.
        covariance: (j * k, j * k), outcome by outcome.
        clustered: the same, by family; NaN for penalised ones.
        unknown: why a term has no coefficient, and the (k,) weights by which the terms
            of everybody in the model add up to 0. Of people with another sum the model
            says nothing.
    """

    estimator: str
    coefficients: Floats
    covariance: Floats
    clustered: Floats
    unknown: list[tuple[str, Floats]]

    def why_unknown(self, x: Floats) -> str | None:
        """Return why the model says nothing of some people, (n, k), if it does not."""
        for reason, weights in self.unknown:
            if np.abs(x @ weights).max() > ALIKE:
                return reason
        return None


def _with_codes(
    profile: Mapping[str, Any], categories: Collection[str]
) -> dict[str, Any]:
    """Return a profile with categories as text, also those that are numbers."""
    return {
        name: f"{value:.0f}"
        if name in categories and isinstance(value, (int, float))
        else value
        for name, value in profile.items()
    }


def profile_differences(
    parameters: pd.DataFrame, seeds: Seeds, asked: Contrasts
) -> pd.DataFrame:
    """Return differences in probability from the profiles.

    Args:
        parameters: rows as `multinomial_models` returns them.
        seeds: what the models are made of.
        asked: contrasts and profiles.

    Returns:
        One row per year, model, geography, profile, contrast and outcome; `sex` is
        that of the profile.

    Raises:
        EstimationError: a profile has a category that is no term and no reference.
    """
    models = read_models(seeds)
    persons: list[dict[str, Any]] = [
        {str(name): value for name, value in row.items()}
        for row in asked.profiles.to_dict("records")
    ]
    rows: list[EstimateRow] = []
    for part, name, of_part in _by_part(parameters):
        model, fitted, note = models[name], _fitted(of_part), _note(of_part)
        for profile in persons:
            if profile["model"] != name or part.sex not in (None, profile["sex"]):
                continue
            person = _with_codes(profile, model.categories) | part.values
            check_categories(
                {v: [person[v]] for v in model.categories}, model.categories
            )
            x = design_row(person, model.terms)
            key = run_key(model, part) | {
                "sex": profile["sex"],
                "profile": profile["profile"],
            }
            group = _group_differences(
                model, fitted, x, x, np.ones(1), asked, profile["contrast_group"]
            )
            rows.extend({"note": note} | key | row for row in group)
    return _with_t_values(
        typed(rows, {**KEY_TYPES, "profile": "str", **DIFFERENCE_TYPES})
    )


def average_differences(
    runs: pd.DataFrame,
    people: SampleCells,
    parameters: pd.DataFrame,
    seeds: Seeds,
    asked: Contrasts,
) -> pd.DataFrame:
    """Return differences in probability over the people of a model.

    Everybody is given the compared value, then the reference value, all else as it
    is; the mean difference, with the error that comes of the coefficients. A model that
    lacks a variable says nothing of it.

    Args:
        runs: rows of int_estimation_run that are logits.
        people: persons of its years.
        parameters: rows as `multinomial_models` returns them.
        seeds: what the models are made of.
        asked: contrasts.

    Returns:
        One row per year, model, geography, sex, contrast and outcome.
    """
    fits = {
        (part, name): (_fitted(rows), _note(rows))
        for part, name, rows in _by_part(parameters)
    }
    references = asked.contrasts[asked.contrasts["is_reference"].astype(bool)]

    def estimate(model: Model, part: Part, of_part: Sample) -> Iterator[EstimateRow]:
        fitted, note = fits[part, model.name]
        variables = {term.variable for term in model.terms}
        for group, reference in references.groupby("contrast_group", sort=False):
            if not set(reference["variable"]) <= variables:
                continue
            rows = _group_differences(
                model,
                fitted,
                of_part.x,
                replaced(of_part.x, model.terms, _values(model, reference)),
                of_part.cells.persons,
                asked,
                str(group),
            )
            yield from ({"note": note} | row for row in rows)

    return _with_t_values(
        run_models(runs, people, seeds, MODELLED, estimate, DIFFERENCE_TYPES)
    )


def _by_part(parameters: pd.DataFrame) -> Iterator[tuple[Part, str, pd.DataFrame]]:
    keys = ["outcome_year", "model", "geography_type", "geography_code", "sex"]
    for _, rows in parameters.groupby(keys, dropna=False):
        values: list[Any] = rows[keys].iloc[0].tolist()
        year, model, geography_type, geography_code, sex = values
        known = sex if isinstance(sex, str) else None
        yield Part(int(year), geography_type, geography_code, known), model, rows


def _fitted(parameters: pd.DataFrame) -> Fitted | None:
    """Return a model's coefficients; none when it has no estimates."""
    estimator = parameters["fit_estimator"].iloc[0]
    if not isinstance(estimator, str):
        return None
    outcome = parameters["outcome"].map(AGAINST_STAYING.index)
    rows = parameters.assign(place=outcome).sort_values(["place", "position"])
    column = "estimate" if estimator == MAXIMUM_LIKELIHOOD else "penalised_estimate"
    estimates = rows[column].to_numpy(np.float64)
    terms = rows[rows["place"] == 0].reset_index(drop=True)
    without = np.flatnonzero(terms[column].isna())
    return Fitted(
        estimator,
        np.nan_to_num(estimates).reshape(len(AGAINST_STAYING), -1),
        np.nan_to_num(np.array(rows["covariance"].tolist(), np.float64)),
        np.array(rows["covariance_clustered"].tolist(), np.float64),
        [
            (
                str(terms["note"][at]),
                np.eye(len(terms))[at] - np.array(terms["combination"][at], np.float64),
            )
            for at in without
        ],
    )


def _note(parameters: pd.DataFrame) -> str | None:
    """Return why a model has no maximum; none when it has."""
    note = parameters["fit_note"].iloc[0]
    return note if isinstance(note, str) else None


def _group_differences(
    model: Model,
    fitted: Fitted | None,
    x: Floats,
    reference_x: Floats,
    weights: Floats,
    asked: Contrasts,
    group: str,
) -> Iterator[EstimateRow]:
    """Yield every contrast of a group from one reference: a row per outcome.

    A row of people that the model says nothing of has its own note.
    """
    chosen = asked.contrasts[asked.contrasts["contrast_group"] == group]
    compared = chosen[~chosen["is_reference"].astype(bool)]
    # of nobody there is no mean
    reference = (
        None if fitted is None else predict(reference_x, weights, fitted.coefficients)
    )
    for contrast, values in compared.groupby("contrast", sort=False):
        rows = [
            {"contrast_group": group, "contrast": contrast, "outcome": outcome}
            for outcome in MODELLED
        ]
        if fitted is None or reference is None:
            yield from rows
            continue
        compared_x = replaced(x, model.terms, _values(model, values))
        unknown = fitted.why_unknown(compared_x) or fitted.why_unknown(reference_x)
        if unknown is not None:
            yield from (row | {"note": unknown} for row in rows)
            continue
        numbers = _difference(
            fitted, predict(compared_x, weights, fitted.coefficients), reference
        )
        for at, row in enumerate(rows):
            of_outcome = {name: number[at] for name, number in numbers.items()}
            yield row | of_outcome | {"estimator": fitted.estimator}


def _difference(
    fitted: Fitted, compared: Predicted, reference: Predicted
) -> dict[str, Floats]:
    """Return the columns of a difference, a number per outcome in each."""
    found = difference(compared, reference, fitted.covariance, fitted.clustered)
    numbers = {
        "estimate": found.estimates,
        "std_error": found.std_errors,
        "probability": compared.probability,
        "reference_probability": reference.probability,
    }
    if fitted.estimator == MAXIMUM_LIKELIHOOD:
        return numbers | {"std_error_clustered": found.clustered}
    return {f"penalised_{name}": number for name, number in numbers.items()}


def _values(model: Model, contrast: pd.DataFrame) -> dict[str, str | float]:
    """Return what a contrast sets: categories as they are, numbers as numbers."""
    return {
        variable: value if variable in model.categories else float(value)
        for variable, value in zip(contrast["variable"], contrast["value"], strict=True)
    }
