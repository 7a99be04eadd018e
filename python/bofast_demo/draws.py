"""First values for the construction period: plausible, not yet calibrated.

Published here are disability_share 2014-2016 of the Vestland units and the extremes
of tables 10 and 11; which other unit has which value is drawn.
"""

import numpy as np
import statsmodels.api as sm
from scipy.stats import truncnorm

from bofast_demo.businesses import GREATEST_VALUE
from bofast_demo.inputs import (
    AGE,
    BUSINESSES,
    DISABILITY,
    EXTREME,
    LOW_INCOME,
    MISSING,
    PREDICTORS,
    PRIMARY,
    SINGLE,
    STAVANGER,
    VARIABLES,
    Published,
    Units,
)
from bofast_demo.moments import FloatArray, standardised_coefficients

SKEWED = (PRIMARY, SINGLE, BUSINESSES, LOW_INCOME)
"""Columns with a long tail upwards: the printed extremes ask for it."""

EXTREME_PREDICTORS = (-1.0, -1.0, -1.0, 0.3, 0.0)
"""Predictors of `EXTREME` in standard deviations from the mean: they promise few
disabled, so that many are a surprise."""

EXTREME_NOISE = 0.1
"""Standard deviation around them, in the same unit."""

EXTREME_STEP = 0.2
"""How much lower each extreme disability_share is than the one before, in percent."""

RESIDUAL_LIMIT = 2.9
"""Residuals are drawn within so many standard deviations: only `EXTREME` stand out."""

PERSISTENCE = 0.97
"""Correlation of a Vestland unit's value with its printed one some years later."""

GROWTH_MEAN, GROWTH_SD, GROWTH_AGE_CORRELATION = 1.5, 2.0, -0.35
"""Of population growth in two years, in percent; old places grow less."""


