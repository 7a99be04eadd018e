"""How much a weight, and a place in the ranking, is worth.

The runs of the study's note to table 8 (random values for the districts that lack
their own, those districts left out, all districts left out), a run with the robust
estimator that the edition does not use, and two measures beyond it: the bootstrap of
the national units and leaving each variable out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.stats import rankdata

from bofast.errors import EstimationError
from bofast.risk_index.construction import (
    CONSTANT,
    LEAST_SQUARES,
    ROBUST,
    ROBUST_ESTIMATORS,
    Design,
    construct,
    fitted,
    least_squares,
    standardised,
    weights,
)

DISTRICT_CODE_LENGTH = 6
INTERVAL = (0.05, 0.95)
LEFT_OUT_TYPES = {
    "variable_left_out": "str",
    "region_code": "str",
    "total": "float",
    "rank": "int",
}
RESULTS = [
    "coefficient",
    "p_value",
    "beta",
    "weight",
    "n_observations",
    "adj_r_squared",
]


def is_district(codes: pd.Index, city: str | None = None) -> np.ndarray:
    """Tell which region codes are city districts (of one city, if named).

    Args:
        codes: n region codes.
        city: four-digit municipality code, or None for any city.

    Returns:
        Boolean array of n.
    """
    district = codes.str.len() == DISTRICT_CODE_LENGTH
    return np.asarray(district & codes.str.startswith(city or ""))


def scenarios(
    units: pd.DataFrame,
    borrowed: Mapping[str, Sequence[str]],
    draws: int,
    seed: int,
) -> Iterator[tuple[str, pd.DataFrame]]:
    """Yield the data of each run of table 8's note, named.

    Args:
        units: national units x variables (index: region code).
        borrowed: city -> variables whose districts took the city's value.
        draws: how many random sets of values to draw.
        seed: seed of the random draws.

    Yields:
        Name of the run and its units: `as_published`; `<city>_draw_01` ...: normal
        values around the city's, with the standard deviation over municipalities;
        `<city>_left_out`; `districts_left_out`.
    """
    yield "as_published", units
    random = np.random.default_rng(seed)
    municipalities = units[~is_district(units.index)]
    for city, variables in borrowed.items():
        inside = is_district(units.index, city)
        names = list(variables)
        mean = units.loc[inside, names].mean().to_numpy()
        spread = municipalities[names].std(ddof=1).to_numpy()
        for draw in range(1, draws + 1):
            drawn = units.copy()
            shape = (int(inside.sum()), len(names))
            drawn.loc[inside, names] = random.normal(mean, spread, shape)
            yield f"{city}_draw_{draw:02d}", drawn
        yield f"{city}_left_out", units[~inside]
    yield "districts_left_out", units[~is_district(units.index)]


def robustness_runs(
    units: pd.DataFrame,
    design: Design,
    borrowed: Mapping[str, Sequence[str]],
    draws: int,
    seed: int,
) -> pd.DataFrame:
    """Repeat the whole construction under each scenario, and otherwise estimated.

    Args:
        units: national units x variables, missing values allowed.
        design: what the edition asks for.
        borrowed: city -> variables whose districts took the city's value.
        draws: how many random sets of values to draw.
        seed: seed of the random draws.

    Returns:
        One row per run and candidate variable: run, variable, coefficient, p_value,
        beta, weight (shares of 1; null when the run dropped the variable),
        n_observations, adj_r_squared; or a note when the run has no estimate.
    """
    runs = [
        (name, data, design) for name, data in scenarios(units, borrowed, draws, seed)
    ]
    runs += [
        (other, units, replace(design, robust_estimator=other))
        for other in ROBUST_ESTIMATORS
        if other != design.robust_estimator
    ]
    tables = []
    for run, data, asked in runs:
        table = pd.DataFrame({"variable": design.predictors}).assign(run=run, note=None)
        table[RESULTS] = np.nan
        try:
            final = construct(data, asked)
        except EstimationError as error:
            tables.append(table.assign(note=str(error)))
            continue
        final = final[final["term"] != CONSTANT].set_index("term")
        final["weight"] = weights(final["beta"])
        table[RESULTS] = final[RESULTS].reindex(table["variable"]).to_numpy()
        for whole in ("n_observations", "adj_r_squared"):
            table[whole] = final[whole].iloc[0]
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def ranks(totals: np.ndarray) -> np.ndarray:
    """Rank totals along the last axis, 1 for the largest; equal totals share a rank.

    Args:
        totals: (..., m) totals of m regions.

    Returns:
        (..., m) integer ranks: 1 + the number of larger totals.
    """
    return np.asarray(rankdata(-totals, method="min", axis=-1)).astype(int)


def bootstrap_weights(
    units: pd.DataFrame,
    dependent: str,
    predictors: Sequence[str],
    draws: int,
    seed: int,
    estimator: str = LEAST_SQUARES,
) -> np.ndarray:
    """Draw weights by resampling units with replacement (pairs bootstrap).

    The variables stay those of the index; only their weights vary.

    Args:
        units: n complete units x variables.
        dependent: the variable that is explained.
        predictors: k variables of the index.
        draws: number of resamples.
        seed: seed of the draws.
        estimator: of the regression, one of `construction.ESTIMATORS`.

    Returns:
        (draws, k) weights, each row summing to 1.
    """
    if estimator == ROBUST:
        return _robust_bootstrap_weights(units, dependent, predictors, draws, seed)
    x = units[list(predictors)].to_numpy()
    y = units[dependent].to_numpy()
    # betas are slopes of standardised variables; |sd(y)| cancels in the weights
    random = np.random.default_rng(seed)
    counts = random.multinomial(len(y), np.full(len(y), 1 / len(y)), size=draws)
    share = counts / len(y)
    mean_x = share @ x
    mean_y = share @ y
    cross = np.einsum("bn,nj,nk->bjk", share, x, x) - np.einsum(
        "bj,bk->bjk", mean_x, mean_x
    )
    with_y = share @ (x * y[:, None]) - mean_x * mean_y[:, None]
    slopes = np.linalg.solve(cross, with_y[..., None])[..., 0]
    magnitude = np.abs(slopes) * np.sqrt(np.diagonal(cross, axis1=1, axis2=2))
    return np.asarray(magnitude / magnitude.sum(axis=1, keepdims=True))


def _robust_bootstrap_weights(
    units: pd.DataFrame,
    dependent: str,
    predictors: Sequence[str],
    draws: int,
    seed: int,
) -> np.ndarray:
    random = np.random.default_rng(seed)
    drawn = np.empty((draws, len(predictors)))
    for draw in range(draws):
        sample = units.iloc[random.integers(len(units), size=len(units))]
        sample = sample.reset_index(drop=True)
        fit = fitted(sample, dependent, predictors, ROBUST)
        beta = standardised(sample, dependent, predictors, fit.params[list(predictors)])
        drawn[draw] = np.abs(beta) / np.abs(beta).sum()
    return drawn


def rank_intervals(sub_index: pd.DataFrame, drawn_weights: np.ndarray) -> pd.DataFrame:
    """Summarise the ranks that drawn weights give.

    Args:
        sub_index: m regions x k variables, 0-100 (index: region code).
        drawn_weights: (draws, k) weights in the same order of variables.

    Returns:
        One row per region: region_code, rank_low and rank_high (5th and 95th
        percentile of its rank), total_low and total_high (of its total).
    """
    totals = drawn_weights @ sub_index.to_numpy().T
    rank_low, rank_high = np.quantile(
        ranks(totals), INTERVAL, axis=0, method="inverted_cdf"
    )
    total_low, total_high = np.quantile(totals, INTERVAL, axis=0)
    return pd.DataFrame(
        {
            "region_code": sub_index.index,
            "rank_low": rank_low.astype(int),
            "rank_high": rank_high.astype(int),
            "total_low": total_low,
            "total_high": total_high,
        }
    )


def leave_one_out(
    units: pd.DataFrame,
    dependent: str,
    predictors: Sequence[str],
    sub_index: pd.DataFrame,
    estimator: str = LEAST_SQUARES,
) -> pd.DataFrame:
    """Rank the regions with each variable left out and the weights estimated anew.

    Args:
        units: n complete units x variables.
        dependent: the variable that is explained.
        predictors: k variables of the index; of one alone nothing can be left out.
        sub_index: m regions x k variables, 0-100 (index: region code).
        estimator: of the regression, one of `construction.ESTIMATORS`.

    Returns:
        One row per left-out variable and region: variable_left_out, region_code,
        total, rank.
    """
    tables = [pd.DataFrame(columns=list(LEFT_OUT_TYPES)).astype(LEFT_OUT_TYPES)]
    for left_out in predictors if len(predictors) > 1 else ():
        others = [name for name in predictors if name != left_out]
        fit = least_squares(units, dependent, others, 1.0, estimator)
        beta = fit[fit["term"] != CONSTANT].set_index("term")["beta"]
        total = sub_index[others].to_numpy() @ weights(beta[others]).to_numpy()
        tables.append(
            pd.DataFrame(
                {
                    "variable_left_out": left_out,
                    "region_code": sub_index.index,
                    "total": total,
                    "rank": ranks(total),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)
