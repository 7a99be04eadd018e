"""The units in the construction period: synthetic values with published moments.

Published and carried exactly: disability_share 2014-2016 of the Vestland units, the
four figures of Bergen, the printed extremes of tables 10 and 11, and over the 445
units the means, standard deviations, correlations and sums of squares. Which unit has
which value is otherwise drawn.
"""

from collections.abc import Sequence

import numpy as np

from bofast_demo.businesses import GREATEST_VALUE, Businesses, Habits
from bofast_demo.draws import draw_values
from bofast_demo.inputs import (
    AGE,
    BERGEN,
    BUSINESSES,
    CITIES,
    COUNTED,
    DISABILITY,
    MISSING,
    PREDICTORS,
    SINGLE,
    STAVANGER,
    VARIABLES,
    Published,
    Units,
)
from bofast_demo.moments import (
    BoolArray,
    FloatArray,
    Freedom,
    Target,
    calibrate,
    with_explained_share,
)
from bofast_demo.period import Period
from bofast_demo.sizes import draw_sizes, draw_working_share

ALL = tuple(range(len(VARIABLES)))
INDICATORS = tuple(column for column in ALL if column not in COUNTED)

BERGEN_2015 = Businesses(
    working_age=209_192,
    establishments=10_219,
    by_workplace=166_522,
    by_residence=147_157,
)
"""Table 8, notes ** and ***: 1 January 2015 and week 47 of 2014."""

PRINTED_HALF = 5e-7
"""Half a unit of the last decimal that the correlations are printed with."""

LAST_COUNTED = 30
"""So many of the largest municipalities make up for what rounding the others cost."""

DECIMALS = 8
"""Of synthetic indicators: enough for the printed digits of the sums of squares."""


def construct(units: Units, published: Published, rng: np.random.Generator) -> Period:
    """Draw the construction period and calibrate it to the published moments.

    Ages and businesses become whole counts first; the indicators, which can take any
    value, are then fitted to what the counts give.

    Args:
        units: the units.
        published: the study's figures.
        rng: source of everything that is drawn.

    Returns:
        Residents and ages of 1 January 2014, residents aged 15-74 and establishments
        of 1 January 2015, workers of week 47 in 2014, and the indicators, also those
        in `MISSING`.

    Raises:
        CalibrationError: the draw cannot be made to fit.
    """
    sizes = draw_sizes(units, rng)
    values = draw_values(units, published, sizes, rng)
    totals = np.rint(sizes).astype(np.int64)
    working = np.rint(totals * draw_working_share(values[:, AGE], rng)).astype(np.int64)
    municipalities = [*units.codes[~units.is_district].tolist(), *CITIES]
    habits = {code: Habits.draw(rng) for code in municipalities}
    period = Period(values, totals, working, habits)
    for city in CITIES:
        period.count_city(units, city, rng, BERGEN_2015 if city == BERGEN else None)
    freedom = _freedom(units, published, period.values)
    wanted = _correlations(published)
    targets = [_national(units, published, ALL, wanted)]
    targets += _vestland(units, published, PREDICTORS)
    period.values = calibrate(period.values, freedom, targets)
    _count(units, published, period, freedom, rng)
    _fit_indicators(units, published, period, freedom)
    return period


def _freedom(units: Units, published: Published, values: FloatArray) -> Freedom:
    """Return which values may move.

    Values at a printed extreme stay there; disability_share of the Vestland units is
    published; districts' business values are counts already.
    """
    lower, upper = np.zeros(values.shape), np.zeros(values.shape)
    for column in ALL:
        nation, county = published.national[column], published.vestland[column]
        lower[:, column] = np.where(units.in_index, county.low, nation.low)
        upper[:, column] = np.where(units.in_index, county.high, nation.high)
    upper[~units.is_district, BUSINESSES] = GREATEST_VALUE
    free = units.is_used[:, None] & (values > lower) & (values < upper)
    free[units.is_district, BUSINESSES] = False
    free[units.in_index, DISABILITY] = False
    tied = np.zeros(values.shape, dtype=bool)
    tied[units.districts(STAVANGER), SINGLE] = True
    return Freedom(free, lower, upper, tied)


def _count(
    units: Units,
    published: Published,
    period: Period,
    freedom: Freedom,
    rng: np.random.Generator,
) -> None:
    """Turn ages and businesses into counts without losing their moments, in place.

    Whole persons matter least in the largest municipalities: these are counted last,
    after they have been moved to make up for the others.
    """
    free = freedom.free[:, list(COUNTED)].all(axis=1) & ~units.in_index
    by_size = np.argsort(np.where(free, -period.totals, 0), kind="stable")
    last = np.isin(np.arange(len(units)), by_size[:LAST_COUNTED])

    def count(rows: BoolArray) -> None:
        period.count_ages(np.flatnonzero(rows))
        period.count_businesses(units, np.flatnonzero(rows & ~units.is_district), rng)

    count(~last)
    target = _national(units, published, COUNTED, _correlations(published))
    movable = freedom.only(last[:, None] & np.isin(ALL, COUNTED))
    period.values = calibrate(period.values, movable, [target])
    count(last)


def _fit_indicators(
    units: Units, published: Published, period: Period, freedom: Freedom
) -> None:
    """Fit the indicators to ages and businesses as counted and round them, in place."""
    counted = period.values[units.is_used][:, COUNTED]
    correlation = float(np.asarray(np.corrcoef(counted.T))[0, 1])
    wanted = _correlations(published, correlation)
    national = _national(units, published, ALL, wanted)
    # what rounding to whole persons left over is settled: the rest fits exactly to it
    national.means[list(COUNTED)] = counted.mean(axis=0)
    national.sds[list(COUNTED)] = counted.std(axis=0, ddof=1)
    columns = [column for column in INDICATORS if column in PREDICTORS]
    targets = [national, *_vestland(units, published, columns)]
    movable = np.broadcast_to(np.isin(ALL, INDICATORS), period.values.shape)
    values = calibrate(period.values, freedom.only(movable), targets)
    values[:, INDICATORS] = np.round(values[:, INDICATORS], DECIMALS)
    period.values = values


def _correlations(published: Published, counted: float | None = None) -> FloatArray:
    """Return correlations within rounding of the printed ones, with R2 as printed.

    Args:
        published: the study's figures.
        counted: correlation of the two counted columns, once it is settled.
    """
    correlations = published.correlations.copy()
    movable = ~np.eye(len(ALL), dtype=bool)
    if counted is not None:
        correlations[COUNTED, COUNTED[::-1]] = counted
        movable[COUNTED, COUNTED[::-1]] = False
    return with_explained_share(
        correlations, published.r_squared, movable, most=PRINTED_HALF
    )


def _national(
    units: Units,
    published: Published,
    columns: Sequence[int],
    correlations: FloatArray,
) -> Target:
    """Return the moments over the 445 units as a target."""
    chosen = list(columns)
    return Target(
        rows=units.is_used,
        columns=columns,
        means=published.means[chosen],
        sds=published.sds[chosen],
        correlations=correlations[chosen][:, chosen],
    )


def _vestland(
    units: Units, published: Published, columns: Sequence[int]
) -> list[Target]:
    """Return mean and spread of table 11 as targets, over the units with a value."""
    targets = []
    for column in columns:
        lacking = tuple(code for code, columns in MISSING.items() if column in columns)
        line = published.vestland[column]
        targets.append(
            Target(
                rows=units.in_index & ~units.are(lacking),
                columns=(column,),
                means=np.array([line.mean]),
                sds=np.array([line.sd]),
            )
        )
    return targets