def draw_values(
    units: Units, published: Published, sizes: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Draw the variables with about the published means, spreads and correlations.

    Vestland units are drawn around their printed values of the index period, moved
    to the mean and spread of table 11; the others nationally, the young to the large.

    Args:
        units: the units.
        published: the study's figures.
        sizes: (n,) residents.
        rng: source of the draw.

    Returns:
        (n, 6) values of `VARIABLES`.
    """
    values = np.zeros((len(units), len(VARIABLES)))
    values[:, PREDICTORS] = _draw_predictors(published, len(units), rng)
    large_first = np.argsort(-sizes * np.exp(0.8 * rng.standard_normal(len(units))))
    noisy_age = values[:, AGE] + 1.5 * rng.standard_normal(len(units))
    values[large_first] = values[np.argsort(noisy_age)]
    values[units.in_index, :DISABILITY] = _draw_vestland(units, published, rng)
    stavanger = np.flatnonzero(units.districts(STAVANGER))
    values[stavanger, SINGLE] = values[stavanger[0], SINGLE]
    extreme = units.are(EXTREME)
    noise = np.clip(rng.standard_normal((len(EXTREME), len(PREDICTORS))), -2, 2)
    scores = np.array(EXTREME_PREDICTORS) + EXTREME_NOISE * noise
    values[extreme, :DISABILITY] = published.means[:-1] + scores * published.sds[:-1]
    for column in PREDICTORS:
        _set_extremes(units, published, values, column)
    municipal = values[~units.is_district, BUSINESSES]
    values[~units.is_district, BUSINESSES] = np.minimum(municipal, GREATEST_VALUE)
    values[:, DISABILITY] = _draw_disability(values[:, PREDICTORS], published, rng)
    values[units.in_index, DISABILITY] = units.printed[units.in_index, DISABILITY]
    _set_extremes(units, published, values, DISABILITY)
    values[extreme, DISABILITY] = (
        published.highest_disability - EXTREME_STEP * np.arange(len(EXTREME))
    )
    return values


def draw_growth(
    units: Units, values: FloatArray, rng: np.random.Generator
) -> FloatArray:
    """Draw population growth that has no effect of its own on disability_share.

    Huber's estimating equations make the bounded residuals orthogonal to every
    regressor. Growth is made orthogonal to those of the five-variable fit, so that
    its coefficient beside the five is zero up to the rounding to whole persons.

    Args:
        units: the units.
        values: (n, 6) calibrated values.
        rng: source of the draw.

    Returns:
        (n,) percent in the two years up to 1 January 2014.
    """
    age = (values[:, AGE] - values[:, AGE].mean()) / values[:, AGE].std()
    noise = np.clip(rng.standard_normal(len(units)), -2.5, 2.5)
    unrelated = np.sqrt(1 - GROWTH_AGE_CORRELATION**2)
    growth = GROWTH_MEAN + GROWTH_SD * (
        GROWTH_AGE_CORRELATION * age + unrelated * noise
    )
    complete = ~units.are(tuple(MISSING))
    regressors = sm.add_constant(values[complete, :DISABILITY])
    fit = sm.RLM(values[complete, DISABILITY], regressors).fit()
    bounded = fit.model.M.psi(fit.resid / fit.scale)
    growth[complete] -= bounded * (bounded @ growth[complete]) / (bounded @ bounded)
    return np.asarray(growth)


def _draw_predictors(
    published: Published, n: int, rng: np.random.Generator
) -> FloatArray:
    """Return (n, 5) predictors: normal average age, lognormal others."""
    means, sds = published.means[:-1], published.sds[:-1]
    root = np.linalg.cholesky(published.correlations[:-1, :-1])
    scores = rng.standard_normal((n, len(PREDICTORS))) @ root.T
    drawn = means + sds * scores
    for column in SKEWED:
        spread = np.sqrt(np.log1p((sds[column] / means[column]) ** 2))
        drawn[:, column] = means[column] * np.exp(
            spread * scores[:, column] - spread**2 / 2
        )
    return np.asarray(drawn)


def _draw_vestland(
    units: Units, published: Published, rng: np.random.Generator
) -> FloatArray:
    """Return (66, 5) predictors, drifted back from the printed index period.

    The unit with the least or greatest value in the index period has the least or
    greatest value of table 11 now.
    """
    later = units.printed[units.in_index, :DISABILITY]
    scores = (later - later.mean(axis=0)) / later.std(axis=0, ddof=1)
    noise = np.sqrt(1 - PERSISTENCE**2) * rng.standard_normal(scores.shape)
    # Fedje is not among the 445 units, so it cannot hold an extreme of theirs
    competing = np.where(units.is_used[units.in_index, None], later, np.nan)
    drawn = PERSISTENCE * scores + noise
    for column in PREDICTORS:
        line = published.vestland[column]
        moved = line.mean + line.sd * drawn[:, column]
        drawn[:, column] = _folded(moved, line.low, line.high)
        drawn[np.nanargmin(competing[:, column]), column] = line.low
        drawn[np.nanargmax(competing[:, column]), column] = line.high
    return np.asarray(drawn)


def _draw_disability(
    predictors: FloatArray, published: Published, rng: np.random.Generator
) -> FloatArray:
    """Return (n,) disability_share: table 9's line and bounded normal residuals."""
    scores = (predictors - published.means[:-1]) / published.sds[:-1]
    noise = truncnorm.rvs(
        -RESIDUAL_LIMIT, RESIDUAL_LIMIT, size=len(scores), random_state=rng
    )
    expected = scores @ standardised_coefficients(published.correlations)
    unexplained = np.sqrt(1 - published.r_squared) * noise
    mean, sd = published.means[DISABILITY], published.sds[DISABILITY]
    return np.asarray(mean + sd * (expected + unexplained))


def _set_extremes(
    units: Units, published: Published, values: FloatArray, column: int
) -> None:
    """Fold a column into table 10's limits and give the extremes away, in place.

    Outside Vestland the unit that drew the most extreme value gets the printed one,
    unless a Vestland unit has it. Where a district's value hangs together with its
    neighbours' (businesses, Stavanger's single parents) districts do not compete.
    """
    line, county = published.national[column], published.vestland[column]
    outside = ~units.in_index
    values[outside, column] = _folded(values[outside, column], line.low, line.high)
    competing = units.is_used & outside
    if column in (SINGLE, BUSINESSES):
        competing &= ~units.is_district
    candidates = np.flatnonzero(competing)
    drawn = values[candidates, column]
    for value, at in ((line.low, drawn.argmin()), (line.high, drawn.argmax())):
        if value not in (county.low, county.high):
            values[candidates[at], column] = value


def _folded(values: FloatArray, low: float, high: float) -> FloatArray:
    """Reflect values back into (low, high), so that they do not pile up there."""
    span = high - low
    folded = np.mod(values - low, 2 * span)
    return np.asarray(low + np.minimum(folded, 2 * span - folded))
