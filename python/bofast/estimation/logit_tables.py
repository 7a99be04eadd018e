"""Trinomial logits and differences in probability as tables, for dbt's Python models.

Estimates and differences are made by models of their own, so that differences can be
asked for anew, or from printed coefficients, without estimating anything.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from bofast.estimation.cells import Cells, Floats
from bofast.estimation.design import (
    check_categories,
    design_matrix,
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
    Seeds,
    by_category,
    read_model,
)
from bofast.estimation.multinomial import (
    MultinomialFit,
    fit_multinomial,
    without_maximum,
)
from bofast.estimation.runs import KEY_TYPES, People, run_models, typed

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
NO_ESTIMATES = "the model has no estimates: see logit_fit"
# named at most in one note
NAMED = 5
NOTHING: dict[str, Any] = {
    "estimate": np.nan,
    "std_error": np.nan,
    "std_error_clustered": np.nan,
    "probability": np.nan,
    "reference_probability": np.nan,
    "note": NO_ESTIMATES,
}


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


def _estimate(model: Model, part: Part, cells: Cells) -> pd.DataFrame:
    x = design_matrix(cells.covariates, model.terms)
    problems = _problems(model, x, cells)
    # what is known to have no maximum is not looked for
    fit = without_maximum(x, cells) if problems else fit_multinomial(x, cells)
    note = _summary(problems)
    if not problems and not fit.converged:
        note = "Newton's step does not vanish or the Hessian is nearly singular"
    return pd.concat(
        _parameters(model, fit, outcome, problems, note)
        for outcome in range(len(AGAINST_STAYING))
    )


def _parameters(
    model: Model,
    fit: MultinomialFit,
    outcome: int,
    problems: Mapping[str, str],
    note: str | None,
) -> pd.DataFrame:
    k = len(model.terms)
    rows = slice(outcome * k, (outcome + 1) * k)
    names = [term.name for term in model.terms]
    return pd.DataFrame(
        {
            "outcome": AGAINST_STAYING[outcome],
            "term": names,
            "term_group": [term.group for term in model.terms],
            "position": range(k),
            "estimate": fit.coefficients[outcome],
            "std_error": _errors(fit.covariance)[rows],
            "std_error_robust": _errors(fit.robust)[rows],
            "std_error_clustered": _errors(fit.clustered)[rows],
            "covariance": _rows(fit.covariance[rows], fit.converged),
            "covariance_clustered": _rows(fit.clustered[rows], fit.converged),
            "note": [
                None if fit.converged else problems.get(name, NO_ESTIMATES)
                for name in names
            ],
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
    )


def _errors(covariance: Floats) -> Floats:
    return np.asarray(np.sqrt(np.diag(covariance)))


def _rows(covariance: Floats, known: bool) -> list[list[float] | None]:
    return covariance.tolist() if known else [None] * len(covariance)


def _problems(model: Model, x: Floats, cells: Cells) -> dict[str, str]:
    """Return why there can be no maximum: term, category or outcome -> what of it.

    An outcome or a category without persons, a category in which an outcome never
    happened (its coefficient would be infinite), terms that depend on each other.
    """
    totals = cells.counts.sum(axis=0)
    if not totals.sum():
        return {"persons": "nobody"}
    problems = {
        outcome: "nobody had this outcome"
        for outcome, total in zip(MODELLED, totals, strict=True)
        if total == 0
    }
    if problems:
        return problems
    for term in (*model.terms, *model.references):
        if term.category is None:
            continue
        counts = by_category(cells, term)
        never = [o for o, count in zip(MODELLED, counts, strict=True) if not count]
        if not counts.sum():
            problems[term.name] = "nobody is of this category"
        elif never:
            problems[term.name] = f"nobody of this category had {' or '.join(never)}"
    kept = independent_columns(x.T @ (x * cells.persons[:, None]))
    for term, is_kept in zip(model.terms, kept, strict=True):
        if not is_kept:
            problems.setdefault(term.name, "a combination of earlier terms")
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
    tables = []
    for part, name, rows in _by_part(parameters):
        model = read_model(name, "", seeds)
        fitted = _fitted(rows)
        for _, profile in asked.profiles[asked.profiles["model"] == name].iterrows():
            if part.sex not in (None, profile["sex"]):
                continue
            person = pd.DataFrame([{**profile, **part.values}])
            check_categories(person, model.categories)
            x = design_matrix(person, model.terms)
            table = _group_differences(
                model, fitted, x, x, np.ones(1), asked, profile["contrast_group"]
            )
            key = _key(part, rows) | {
                "sex": profile["sex"],
                "profile": profile["profile"],
            }
            tables.append(table.assign(**key))
    return typed(tables, {**KEY_TYPES, "profile": "str", **DIFFERENCE_TYPES})


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

    def estimate(model: Model, part: Part, cells: Cells) -> pd.DataFrame:
        fitted = fits[part, model.name]
        x = design_matrix(cells.covariates, model.terms)
        return pd.concat(
            _group_differences(
                model,
                fitted,
                x,
                replaced(x, model.terms, _values(model, reference)),
                cells.persons,
                asked,
                str(group),
            )
            for group, reference in asked.contrasts[
                asked.contrasts["is_reference"]
            ].groupby("contrast_group")
        )

    return run_models(runs, people, seeds, MODELLED, estimate, DIFFERENCE_TYPES)


def _by_part(parameters: pd.DataFrame) -> Iterator[tuple[Part, str, pd.DataFrame]]:
    keys = ["outcome_year", "model", "geography_type", "geography_code", "sex"]
    for _, rows in parameters.groupby(keys, dropna=False):
        values: list[Any] = rows[keys].iloc[0].tolist()
        year, model, geography_type, geography_code, sex = values
        known = sex if isinstance(sex, str) else None
        yield Part(int(year), geography_type, geography_code, known), model, rows


def _key(part: Part, rows: pd.DataFrame) -> dict[str, Any]:
    return {
        "outcome_year": part.outcome_year,
        "model": rows["model"].iloc[0],
        "model_type": rows["model_type"].iloc[0],
        "geography_type": part.geography_type,
        "geography_code": part.geography_code,
    }


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
) -> pd.DataFrame:
    """Return the rows of every contrast of a group: one per outcome."""
    chosen = asked.contrasts[asked.contrasts["contrast_group"] == group]
    compared = chosen[~chosen["is_reference"].astype(bool)]
    reference = (
        None if fitted is None else predict(reference_x, weights, fitted.coefficients)
    )
    rows = []
    for contrast, values in compared.groupby("contrast", sort=False):
        table = pd.DataFrame(
            {"contrast_group": group, "contrast": contrast, "outcome": MODELLED}
        )
        if fitted is None or reference is None:
            rows.append(table.assign(**NOTHING))
            continue
        of_compared = predict(
            replaced(x, model.terms, _values(model, values)),
            weights,
            fitted.coefficients,
        )
        found = difference(of_compared, reference, fitted.covariance, fitted.clustered)
        rows.append(
            table.assign(
                estimate=found.estimates,
                std_error=found.std_errors,
                std_error_clustered=found.clustered,
                probability=of_compared.probability,
                reference_probability=reference.probability,
                note=None,
            )
        )
    return pd.concat(rows)


def _values(model: Model, contrast: pd.DataFrame) -> dict[str, str | float]:
    """Return what a contrast sets: categories as they are, numbers as numbers."""
    return {
        variable: value if variable in model.categories else float(value)
        for variable, value in zip(contrast["variable"], contrast["value"], strict=True)
    }
