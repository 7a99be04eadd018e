"""Counts worked out of estimates: exact numbers tell them, published ones do not.

The attacks are written down here anew, from the formulas of the models; nothing of the
coarsening is used but the rounding base.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from bofast.settings import Settings

Floats = npt.NDArray[np.float64]
OUTCOMES = ("stay", "out_migration", "emigration")
LIMITS = Settings.from_environment().limits
BASE = LIMITS.rounding_base
EXACT = 1e-9
# what parts of a difference are published in multiples of
UNITS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
# decimals that errors, t-values and estimates are published with
ERROR_DIGITS, T_DIGITS, ESTIMATE_DIGITS = 4, 2, 3


@dataclass(frozen=True)
class Interval:
    """Numbers that something may be."""

    low: Floats
    high: Floats

    def meets(self, other: "Interval") -> "Interval":
        return Interval(
            np.maximum(self.low, other.low), np.minimum(self.high, other.high)
        )

    def times(self, other: "Interval") -> "Interval":
        return Interval(self.low * other.low, self.high * other.high)

    def over(self, other: "Interval") -> "Interval":
        return Interval(self.low / other.high, self.high / other.low)


# what is left of a sum of squares
SHARE = Interval(np.asarray(1e-6), np.asarray(1.0))


def around(values: Any, half: Any) -> Interval:
    middle = np.asarray(values, np.float64)
    return Interval(middle - half, middle + half)


def shown_unit(values: pd.Series) -> float:
    """Return the unit that published fits are multiples of, as a reader sees it."""
    for unit in (1000.0, 100.0, 10.0, 1.0, 0.1, 0.01, 0.001):
        if np.allclose(np.round(values / unit) * unit, values, atol=unit * 1e-6):
            return unit
    return 0.0


@dataclass(frozen=True)
class Model:
    """What a reader knows of a linear model on some people.

    Attributes:
        persons: how many they may be.
        ratio: outcome -> its total sum of squares over that of staying.
    """

    persons: npt.NDArray[np.int64]
    ratio: dict[str, Interval]


def read_linear(rows: pd.DataFrame, is_exact: bool) -> Model:
    """Return what the estimates of a linear model tell: rows of lpm_estimate."""
    wide = rows.pivot(
        index="term",
        columns="outcome",
        values=["estimate", "std_error", "t_value", "r_squared"],
    )
    half = 0.0 if is_exact else 0.5
    errors: dict[str, Interval] = {}
    rest: dict[str, Interval] = {}
    units = {o: shown_unit(wide["r_squared"][o].dropna()) for o in OUTCOMES}
    for outcome in OUTCOMES:
        printed = wide["std_error"][outcome].to_numpy(np.float64)
        error = around(printed, half * 10.0**-ERROR_DIGITS + EXACT * printed)
        if not is_exact:
            t = np.abs(wide["t_value"][outcome].to_numpy(np.float64))
            estimate = np.abs(wide["estimate"][outcome].to_numpy(np.float64))
            with np.errstate(divide="ignore", invalid="ignore"):
                other = around(estimate, half * 10.0**-ESTIMATE_DIGITS).over(
                    around(t, half * 10.0**-T_DIGITS)
                )
            told = t > 1
            error = Interval(
                np.where(told, np.fmax(error.low, other.low), error.low),
                np.where(told, np.fmin(error.high, other.high), error.high),
            )
        errors[outcome] = error
        r_squared = float(wide["r_squared"][outcome].iloc[0])
        width = EXACT if is_exact else half * units[outcome]
        rest[outcome] = around(1 - r_squared, width).meets(SHARE)
    ratio = {}
    for outcome in OUTCOMES[1:]:
        one = errors[outcome].over(errors["stay"])
        known = np.isfinite(one.low) & (one.low > 0)
        # every term tells the same ratio
        narrowest = Interval(
            np.asarray(one.low[known].max()), np.asarray(one.high[known].min())
        )
        ratio[outcome] = narrowest.times(narrowest).times(
            rest["stay"].over(rest[outcome])
        )
    persons = int(rows["n_observations"].iloc[0])
    apart = 0 if is_exact else BASE // 2 + 1
    return Model(np.arange(persons - apart, persons + apart + 1), ratio)


def solutions(model: Model) -> set[tuple[int, ...]]:
    """Return all (staying, moved, emigrated, dead) that agree with what is known."""
    found = set()
    for persons in model.persons:
        emigrated = np.arange(1, persons)
        square = emigrated * (persons - emigrated) / persons
        stay = Interval(square, square).over(model.ratio["emigration"])
        moved = stay.times(model.ratio["out_migration"])
        # of the two shares with a sum of squares, the smaller have moved
        movers = _counts(moved, float(persons), smaller=True)
        stayers = _counts(stay, float(persons), smaller=False)
        for at in np.flatnonzero(
            (movers.low <= movers.high) & (stayers.low <= stayers.high)
        ):
            for mover in range(int(movers.low[at]), int(movers.high[at]) + 1):
                left = int(persons) - int(emigrated[at]) - mover
                for stayer in range(
                    int(stayers.low[at]), min(int(stayers.high[at]), left) + 1
                ):
                    found.add((stayer, mover, int(emigrated[at]), left - stayer))
                    if len(found) > ENOUGH:
                        return found
    return found


ENOUGH = 2000
SLACK = 1e-5


def _counts(square: Interval, persons: float, smaller: bool) -> Interval:
    """Return whole numbers n whose n (persons - n) / persons is in an interval."""

    def root(value: Floats) -> Floats:
        inside = persons * persons / 4 - value * persons
        sign = -1 if smaller else 1
        return persons / 2 + sign * np.sqrt(np.clip(inside, 0, None))

    low, high = root(square.low), root(square.high)
    if not smaller:
        low, high = high, low
    # no number of persons has so large a sum of squares
    possible = square.low <= persons / 4 + SLACK
    return Interval(
        np.where(possible, np.ceil(low - SLACK), 1), np.floor(high + SLACK) * possible
    )


@pytest.fixture(scope="module")
def connection(
    published_file: Path, warehouse_file: Path
) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute(f"attach '{published_file}' as published (read_only)")
        opened.execute(f"attach '{warehouse_file}' as exact (read_only)")
        yield opened


MODEL = ["outcome_year", "model", "geography_type", "geography_code"]


def linear(connection: duckdb.DuckDBPyConnection, catalogue: str) -> pd.DataFrame:
    """Return the linear models that are published, from either side."""
    return connection.execute(
        f"""
        select lpm.* from {catalogue}.main.lpm_estimate as lpm
        semi join (
            select outcome_year, model, geography_type, geography_code
            from published.main.lpm_estimate
            group by all having count(n_observations) > 0
        ) using (outcome_year, model, geography_type, geography_code)
        where lpm.estimate is not null and lpm.outcome_year in (2006, 2013)
        """
    ).df()


def truth(connection: duckdb.DuckDBPyConnection) -> dict[tuple[Any, ...], Any]:
    rows = connection.execute(
        """
        select outcome_year, model, geography_type, geography_code,
            max(n_outcome) filter (where outcome = 'stay') as stay,
            max(n_outcome) filter (where outcome = 'out_migration') as moved,
            max(n_outcome) filter (where outcome = 'emigration') as emigrated,
            max(n_observations) as persons
        from exact.intermediate.int_lpm_estimate group by all
        """
    ).fetchall()
    return {
        tuple(row[:4]): (*row[4:7], row[7] - sum(row[4:7])) for row in map(list, rows)
    }


def test_exact_linear_models_tell_who_stayed_moved_emigrated_and_died(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    expected = truth(connection)
    models = list(linear(connection, "exact").groupby(MODEL))
    assert len(models) > 10
    for key, rows in models:
        found = solutions(read_linear(rows, is_exact=True))
        assert found == {expected[key]}, key


def test_published_linear_models_do_not(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    expected = truth(connection)
    models = list(linear(connection, "published").groupby(MODEL))
    assert len(models) > 10
    for key, rows in models:
        leaves_open(solutions(read_linear(rows, is_exact=False)), expected[key], key)


def leaves_open(
    found: set[tuple[int, ...]], expected: tuple[int, ...], key: object
) -> None:
    """Several answers remain, and no count is known to be small."""
    assert len(found) > 1, key
    for at, count in enumerate(expected):
        possible = {one[at] for one in found}
        if 0 < count < BASE:
            assert not possible <= set(range(1, BASE)), (key, at)


def test_pairs_of_linear_models_on_the_same_people_do_not(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Both tell the same sums of squares: whatever agrees with one and the other."""
    expected = truth(connection)
    rows = linear(connection, "published")
    pairs = 0
    for key, of_people in rows.groupby(
        ["outcome_year", "geography_type", "geography_code"]
    ):
        of_model = {
            name: read_linear(of_one, is_exact=False)
            for name, of_one in of_people.groupby("model")
        }
        if {"individual", "family_size"} <= set(of_model):
            one, other = of_model["individual"], of_model["family_size"]
            both = Model(
                np.intersect1d(one.persons, other.persons),
                {name: one.ratio[name].meets(other.ratio[name]) for name in one.ratio},
            )
            year, *place = key
            leaves_open(solutions(both), expected[(year, "individual", *place)], key)
            pairs += 1
    assert pairs


