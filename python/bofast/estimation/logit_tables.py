"""Trinomial logits and differences in probability as tables, for dbt's Python models.

Estimates and differences are made by models of their own, so that differences can be
asked for anew, or from printed coefficients, without estimating anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from bofast.estimation.cells import Floats
from bofast.estimation.design import (
    check_categories,
    design_row,
    independent_columns,
    replaced,
)
from bofast.estimation.differences import difference, predict
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
from bofast.estimation.runs import (
    COMBINATION,
    KEY_TYPES,
    NOBODY,
    People,
    Row,
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
    "covariance": "object",
    "covariance_clustered": "object",
    "note": "str",
    "n_observations": "int64",
    "n_families": "int64",
    "n_parameters": "int32",
    "scaled_r2": "float64",
    "schwarz_bic": "float64",
    "log_likelihood": "float64",
    "log_likelihood_constants": "float64",
    "newton_steps": "int32",
    "converged": "bool",
    "fit_note": "str",
}
DIFFERENCE_TYPES = {
    "contrast_group": "str",
    "contrast": "str",
    "outcome": "str",
    "estimate": "float64",
    "std_error": "float64",
    "std_error_clustered": "float64",
    "probability": "float64",
    "reference_probability": "float64",
    "note": "str",
}
NOT_CONVERGED = "Newton's step does not vanish or the Hessian is nearly singular"
NO_ESTIMATES = "the model has no estimates: see logit_fit"
# named at most in one note
NAMED = 5


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
    runs: pd.DataFrame, people: People, seeds: Seeds
) -> pd.DataFrame:
    """Fit the trinomial logits.

    Args:
        runs: rows of int_estimation_run that are logits.
        people: persons of its years.
        seeds: what the models are made of.

    Returns:
        One row per year, model, geography, sex, outcome and term, with what is known
        of the whole fit beside it; `covariance` is a row of the coefficients'
        covariance, in the order of outcomes and positions.
    """
    return run_models(runs, people, seeds, MODELLED, _estimate, PARAMETER_TYPES)


def _estimate(model: Model, part: Part, people: Sample) -> Iterator[Row]:
    problems = _problems(model, people)
    # what is known to have no maximum is not looked for
    fit = (
        without_maximum(people.x, people.cells)
        if problems
        else fit_multinomial(people.x, people.cells)
    )
    note = _summary(problems)
    if not problems and not fit.converged:
        note = NOT_CONVERGED
    errors, robust, clustered = (
        np.sqrt(np.diag(covariance))
        for covariance in (fit.covariance, fit.robust, fit.clustered)
    )
    of_fit = {
        "n_observations": fit.persons,
        "n_families": fit.families,
        "n_parameters": fit.coefficients.size,
        "scaled_r2": fit.scaled_r2,
        "schwarz_bic": fit.schwarz_bic,
        "log_likelihood": fit.log_likelihood,
        "log_likelihood_constants": fit.log_likelihood_constants,
        "newton_steps": fit.steps,
        "converged": fit.converged,
        "fit_note": note,
    }
    for outcome, name in enumerate(AGAINST_STAYING):
        for at, term in enumerate(model.terms):
            row = outcome * len(model.terms) + at
            yield {
                "outcome": name,
                "term": term.name,
                "term_group": term.group,
                "position": at,
                "estimate": fit.coefficients[outcome, at],
                "std_error": errors[row],
                "std_error_robust": robust[row],
                "std_error_clustered": clustered[row],
                "covariance": fit.covariance[row].tolist() if fit.converged else None,
                "covariance_clustered": fit.clustered[row].tolist()
                if fit.converged
                else None,
                "note": None
                if fit.converged
                else problems.get(term.name, NO_ESTIMATES),
                **of_fit,
            }


def _problems(model: Model, people: Sample) -> dict[str, str]:
    """Return why there can be no maximum: term, category or outcome -> what of it.

    An outcome or a category without persons, a category in which an outcome never
    happened (its coefficient would be infinite), terms that depend on each other.
    """
    counts = people.cells.counts
    totals = counts.sum(axis=0)
    if not totals.sum():
        return {"persons": "nobody"}
    problems = {
        outcome: "nobody had this outcome"
        for outcome, total in zip(MODELLED, totals, strict=True)
        if not total
    }
    if problems:
        return problems
    had = (np.hstack([people.x, people.references]) > 0).T @ counts
    for term, by_outcome in zip((*model.terms, *model.references), had, strict=True):
        never = [o for o, n in zip(MODELLED, by_outcome, strict=True) if not n]
        if not by_outcome.sum():
            problems[term.name] = NOBODY
        elif never:
            problems[term.name] = f"nobody of this category had {' or '.join(never)}"
    kept = independent_columns(people.x.T @ (people.x * counts.sum(axis=1)[:, None]))
    for term, is_kept in zip(model.terms, kept, strict=True):
        if not is_kept:
            problems.setdefault(term.name, COMBINATION)
    return problems


def _summary(problems: Mapping[str, str]) -> str | None:
    if not problems:
        return None
    named = [f"{name}: {what}" for name, what in list(problems.items())[:NAMED]]
    if len(problems) > NAMED:
        named.append(f"and {len(problems) - NAMED} more")
    return "; ".join(named)


@dataclass(frozen=True)
class Fitted:
    """Coefficients and their covariance, as they were stored.

    Attributes:
        coefficients: (j, k), outcomes against staying.
        covariance: (j * k, j * k), outcome by outcome.
        clustered: the same, by family.
    """

    coefficients: Floats
    covariance: Floats
    clustered: Floats


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
    rows: list[Row] = []
    for part, name, of_part in _by_part(parameters):
        model, fitted = models[name], _fitted(of_part)
        for profile in persons:
            if profile["model"] != name or part.sex not in (None, profile["sex"]):
                continue
            person = profile | part.values
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
            rows.extend(key | row for row in group)
    return typed(rows, {**KEY_TYPES, "profile": "str", **DIFFERENCE_TYPES})


def average_differences(
    runs: pd.DataFrame,
    people: People,
    parameters: pd.DataFrame,
    seeds: Seeds,
    asked: Contrasts,
) -> pd.DataFrame:
    """Return differences in probability over the people of a model.

    Everybody is given the compared value, then the reference value, all else as it
    is; the mean difference, with the error that comes of the coefficients.

    Args:
        runs: rows of int_estimation_run that are logits.
        people: persons of its years.
        parameters: rows as `multinomial_models` returns them.
        seeds: what the models are made of.
        asked: contrasts.

    Returns:
        One row per year, model, geography, sex, contrast and outcome.
    """
    fits = {(part, name): _fitted(rows) for part, name, rows in _by_part(parameters)}
    references = asked.contrasts[asked.contrasts["is_reference"].astype(bool)]

    def estimate(model: Model, part: Part, of_part: Sample) -> Iterator[Row]:
        for group, reference in references.groupby("contrast_group", sort=False):
            yield from _group_differences(
                model,
                fits[part, model.name],
                of_part.x,
                replaced(of_part.x, model.terms, _values(model, reference)),
                of_part.cells.persons,
                asked,
                str(group),
            )

    return run_models(runs, people, seeds, MODELLED, estimate, DIFFERENCE_TYPES)


def _by_part(parameters: pd.DataFrame) -> Iterator[tuple[Part, str, pd.DataFrame]]:
    keys = ["outcome_year", "model", "geography_type", "geography_code", "sex"]
    for _, rows in parameters.groupby(keys, dropna=False):
        values: list[Any] = rows[keys].iloc[0].tolist()
        year, model, geography_type, geography_code, sex = values
        known = sex if isinstance(sex, str) else None
        yield Part(int(year), geography_type, geography_code, known), model, rows


def _fitted(parameters: pd.DataFrame) -> Fitted | None:
    """Return a model's coefficients; none when it has no estimates."""
    if not parameters["converged"].all():
        return None
    outcome = parameters["outcome"].map(AGAINST_STAYING.index)
    rows = parameters.assign(place=outcome).sort_values(["place", "position"])
    return Fitted(
        rows["estimate"].to_numpy(np.float64).reshape(len(AGAINST_STAYING), -1),
        np.array(rows["covariance"].tolist(), np.float64),
        np.array(rows["covariance_clustered"].tolist(), np.float64),
    )


