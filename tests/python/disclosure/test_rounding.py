"""Small count rounding: what it leaves, and how near that is to what was there."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bofast.disclosure import rounding
from bofast.disclosure.rounding import Breakdown, Ints, round_cells, small_counts
from bofast.settings import PROJECT

CELLS = PROJECT / "tests" / "fixtures" / "rounding" / "immigrants_2013.csv"
# what is published of these cells, with all totals
PUBLISHED = [
    ("background", "labour_status", "is_15_74", "outcome"),
    ("background", "education_level", "is_15_74", "outcome"),
    (
        *("background", "family_size_group", "family_composition", "is_15_74"),
        "outcome",
    ),
    ("background", "county_code", "outcome"),
    ("background", "centrality_level", "outcome"),
]


def breakdown(
    *group: int, weight: list[int] | None = None, years: int = 1
) -> Breakdown:
    weights = None if weight is None else np.array(weight, np.int64)
    return Breakdown(np.array(group, np.int64), weights, years)


def by_columns(cells: pd.DataFrame, columns: Iterable[str]) -> Breakdown:
    chosen = sorted(columns)
    if not chosen:
        return breakdown(*np.zeros(len(cells), np.int64))
    return Breakdown(cells.groupby(chosen, dropna=False).ngroup().to_numpy(np.int64))


def with_totals(cells: pd.DataFrame) -> list[Breakdown]:
    wanted = {
        frozenset(chosen)
        for columns in PUBLISHED
        for size in range(len(columns) + 1)
        for chosen in combinations(columns, size)
    }
    return [by_columns(cells, columns) for columns in sorted(wanted, key=sorted)]


@st.composite
def problems(draw: st.DrawFn) -> tuple[Ints, list[Breakdown], int]:
    size = draw(st.integers(1, 40))
    values = draw(st.lists(st.integers(0, 6), min_size=size, max_size=size))
    groups = st.lists(st.integers(-1, 5), min_size=size, max_size=size)
    breakdowns = draw(st.lists(groups, min_size=1, max_size=5))
    base = draw(st.sampled_from([2, 3, 5, 10]))
    return (
        np.array(values, np.int64),
        [breakdown(*group) for group in breakdowns],
        base,
    )


@given(problems())
@settings(max_examples=300, deadline=None)
def test_no_published_count_is_small(
    problem: tuple[Ints, list[Breakdown], int],
) -> None:
    values, breakdowns, base = problem
    rounded = round_cells(values, breakdowns, base)
    for published in breakdowns:
        assert not small_counts(published.counts(rounded), base).any()
    changed = rounded != values
    assert set(rounded[changed]) <= {0, base}
    assert (values[changed] < base).all()


@given(problems())
@settings(max_examples=100, deadline=None)
def test_what_is_published_may_be_what_was_there(
    problem: tuple[Ints, list[Breakdown], int],
) -> None:
    """Rounded cells are left as they are: nobody can tell that they were rounded."""
    values, breakdowns, base = problem
    rounded = round_cells(values, breakdowns, base)
    assert (round_cells(rounded, breakdowns, base) == rounded).all()


def test_what_is_not_small_stays_as_it_is() -> None:
    values = np.array([3, 4, 1, 1, 2, 0])
    # the small cells are in large counts alone
    published = [breakdown(0, 1, 0, 0, 1, 0), breakdown(0, 0, 0, 0, 0, 0)]
    assert list(round_cells(values, published, 3)) == list(values)


def test_a_lone_small_count_goes_to_the_nearer_side() -> None:
    for value, nearest in ((1, 0), (2, 3)):
        assert list(round_cells(np.array([value]), [breakdown(0)], 3)) == [nearest]


@pytest.mark.parametrize("base", [10_000_000, 10_000_000_000])
def test_a_base_beyond_all_counts_leaves_nothing(base: int) -> None:
    values = np.array([5, 7, 1], np.int64)
    assert list(round_cells(values, [breakdown(0, 1, 1)], base)) == [0, 0, 0]


def test_cells_of_several_small_counts_keep_the_total() -> None:
    """Thirty lone persons: ten of them become three, the others nobody."""
    values = np.ones(30, np.int64)
    rounded = round_cells(values, [breakdown(*range(30)), breakdown(*[0] * 30)], 3)
    assert sorted(rounded) == [0] * 20 + [3] * 10


def test_sums_of_weighted_cells_are_kept_near() -> None:
    """Households of 9 persons and of 2: the smaller of them becomes three."""
    values = np.array([1, 1])
    households = [breakdown(0, 1)]
    persons = breakdown(0, 0, weight=[9, 2])
    rounded = round_cells(values, [*households, persons], 3)
    assert list(rounded) == [0, 3]
    assert list(round_cells(values, households, 3)) == [0, 0]


def test_counts_of_periods_are_kept_nearer() -> None:
    """Their differences add up over years, so their parts are paid for first."""
    random = np.random.default_rng(1)
    values = random.integers(1, 3, 400)
    fine = breakdown(*np.arange(400) // 2)
    coarse = np.arange(400) % 8
    other = random.integers(0, 8, 400)
    kept = []
    for years in (1, 50):
        rounded = round_cells(
            values, [fine, breakdown(*coarse, years=years), breakdown(*other)], 3
        )
        published = breakdown(*coarse)
        difference = published.counts(rounded) - published.counts(values)
        kept.append(np.abs(difference).sum())
    assert kept[1] <= kept[0]


@pytest.mark.parametrize(("group", "rounds"), [(1000, 6), (2000, 1)])
def test_a_search_that_comes_no_nearer_ends(
    monkeypatch: pytest.MonkeyPatch, group: int, rounds: int
) -> None:
    """A count of 5 can be 0 or 10: 5 off, 0.5 points of 1,000 and 0.25 of 2,000."""
    monkeypatch.setattr(rounding, "PATIENCE", 5)
    judged = []
    too_far = rounding._Choice.too_far

    def judge(choice: rounding._Choice) -> float:
        judged.append(too_far(choice))
        return judged[-1]

    monkeypatch.setattr(rounding._Choice, "too_far", judge)
    of = replace(breakdown(0), of=np.array([group], np.int64))
    assert round_cells(np.array([5], np.int64), [of], 10)[0] in (0, 10)
    assert len(judged) == rounds


def test_nothing_comes_of_nothing() -> None:
    nothing = np.array([], np.int64)
    assert not len(round_cells(nothing, [breakdown()], 3))


@pytest.mark.parametrize(
    ("base", "largest", "mean", "utility"),
    [(3, 7, 0.93, 0.982), (5, 12, 1.86, 0.973)],
)
def test_it_costs_no_more_than_the_offices_own_package(
    base: int, largest: int, mean: float, utility: float
) -> None:
    """Figures of SmallCountRounding on the same cells: tests/fixtures/rounding."""
    cells = pd.read_csv(CELLS, dtype={"county_code": str})
    values = cells["persons"].to_numpy(np.int64)
    breakdowns = with_totals(cells)
    assert (len(cells), values.sum()) == (4911, 11883)
    assert sum(published.groups for published in breakdowns) == 2389
    rounded = round_cells(values, breakdowns, base)
    exact = np.concatenate([b.counts(values) for b in breakdowns])
    published = np.concatenate([b.counts(rounded) for b in breakdowns])
    assert not small_counts(published, base).any()
    difference = np.abs(published - exact)
    assert difference.max() <= largest
    assert difference.mean() <= mean
    distance = np.sqrt(((np.sqrt(published) - np.sqrt(exact)) ** 2).sum() / 2)
    assert 1 - distance / np.sqrt(exact.sum()) >= utility
