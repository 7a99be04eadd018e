"""An attacker with the published counts, the method and integer programming.

The attacker knows which counts are published, how they are made of cells, and that a
cell of a small count may be published as 0 or as the base. Which counts are small, and
which cells there are, the attacker does not know: all that people of two counties could
be in are tried.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, hstack, vstack

from bofast.disclosure.rounding import Breakdown, round_cells

Ints = npt.NDArray[np.int64]
BASE = 3
COLUMNS = ("background", "family_size_group", "county_code", "outcome_county")
PUBLISHED = [
    ("background", "county_code", "outcome_county"),
    ("background", "family_size_group", "outcome_county"),
    ("county_code", "outcome_county"),
    ("background", "outcome_county"),
    ("background",),
    (),
]


@dataclass(frozen=True)
class Register:
    """Persons of a small register, in every cell that somebody could be in.

    Attributes:
        values: (n,) persons in each cell.
        breakdowns: what is published of them.
    """

    values: Ints
    breakdowns: Sequence[Breakdown]

    def published(self, values: Ints) -> Ints:
        return np.concatenate([b.counts(values) for b in self.breakdowns])

    @property
    def membership(self) -> csr_array:
        """(n, counts): which cell is in which published count."""
        blocks = []
        for breakdown in self.breakdowns:
            cells = np.arange(len(self.values))
            shape = (len(cells), breakdown.groups)
            ones = np.ones(len(cells))
            blocks.append(csr_array((ones, (cells, breakdown.group)), shape=shape))
        return csr_array(hstack(blocks))


@pytest.fixture(scope="module")
def register(warehouse_file: Path) -> Register:
    with duckdb.connect(str(warehouse_file), read_only=True) as connection:
        people = connection.execute(
            f"select {', '.join(COLUMNS)}, cast(sum(persons) as bigint) as persons"
            " from intermediate.int_person_cell where year = 2013 and is_at_risk"
            " and county_code in ('05', '09') and age_at_risk between 20 and 22"
            " group by all order by all"
        ).df()
    possible = pd.MultiIndex.from_product(
        [sorted(people[name].unique()) for name in COLUMNS], names=COLUMNS
    )
    cells = people.set_index(list(COLUMNS)).reindex(possible, fill_value=0)
    frame = cells.reset_index()
    breakdowns = [
        Breakdown(
            frame.groupby(list(columns)).ngroup().to_numpy(np.int64)
            if columns
            else np.zeros(len(frame), np.int64)
        )
        for columns in PUBLISHED
    ]
    return Register(frame["persons"].to_numpy(np.int64), breakdowns)


def bounds_of(
    register: Register, shown: Ints, target: int, is_rounded: bool
) -> tuple[int, int]:
    """Return the least and the most that a count can be, from what is published.

    Each cell is a kept count (a), which is published as it is, plus a small one (s),
    which is published as 0 or, where up is 1, as the base; it has one of the two.
    """
    member = register.membership
    n = len(register.values)
    most = int(shown.max()) + BASE
    zero = csr_array((n, n))
    one = csr_array(np.eye(n))
    # variables: a, s, is_small, up
    shows = LinearConstraint(
        hstack([member.T, csr_array((member.shape[1], 2 * n)), BASE * member.T]),
        shown,
        shown,
    )
    rules = vstack(
        [
            # a small count is 1 to base - 1, and there is one only where is_small
            hstack([zero, one, -(BASE - 1) * one, zero]),
            hstack([zero, -one, one, zero]),
            # what is not small is kept
            hstack([one, zero, most * one, zero]),
            # only a small count is published as the base
            hstack([zero, zero, -one, one]),
        ]
    )
    upper = np.concatenate([np.zeros(2 * n), np.full(n, most), np.zeros(n)])
    rule = LinearConstraint(csr_array(rules), -np.inf, upper)
    wanted = member[:, [target]].toarray().ravel()
    cost = np.concatenate([wanted, wanted, np.zeros(2 * n)])
    small = 1 if is_rounded else 0
    highest = np.concatenate(
        [np.full(n, most), np.full(n, BASE - 1), np.full(2 * n, small)]
    )
    found = []
    for sign in (1, -1):
        solved = milp(
            sign * cost,
            constraints=[shows, rule],
            bounds=Bounds(0, highest),
            integrality=np.ones(4 * n),
        )
        assert solved.success, solved.message
        found.append(round(sign * solved.fun))
    return found[0], found[1]


def small_targets(register: Register) -> Ints:
    exact = register.published(register.values)
    small = np.flatnonzero((exact > 0) & (exact < BASE))
    assert len(small) > 15
    return small


def test_without_rounding_the_attacker_finds_small_counts(register: Register) -> None:
    exact = register.published(register.values)
    for target in small_targets(register):
        low, high = bounds_of(register, exact, int(target), is_rounded=False)
        assert low == high == exact[target]


def test_no_small_count_is_certain_once_they_are_rounded(register: Register) -> None:
    rounded = round_cells(register.values, register.breakdowns, BASE)
    shown = register.published(rounded)
    exact = register.published(register.values)
    for target in small_targets(register):
        low, high = bounds_of(register, shown, int(target), is_rounded=True)
        assert low <= exact[target] <= high
        assert low == 0 or high >= BASE, (low, high)