FITS = """
    select fit.outcome_year, fit.model_type, fit.centrality_level, fit.sex,
        exact.n_observations as persons, exact.log_likelihood_constants as exact_fit,
        fit.n_observations as shown_persons,
        fit.log_likelihood_constants as shown_fit,
        counted.moved, counted.emigrated
    from published.main.logit_fit as fit
    inner join exact.main.logit_fit as exact
        on fit.outcome_year = exact.outcome_year
        and fit.model_type = exact.model_type
        and fit.centrality_level is not distinct from exact.centrality_level
        and fit.sex is not distinct from exact.sex
    inner join (
        select outcome_year, model_type,
            if(geography_type = 'centrality', cast(geography_code as integer), null)
                as centrality_level,
            sex,
            max(n_outcome) filter (where outcome = 'out_migration') as moved,
            max(n_outcome) filter (where outcome = 'emigration') as emigrated
        from exact.intermediate.int_logit_parameter group by all
    ) as counted
        on fit.outcome_year = counted.outcome_year
        and fit.model_type = counted.model_type
        and fit.centrality_level is not distinct from counted.centrality_level
        and fit.sex is not distinct from counted.sex
    where fit.n_observations is not null
"""


def constants_only(persons: Floats, moved: Floats, emigrated: Floats) -> Floats:
    """Return the log-likelihood of a logit with constants only."""
    total = np.zeros(np.broadcast(persons, moved, emigrated).shape)
    for count in (persons - moved - emigrated, moved, emigrated):
        with np.errstate(divide="ignore", invalid="ignore"):
            part = count * np.log(count / persons)
        total += np.where(count > 0, part, 0)
    return total