def _group_differences(
    model: Model,
    fitted: Fitted | None,
    x: Floats,
    reference_x: Floats,
    weights: Floats,
    asked: Contrasts,
    group: str,
) -> Iterator[Row]:
    """Yield every contrast of a group from one reference: a row per outcome."""
    chosen = asked.contrasts[asked.contrasts["contrast_group"] == group]
    compared = chosen[~chosen["is_reference"].astype(bool)]
    reference = (
        None if fitted is None else predict(reference_x, weights, fitted.coefficients)
    )
    for contrast, values in compared.groupby("contrast", sort=False):
        key = {"contrast_group": group, "contrast": contrast}
        if fitted is None or reference is None:
            yield from (
                {**key, "outcome": outcome, "note": NO_ESTIMATES}
                for outcome in MODELLED
            )
            continue
        of_compared = predict(
            replaced(x, model.terms, _values(model, values)),
            weights,
            fitted.coefficients,
        )
        found = difference(of_compared, reference, fitted.covariance, fitted.clustered)
        for at, outcome in enumerate(MODELLED):
            yield {
                **key,
                "outcome": outcome,
                "estimate": found.estimates[at],
                "std_error": found.std_errors[at],
                "std_error_clustered": found.clustered[at],
                "probability": of_compared.probability[at],
                "reference_probability": reference.probability[at],
                "note": None,
            }


def _values(model: Model, contrast: pd.DataFrame) -> dict[str, str | float]:
    """Return what a contrast sets: categories as they are, numbers as numbers."""
    return {
        variable: value if variable in model.categories else float(value)
        for variable, value in zip(contrast["variable"], contrast["value"], strict=True)
    }
