"""Small count rounding: no published count is left between 0 and the base.

The inner cells that a small published count is made of are rounded to 0 or to the base,
chosen so that published counts stay near what they were; all other cells stay as they
are. Everything published is then added up from the same cells, so that it agrees.
Source: Langsrud and Heldal 2018, An algorithm for small count rounding of tabular data
(Privacy in Statistical Databases), the method of Statistics Norway's R package
SmallCountRounding; Heldal 2017. Different from there: the choice is bettered by tabu
search (Glover 1989, Tabu search, ORSA Journal on Computing 1): the cell whose change
costs least is changed, also where it costs something, and then left alone for a while.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, diags_array

Ints = npt.NDArray[np.int64]
# numbers of groups: many and small, so in as few bytes as they fit
Groups = npt.NDArray[np.integer[Any]]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

SEED = 7
# how far a count should move at most: so many bases; of a large group, this share of it
FAR = 3.0
LARGE, RATE = 1000, 0.0029
# counts that are added up over years: all of them together should move no farther, and
# differences of independent years add up like their root, or somewhat more by chance;
# their prices are the years to this power
NEARER, STEEP = 0.55, 1.7
# counts that moved farther cost so many times as much in another round; prices are
# whole numbers, so that costs are exact, in whatever order they are added up
DEARER = 1.15
DEAREST = 2**20
# rounds at most, and in a row without a better choice, after which the search ends
ROUNDS = 300
PATIENCE = 100
# changes tried, as a multiple of the cells: to begin with, before prices rise, and in
# each round after that
FIRST, LONG, EACH = 1.0, 15.0, 0.8
FEWEST = 50
# share of the cells that are left alone, since they were changed lately
RESTING = 0.09
TOLERANCE = 1e-6
# more than any change costs; whole numbers are exact up to four times as much
NEVER = 2.0**51
# cells of a count that are multiplied as a full matrix
MANY = 50


@dataclass(frozen=True)
class Breakdown:
    """Published counts: one per group of cells.

    Attributes:
        group: (n,) number of each cell's group from 0 on, -1 for cells that do not
            count.
        weight: (n,) how much one of a cell counts; none where it counts once.
        years: how many years these counts are added up over; the more, the nearer to
            what they were they are kept.
        of: (groups,) how many each count is a part of, so that rates of large groups
            are kept; none where no rate is made of it.
    """

    group: Groups
    weight: Ints | None = None
    years: int = 1
    of: Ints | None = None

    def reach(self, base: int) -> Floats:
        """Return (groups,) how far each count should move at most."""
        reach = np.full(self.groups, FAR * base / self.years**NEARER)
        if self.of is None:
            return reach
        return np.where(
            self.of < LARGE, reach, np.minimum(reach, RATE * np.maximum(self.of, 1))
        )

    @property
    def groups(self) -> int:
        """Return how many groups there are."""
        return int(self.group.max(initial=-1)) + 1

    def counts(self, values: Ints | Floats) -> Ints:
        """Return the (groups,) published counts of (n,) cells."""
        parts = values if self.weight is None else values * self.weight
        # those that do not count come first
        sums = np.bincount(self.group + 1, weights=parts, minlength=1)
        return sums[1:].astype(np.int64)


def round_cells(values: Ints, breakdowns: Sequence[Breakdown], base: int) -> Ints:
    """Round cells so that no published count is 1 to base - 1.

    Args:
        values: (n,) counts of the inner cells, in an order that does not hang on how
            they came; 0 or more.
        breakdowns: published counts. Those of cells that count once are made 0 or at
            least the base; weighted ones are only kept near what they were.
        base: the rounding base, 2 or more.

    Returns:
        (n,) rounded counts: what they were, 0, or the base.
    """
    if not breakdowns:
        return values
    counts = _PublishedCounts(values, breakdowns, base)
    random = np.random.default_rng(SEED)
    small = counts.in_small_ones(counts.exact)
    if not len(small):
        return values
    choice = _settled(counts, counts.choice(small), FIRST, random)
    best, least, last = choice, np.inf, 0
    for number in range(ROUNDS):
        choice = _settled(counts, choice, EACH if number else LONG, random)
        too_far = choice.too_far()
        if too_far < least:
            best, least, last = choice, too_far, number
        if not too_far or number - last >= PATIENCE:
            break
        choice.make_dearer()
    rounded = values.copy()
    rounded[best.cells] = np.where(best.is_base, base, 0)
    return rounded


def small_counts(counts: Ints | Floats, base: int) -> Bools:
    """Tell which counts may not be published."""
    return (counts > 0) & (counts < base)


class _PublishedCounts:
    """The published counts: what they are made of, and how far each may move.

    The counts of all breakdowns stand one after another.
    """

    def __init__(
        self, values: Ints, breakdowns: Sequence[Breakdown], base: int
    ) -> None:
        self.values = values
        self.base = base
        self.breakdowns = breakdowns
        # as numbers that are added up without another copy
        summed = values.astype(np.float64)
        parts = [breakdown.counts(summed) for breakdown in breakdowns]
        groups = [len(part) for part in parts]
        self.starts: Ints = np.cumsum([0, *groups])
        self.exact: Ints = np.concatenate(parts)
        self.reach: Floats = np.concatenate([b.reach(base) for b in breakdowns])
        prices = [float(round(b.years**STEEP)) for b in breakdowns]
        self.price: Floats = np.repeat(prices, groups)
        weighted = [b.weight is not None for b in breakdowns]
        self.is_weighted: Bools = np.repeat(weighted, groups)

    def in_small_ones(self, counts: Ints | Floats) -> Ints:
        """Return the cells, 0 aside, that small published counts are made of.

        Args:
            counts: all counts as they would be published.
        """
        is_small = small_counts(counts, self.base) & ~self.is_weighted
        found = np.zeros(len(self.values), np.bool_)
        for breakdown, start, end in zip(
            self.breakdowns, self.starts, self.starts[1:], strict=False
        ):
            if is_small[start:end].any():
                # the last is that of cells that do not count
                found |= np.append(is_small[start:end], False)[breakdown.group]
        return np.flatnonzero(found & (self.values > 0))

    def choice(self, cells: Ints, before: "_Choice | None" = None) -> "_Choice":
        """Return the choice among some cells.

        Args:
            cells: places of the cells, in order.
            before: a choice among some of these cells, which is kept with its prices;
                without one, none of the cells is the base.
        """
        member = self._members(cells)
        is_used = np.zeros(len(self.exact), np.bool_)
        is_used[member.indices] = True
        used = np.flatnonzero(is_used)
        place = (np.cumsum(is_used) - 1)[member.indices]
        member = csr_array((member.data, place, member.indptr), (len(cells), len(used)))
        is_base = np.zeros(len(cells), np.bool_)
        both = np.zeros((len(cells), len(cells)))
        is_new = np.ones(len(cells), np.bool_)
        if before is not None:
            self.price[before.used] = before.price
            old = np.searchsorted(cells, before.cells)
            is_new[old] = False
            is_base[old] = before.is_base
            both[np.ix_(old, old)] = before.both
        price = self.price[used]
        twice = 2.0 * self.base**2
        both[is_new] = twice * _common(member[is_new], member, price)
        both[:, is_new] = both[is_new].T
        return _Choice(
            cells=cells,
            values=self.values[cells],
            base=self.base,
            is_base=is_base,
            used=used,
            exact=self.exact[used],
            reach=self.reach[used],
            is_weighted=self.is_weighted[used],
            member=member,
            by_count=member.T.tocsr(),
            price=price,
            both=both,
        )

    def with_more(self, choice: "_Choice") -> "_Choice":
        """Return a choice that is also among the cells of counts that became small."""
        counts = self.exact.astype(np.float64)
        counts[choice.used] += choice.differences
        more = np.union1d(choice.cells, self.in_small_ones(counts))
        return self.choice(more, choice)

    def _members(self, cells: Ints) -> csr_array:
        """Return the (cells, counts) how much each cell counts in each count."""
        groups = np.stack([b.group[cells] for b in self.breakdowns], axis=1)
        weights = np.stack(
            [
                np.ones(len(cells)) if b.weight is None else b.weight[cells]
                for b in self.breakdowns
            ],
            axis=1,
        )
        counted = groups >= 0
        column = (groups + self.starts[:-1])[counted]
        ends = np.append(0, np.cumsum(counted.sum(axis=1)))
        shape = (len(cells), len(self.exact))
        return csr_array((weights[counted], column, ends), shape)


@dataclass
class _Choice:
    """Which of some cells are the base, the others 0, and what that costs.

    The cost is the sum of squared differences of published counts, by their prices.

    Attributes:
        cells: (cells,) places of the cells.
        values: (cells,) their exact counts.
        base: the rounding base.
        is_base: (cells,) which become the base.
        used: (counts,) places of the published counts that the cells are in.
        exact: (counts,) what these were.
        reach: (counts,) how far each should move at most.
        is_weighted: (counts,) which may be small.
        member: (cells, counts) how much each cell counts in each.
        by_count: (counts, cells) the same.
        price: (counts,) of a squared difference of 1.
        both: (cells, cells) what changing both costs more than changing each, at these
            prices: 2 b^2 times their common counts; less of one that becomes 0.
    """

    cells: Ints
    values: Ints
    base: int
    is_base: Bools
    used: Ints
    exact: Ints
    reach: Floats
    is_weighted: Bools
    member: csr_array
    by_count: csr_array
    price: Floats
    both: Floats

    @cached_property
    def differences(self) -> Floats:
        """The (counts,) differences between published and exact counts."""
        changes = self.base * self.is_base - self.values
        return np.asarray(self.by_count @ changes.astype(np.float64))

    def has_small_ones(self) -> bool:
        """Tell whether a published count is small."""
        is_small = small_counts(self.exact + self.differences, self.base)
        return bool((is_small & ~self.is_weighted).any())

    def too_far(self) -> float:
        """Return by how much counts moved beyond their reach, all together."""
        return float(np.maximum(self._beyond(), 0.0).sum())

    def make_dearer(self) -> None:
        """Raise the prices of counts that moved too far."""
        far = np.flatnonzero(self._beyond() > 0)
        price = np.minimum(np.ceil(self.price[far] * DEARER), DEAREST)
        member = self.by_count[far].toarray()
        more = 2.0 * self.base**2 * (price - self.price[far])
        self.both += (member.T * more) @ member
        self.price[far] = price

    def _beyond(self) -> Floats:
        return np.abs(self.differences) / self.reach - 1.0

    def better(self, steps: int, random: np.random.Generator) -> "_Choice":
        """Return the cheapest choice that a tabu search finds.

        Changing cell i moves the cost by 2 s_i g_i + s_i^2 G_ii, where s_i is the
        change, G the cells' common published counts and g the differences they are in.

        Args:
            steps: how many changes are made.
            random: says which cell may be changed again.
        """
        sign = np.where(self.is_base, -1.0, 1.0)
        gradient = self.member @ (self.price * self.differences)
        move = 2.0 * self.base * sign * gradient + np.diag(self.both) / 2.0
        change = np.empty(len(sign))
        resting = [-1] * max(int(len(sign) * RESTING), 1)
        is_resting = bytearray(len(sign))
        cost = least = 0.0
        best = sign.copy()
        for place in random.integers(0, len(resting), steps).tolist():
            cell = int(move.argmin())
            moved = move.item(cell)
            if is_resting[cell]:
                moved -= NEVER
                resting[resting.index(cell)] = -1
            cost += moved
            np.multiply(self.both[cell], sign, out=change)
            if sign.item(cell) > 0:
                move += change
            else:
                move -= change
            move[cell] = NEVER - moved
            sign[cell] = -sign.item(cell)
            rested = resting[place]
            if rested >= 0:
                move[rested] -= NEVER
                is_resting[rested] = False
            resting[place] = cell
            is_resting[cell] = True
            if cost < least - TOLERANCE:
                least, best = cost, sign.copy()
        return replace(self, is_base=best < 0)


def _settled(
    counts: _PublishedCounts,
    choice: _Choice,
    effort: float,
    random: np.random.Generator,
) -> _Choice:
    """Return a better choice that leaves no small count.

    Args:
        counts: the published counts.
        choice: what is bettered.
        effort: changes to try, as a multiple of the cells.
        random: random numbers for the search.
    """
    while True:
        steps = max(int(effort * len(choice.cells)), FEWEST)
        choice = choice.better(steps, random)
        if not choice.has_small_ones():
            return choice
        # other cells may have become a small count by themselves
        choice = counts.with_more(choice)


def _common(some: csr_array, all_: csr_array, price: Floats) -> Floats:
    """Return the (some, all) common counts of some cells with all, at these prices.

    Counts of many cells are multiplied as a full matrix, which is quicker for them.
    """
    large = np.bincount(all_.indices, minlength=len(price)) > MANY
    common: Floats = (some[:, large].toarray() * price[large]) @ all_[:, large].T
    priced = some[:, ~large] @ diags_array(price[~large])
    common += (priced @ all_[:, ~large].T).toarray()
    return common