def fitting(
    persons: int, fit: float, half: float, at_most: int
) -> tuple[set[tuple[int, int]], bool]:
    """Return the movers and emigrants whose log-likelihood is near enough.

    They are looked for among those who are fewer than half; `at_most` is enough.
    """
    found: set[tuple[int, int]] = set()
    for emigrated in range(1, persons // 2):
        moved = np.arange(1, persons // 2 - emigrated + 1, dtype=np.float64)
        told = constants_only(np.asarray(float(persons)), moved, float(emigrated))
        near = moved[np.abs(told - fit) <= half]
        found |= {(int(count), emigrated) for count in near}
        if len(found) > at_most:
            return found, True
    return found, False


def test_a_likelihood_of_constants_tells_movers_and_emigrants_if_it_is_exact(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    fits = connection.execute(FITS).df()
    smallest = fits.sort_values("persons").head(8)
    assert len(smallest) == 8
    for fit in smallest.to_dict("records"):
        exact, _ = fitting(fit["persons"], fit["exact_fit"], 1e-8, ENOUGH)
        told = (fit["moved"], fit["emigrated"])
        # which of the two is which, the numbers do not say
        assert exact == {told, told[::-1]}, fit
        unit = shown_unit(pd.Series([fit["shown_fit"]]))
        shown, is_enough = fitting(
            int(fit["shown_persons"]), fit["shown_fit"], unit / 2, ENOUGH
        )
        assert is_enough or len(shown) > 10 * BASE, fit


def test_two_models_of_the_same_people_do_not_tell_who_died(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """The dead are in linear models and not in logits; numbers of persons are rounded.

    Whoever subtracts one from the other knows the difference to a base less one.
    """
    rows = connection.execute(
        """
        select lpm.n_observations as linear, fit.n_observations as logit,
            exact.n_observations - counted.n_observations as dead
        from published.main.lpm_estimate as lpm
        inner join published.main.logit_fit as fit
            on lpm.outcome_year = fit.outcome_year
            and fit.model_type = 2
            and lpm.geography_code = cast(fit.centrality_level as varchar)
        inner join exact.main.lpm_estimate as exact
            on lpm.outcome_year = exact.outcome_year
            and lpm.model = exact.model
            and lpm.geography_type = exact.geography_type
            and lpm.geography_code = exact.geography_code
            and lpm.outcome = exact.outcome
            and lpm.term = exact.term
        inner join exact.main.logit_fit as counted
            on fit.outcome_year = counted.outcome_year
            and counted.model_type = 2
            and fit.centrality_level = counted.centrality_level
        where lpm.model = 'individual' and lpm.geography_type = 'centrality'
            and lpm.outcome = 'stay' and lpm.term = 'constant'
            and lpm.n_observations is not null and fit.n_observations is not null
        """
    ).fetchall()
    assert rows
    for with_dead, without, dead in rows:
        assert with_dead % BASE == 0
        assert without % BASE == 0
        low = max(0, with_dead - without - BASE + 1)
        possible = set(range(low, with_dead - without + BASE))
        assert dead in possible
        assert not possible <= set(range(1, BASE))


def test_parts_of_a_difference_do_not_tell_a_count(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """A base more or less of either side's persons gives the same published parts."""
    rows = connection.execute(
        """
        select shown.difference, shown.composition, shown.behaviour, shown.note,
            exact.difference, exact.composition, exact.behaviour,
            least(exact.n_observations, exact.n_other_observations),
            exact.n_least, exact.n_residual
        from published.main.lpm_decomposition as shown
        inner join exact.intermediate.int_lpm_decomposition as exact
            on shown.comparison = exact.comparison
            and shown.outcome_year = exact.outcome_year
            and shown.geography_code = exact.geography_code
            and shown.sex is not distinct from exact.sex
            and shown.outcome = exact.outcome
            and shown.coefficients_of = exact.coefficients_of
            and shown.term_group = exact.term_group
        """
    ).fetchall()
    assert any(row[0] is None for row in rows)
    assert len([row for row in rows if row[0] is not None]) > 500
    for *numbers, persons, least, residual in rows:
        published, note, exact = numbers[:3], numbers[3], numbers[4:]
        if least < LIMITS.min_cell or residual < LIMITS.min_df:
            assert published == [None] * 3
            assert note is not None
            continue
        # what one person more or less with the outcome changes, a base of times
        unit = next(size for size in UNITS if size >= max(BASE / persons, 0.001))
        for mine, theirs in zip(published, exact, strict=True):
            assert mine / unit == pytest.approx(round(mine / unit), abs=1e-6)
            assert abs(mine - theirs) <= unit / 2 + EXACT
