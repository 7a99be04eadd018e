"""From the values of national units to the regression that gives the weights.

Source of the method: Risikoindeks for folkehelse 2019, "Regresjonsanalyse" and
"Vektutrekning": robust regression with stepwise removal, ordinary least squares,
removal of the most extreme observations, ordinary least squares again.

Units are frames with one row per unit (index: region code) and one float column per
variable, in the unit the variable is published in (years, percent, businesses per
100 residents).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats

from bofast.errors import EstimationError

CONSTANT = "constant"
ROBUST = "robust_regression"
LEAST_SQUARES = "ols"
ESTIMATORS = (LEAST_SQUARES, ROBUST)
# how robust regressions weigh residuals
HUBER, BIWEIGHT = ROBUST_ESTIMATORS = ("huber", "biweight")
FIT_STATISTICS = (
    *("model_ss", "model_df", "model_ms", "residual_ss", "residual_df", "residual_ms"),
    *("total_ss", "total_df", "total_ms", "f", "prob_f", "r_squared", "adj_r_squared"),
    *("root_mse", "n_observations"),
)


@dataclass(frozen=True)
class Design:
    """What an edition asks of the construction.

    Attributes:
        dependent: the variable that is explained.
        predictors: the candidates, in the order they are listed.
        p_limit: a variable stays when its p is at most this.
        outlier_p_limit: a unit is extreme when the Bonferroni-corrected p of its
            externally studentised residual is below this.
        estimator: of the final regression, one of `ESTIMATORS`. With robust regression
            no unit is extreme: it weighs them down instead.
        robust_estimator: `huber` or `biweight`.
    """

    dependent: str
    predictors: tuple[str, ...]
    p_limit: float
    outlier_p_limit: float
    estimator: str = LEAST_SQUARES
    robust_estimator: str = HUBER


def complete_units(units: pd.DataFrame, variables: Sequence[str]) -> pd.DataFrame:
    """Return the units that have all variables, as a frame of those columns."""
    return units.loc[:, list(variables)].dropna()


def check_estimable(units: pd.DataFrame, variables: Sequence[str]) -> None:
    """Refuse data that cannot carry a regression with a constant.

    Args:
        units: complete units, one column per variable.
        variables: dependent variable and predictors.

    Raises:
        EstimationError: a constant variable, too few units, or collinear predictors.
    """
    if len(units) <= len(variables):
        raise EstimationError(
            f"{len(units)} complete units cannot estimate {len(variables) - 1}"
            " variables and a constant"
        )
    constant = [name for name in variables if units[name].nunique() == 1]
    if constant:
        raise EstimationError(
            f"{', '.join(constant)}: the same value in all {len(units)} units"
        )
    predictors = sm.add_constant(units[list(variables[1:])].to_numpy())
    if np.linalg.matrix_rank(predictors) < predictors.shape[1]:
        raise EstimationError(
            f"{', '.join(variables[1:])}: some are a linear combination of the others"
        )


def robust_selection(units: pd.DataFrame, design: Design) -> pd.DataFrame:
    """Drop the least significant variable until all have p at most the limit.

    Robust regression with Huber's weights (statsmodels RLM, tuning constant 1.345,
    scale from the median absolute deviation), or with Tukey's biweight (4.685) from
    Huber's estimates, as Stata's rreg goes on; p is two-sided normal, as in RLM.

    Args:
        units: units x variables; those with a missing variable are left out.
        design: dependent variable, candidates and limit.

    Returns:
        One row per step and variable: step (1, 2, ...), method, variable,
        coefficient, std_error, t_value, p_value, is_dropped, n_observations.

    Raises:
        EstimationError: see `check_estimable`; or no variable is significant.
    """
    complete = complete_units(units, [design.dependent, *design.predictors])
    check_estimable(complete, [design.dependent, *design.predictors])
    left = list(design.predictors)
    steps: list[pd.DataFrame] = []
    while left:
        fit = _robust_fit(
            complete[design.dependent],
            sm.add_constant(complete[left]),
            design.robust_estimator,
        )
        table = _terms(fit, left).assign(
            step=len(steps) + 1, method=ROBUST, n_observations=len(complete)
        )
        dropped = _least_significant(table, design.p_limit)
        steps.append(table.assign(is_dropped=table["variable"] == dropped))
        if dropped is None:
            return pd.concat(steps, ignore_index=True)
        left.remove(dropped)
    raise EstimationError(
        f"none of {', '.join(design.predictors)} has p of at most {design.p_limit:g}"
    )


def _robust_fit(
    y: pd.Series, x: pd.DataFrame, estimator: str
) -> sm.robust.robust_linear_model.RLMResults:
    huber = sm.RLM(y, x, M=sm.robust.norms.HuberT()).fit()
    if estimator == HUBER:
        return huber
    biweight = sm.RLM(y, x, M=sm.robust.norms.TukeyBiweight())
    return biweight.fit(start_params=huber.params.to_numpy())


def residuals(
    units: pd.DataFrame, dependent: str, predictors: Sequence[str], p_limit: float
) -> pd.DataFrame:
    """Find the most extreme observations of an ordinary regression.

    Args:
        units: units x variables, complete.
        dependent: the variable that is explained.
        predictors: the variables that explain it.
        p_limit: limit of the Bonferroni-corrected p (n times the two-sided t).

    Returns:
        One row per unit: region_code, studentised_residual (externally),
        bonferroni_p, is_extreme.
    """
    fit = sm.OLS(units[dependent], sm.add_constant(units[list(predictors)])).fit()
    test = fit.outlier_test(method="bonf")
    return pd.DataFrame(
        {
            "region_code": units.index,
            "studentised_residual": test["student_resid"].to_numpy(),
            "bonferroni_p": test["bonf(p)"].to_numpy(),
            "is_extreme": (test["bonf(p)"] < p_limit).to_numpy(),
        }
    )


def least_squares(
    units: pd.DataFrame,
    dependent: str,
    predictors: Sequence[str],
    p_limit: float,
    estimator: str = LEAST_SQUARES,
) -> pd.DataFrame:
    """Estimate and drop what is no longer significant, one at a time.

    Args:
        units: units x variables, complete, without the extreme ones.
        dependent: the variable that is explained.
        predictors: the variables that the robust regressions left.
        p_limit: a variable stays when its p is at most this.
        estimator: one of `ESTIMATORS`.

    Returns:
        One row per step and term, the constant last: step, term, coefficient,
        std_error, t_value, p_value, beta (standardised coefficient, null for the
        constant), is_dropped, n_observations, adj_r_squared (null for a robust
        regression).

    Raises:
        EstimationError: see `check_estimable`; or no variable is significant.
    """
    left = list(predictors)
    steps: list[pd.DataFrame] = []
    while left:
        check_estimable(units, [dependent, *left])
        fit = fitted(units, dependent, left, estimator)
        table = _terms(fit, left)
        table["beta"] = standardised(units, dependent, left, table["coefficient"])
        dropped = _least_significant(table, p_limit)
        constant = _terms(fit, ["const"]).assign(variable=CONSTANT, beta=np.nan)
        table = pd.concat([table, constant], ignore_index=True).assign(
            step=len(steps) + 1,
            n_observations=len(units),
            adj_r_squared=float(getattr(fit, "rsquared_adj", np.nan)),
        )
        steps.append(table.assign(is_dropped=table["variable"] == dropped))
        if dropped is None:
            result = pd.concat(steps, ignore_index=True)
            return result.rename(columns={"variable": "term"})
        left.remove(dropped)
    raise EstimationError(
        f"none of {', '.join(predictors)} has p of at most {p_limit:g}"
    )


def fitted(
    units: pd.DataFrame, dependent: str, predictors: Sequence[str], estimator: str
) -> Any:
    """Fit a regression with a constant.

    Args:
        units: units x variables, complete.
        dependent: the variable that is explained.
        predictors: the variables that explain it.
        estimator: one of `ESTIMATORS`.

    Returns:
        The result of statsmodels: OLS, or RLM with Huber's weights.
    """
    design = sm.add_constant(units[list(predictors)], has_constant="add")
    if estimator == ROBUST:
        return sm.RLM(units[dependent], design, M=sm.robust.norms.HuberT()).fit()
    return sm.OLS(units[dependent], design).fit()


def expected(
    used: pd.DataFrame,
    units: pd.DataFrame,
    dependent: str,
    predictors: Sequence[str],
    estimator: str,
    level: float,
) -> pd.DataFrame:
    """Predict what each unit's conditions let expect.

    Args:
        used: the units that the regression is estimated on, complete.
        units: the units to predict, missing values allowed.
        dependent: the variable that is explained.
        predictors: the variables that explain it.
        estimator: one of `ESTIMATORS`.
        level: of the intervals, 0.95 for example.

    Returns:
        One row per unit: region_code, observed, expected (null without all
        predictors), expected_low and expected_high (interval of the mean of units with
        these conditions: x'b -+ t * sqrt(x'Vx)), single_low and single_high (of a
        single such unit: sqrt(x'Vx + s2)). t has n - k degrees of freedom; for a
        robust regression it is the normal's, and s is its scale.
    """
    names = list(predictors)
    fit = fitted(used, dependent, names, estimator)
    complete = units.loc[units[names].notna().all(axis=1), names]
    design = sm.add_constant(complete, has_constant="add").to_numpy(dtype=float)
    mean = design @ fit.params.to_numpy()
    covariance = fit.cov_params().to_numpy()
    error = np.sqrt(np.einsum("ij,jk,ik->i", design, covariance, design))
    if estimator == ROBUST:
        factor, variance = stats.norm.ppf((1 + level) / 2), fit.scale**2
    else:
        factor, variance = stats.t.ppf((1 + level) / 2, fit.df_resid), fit.scale
    single = np.sqrt(error**2 + variance)
    predicted = pd.DataFrame(
        {
            "expected": mean,
            "expected_low": mean - factor * error,
            "expected_high": mean + factor * error,
            "single_low": mean - factor * single,
            "single_high": mean + factor * single,
        },
        index=complete.index,
    ).reindex(units.index)
    predicted.insert(0, "observed", units[dependent])
    return predicted.rename_axis("region_code").reset_index()


def standardised(
    units: pd.DataFrame,
    dependent: str,
    predictors: Sequence[str],
    coefficients: pd.Series,
) -> np.ndarray:
    """Return coefficients in standard deviations: b * sd(x) / sd(y).

    Args:
        units: units x variables the coefficients come from.
        dependent: the variable that is explained.
        predictors: k variables.
        coefficients: their k coefficients, same order.

    Returns:
        Array of k betas.
    """
    spread = units[list(predictors)].std(ddof=1).to_numpy()
    scale = float(units[dependent].std(ddof=1))
    return np.asarray(coefficients.to_numpy() * spread / scale)


def fit_statistics(
    units: pd.DataFrame, dependent: str, predictors: Sequence[str]
) -> dict[str, float]:
    """Return the analysis of variance of an OLS, named as Stata prints it.

    Args:
        units: units x variables, complete.
        dependent: the variable that is explained.
        predictors: k variables.

    Returns:
        model_ss, residual_ss, total_ss, their _df and _ms, f, prob_f, r_squared,
        adj_r_squared, root_mse, n_observations.
    """
    fit = sm.OLS(units[dependent], sm.add_constant(units[list(predictors)])).fit()
    return {
        "model_ss": float(fit.ess),
        "model_df": float(fit.df_model),
        "model_ms": float(fit.mse_model),
        "residual_ss": float(fit.ssr),
        "residual_df": float(fit.df_resid),
        "residual_ms": float(fit.mse_resid),
        "total_ss": float(fit.centered_tss),
        "total_df": float(fit.df_model + fit.df_resid),
        "total_ms": float(fit.mse_total),
        "f": float(fit.fvalue),
        "prob_f": float(fit.f_pvalue),
        "r_squared": float(fit.rsquared),
        "adj_r_squared": float(fit.rsquared_adj),
        "root_mse": float(np.sqrt(fit.mse_resid)),
        "n_observations": float(fit.nobs),
    }


def weights(betas: pd.Series) -> pd.Series:
    """Return |beta| / sum |beta|; index and order are kept."""
    magnitude = betas.abs()
    return magnitude / magnitude.sum()


def last_step(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the last step of a selection or of an OLS."""
    last: float = steps["step"].max()
    return steps.loc[steps["step"] == last]


def construct(units: pd.DataFrame, design: Design) -> pd.DataFrame:
    """Run the whole construction: selection, OLS, extreme units out, OLS again.

    Args:
        units: units x variables, missing values allowed.
        design: what the edition asks for.

    Returns:
        The last step, as `least_squares` gives it.

    Raises:
        EstimationError: the data cannot carry the estimate.
    """
    selected = last_step(robust_selection(units, design))["variable"].tolist()
    complete = complete_units(units, [design.dependent, *design.predictors])
    extreme = extreme_units(complete, design, selected)
    used = complete.loc[~extreme["is_extreme"].to_numpy()]
    return last_step(
        least_squares(
            used, design.dependent, selected, design.p_limit, design.estimator
        )
    )


def extreme_units(
    complete: pd.DataFrame, design: Design, selected: Sequence[str]
) -> pd.DataFrame:
    """Return `residuals`; none is extreme where the estimator weighs them down."""
    found = residuals(complete, design.dependent, selected, design.outlier_p_limit)
    if design.estimator == ROBUST:
        found["is_extreme"] = False
    return found


def _terms(
    fit: sm.regression.linear_model.RegressionResults, names: Sequence[str]
) -> pd.DataFrame:
    """Return coefficient, std_error, t_value and p_value of some terms of a fit."""
    table = pd.DataFrame(
        {
            "coefficient": fit.params,
            "std_error": fit.bse,
            "t_value": fit.tvalues,
            "p_value": fit.pvalues,
        }
    )
    return table.loc[list(names)].rename_axis("variable").reset_index()


def _least_significant(table: pd.DataFrame, p_limit: float) -> str | None:
    """Name the variable with the largest p, if that is above the limit."""
    worst = table.sort_values("p_value").iloc[-1]
    return str(worst["variable"]) if worst["p_value"] > p_limit else None
