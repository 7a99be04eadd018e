"""Other ways to put the index together, and how far they move the ranking.

What users of composite indicators look at (OECD and JRC 2008, Handbook on constructing
composite indicators, steps 6 and 7; the R package COINr): equal weights, weights of the
first principal component, a geometric mean, z-scores, each variable left out.
"""

import numpy as np
import pandas as pd
from scipy.stats import gmean
from statsmodels.multivariate.pca import PCA

from bofast.risk_index.robustness import ranks

EQUAL = "equal_weights"
PRINCIPAL = "pca_weights"
GEOMETRIC = "geometric_mean"
STANDARDISED = "z_scores"
WITHOUT = "without_variable"
TYPES = {
    "alternative": "str",
    "variable_left_out": "str",
    "region_code": "str",
    "total": "float",
    "rank": "int",
}
# a geometric mean knows no 0: the best unit gets 1 of 100, as in COINr
LEAST, MOST = 1.0, 100.0


def alternatives(sub_index: pd.DataFrame, weight: pd.Series) -> pd.DataFrame:
    """Put the index together in other ways.

    Args:
        sub_index: m complete regions x k variables, 0 best to 100 worst (index: region
            code).
        weight: k weights that add up to 1, by variable.

    Returns:
        One row per alternative and region: alternative, variable_left_out (of those
        that leave one out, named `without_variable: <variable>`), region_code, total
        (0-100, but 1-100 of the geometric mean, and standard deviations of z-scores),
        rank (1 for the highest risk). Empty without regions.
    """
    weight = weight[list(sub_index.columns)]
    totals: dict[tuple[str, str | None], pd.Series] = {}
    if len(sub_index):
        equal = pd.Series(1 / len(weight), index=weight.index)
        totals[EQUAL, None] = sub_index @ equal
        totals[PRINCIPAL, None] = sub_index @ principal_weights(sub_index)
        totals[GEOMETRIC, None] = geometric(sub_index, weight)
        totals[STANDARDISED, None] = z_scores(sub_index) @ weight
        for name in weight.index if len(weight) > 1 else ():
            others = weight.drop(name)
            if others.sum() > 0:
                share = others / others.sum()
                totals[f"{WITHOUT}: {name}", name] = sub_index[others.index] @ share
    tables = [pd.DataFrame(columns=list(TYPES)).astype(TYPES)]
    for (alternative, left_out), total in totals.items():
        tables.append(
            pd.DataFrame(
                {
                    "alternative": alternative,
                    "variable_left_out": left_out,
                    "region_code": sub_index.index,
                    "total": total.to_numpy(),
                    "rank": ranks(total.to_numpy()),
                }
            )
        )
    return pd.concat(tables, ignore_index=True)


def principal_weights(sub_index: pd.DataFrame) -> pd.Series:
    """Return the squared loadings of the first component of the correlations.

    The square of a loading is the share of the component's variance that the variable
    has (the handbook's weights); they add up to 1. A variable that does not vary gets
    none.
    """
    varies = sub_index.std(ddof=0) > 0
    weight = pd.Series(0.0, index=sub_index.columns)
    if not varies.any():
        return weight + 1 / len(weight)
    varying = sub_index.loc[:, varies]
    if varying.shape[1] == 1:
        weight[varies] = 1.0
        return weight
    first = PCA(varying.to_numpy(dtype=float), standardize=True).eigenvecs[:, 0]
    weight[varies] = first**2
    return weight


def geometric(sub_index: pd.DataFrame, weight: pd.Series) -> pd.Series:
    """Return weighted geometric means of sub-indexes moved to 1-100."""
    scaled = LEAST + sub_index * (MOST - LEAST) / 100
    means = gmean(scaled.to_numpy(dtype=float), axis=1, weights=weight.to_numpy())
    return pd.Series(np.asarray(means), index=sub_index.index)


def z_scores(sub_index: pd.DataFrame) -> pd.DataFrame:
    """Return sub-indexes in standard deviations from their mean, 0 without spread."""
    spread = sub_index.std(ddof=1)
    return (sub_index - sub_index.mean()) / spread.where(spread > 0, np.inf)
