"""Small count rounding: no published count is left between 0 and the base.

The inner cells that a small published count is made of are rounded to 0 or to the base,
chosen so that published counts stay near what they were; all other cells stay as they
are. Everything published is then added up from the same cells, so that it agrees.
Source: Langsrud and Heldal 2018, An algorithm for small count rounding of tabular data
(Privacy in Statistical Databases), the method of Statistics Norway's R package
SmallCountRounding; Heldal 2017. Different from there: the choice is bettered by
exchanging cells until no exchange helps, from several starts.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, diags_array

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# cells changed at random before the choice is bettered again, and how often
SHAKEN = 6
SHAKES = 30
SEED = 2018
# a count that has moved farther than this many bases costs more in another round; of
# one that is added up over years, all of them together
FAR = 2
DEARER = 4.0
ROUNDS = 8
# how often the whole choice is made with care, after it was made quickly
CAREFUL = 1
# cells that an exchange is tried with, those that cost least by themselves
CANDIDATES = 60
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Breakdown:
    """Published counts: one per group of cells.

    Attributes:
        group: (n,) number of each cell's group from 0 on, -1 for cells that do not
            count.
        weight: (n,) how much one of a cell counts; none where it counts once.
        years: how many years these counts are added up over; the more, the nearer to
            what they were they are kept.
    """

    group: Ints
    weight: Ints | None = None
    years: int = 1

    @property
    def groups(self) -> int:
        """Return how many groups there are."""
        return int(self.group.max(initial=-1)) + 1

    def counts(self, values: Ints) -> Ints:
        """Return the (groups,) published counts of (n,) cells."""
        counted = self.group >= 0
        parts = values if self.weight is None else values * self.weight
        sums = np.bincount(
            self.group[counted], weights=parts[counted], minlength=self.groups
        )
        return sums.astype(np.int64)


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
    rounded = values.copy()
    chosen = np.zeros(len(values), np.bool_)
    careful = 0
    small = _SmallCounts(values, breakdowns, base)
    while True:
        added = small.cells(rounded) & ~chosen
        is_settled = not added.any()
        if is_settled and (careful == CAREFUL or not chosen.any()):
            return rounded
        chosen |= added
        cells = np.flatnonzero(chosen)
        counts = _counts_of(breakdowns, cells, base)
        start = (rounded[cells] > 0) & ~added[cells]
        if is_settled:
            # cells that are chosen with care may leave other small counts
            careful += 1
            is_base = _choose(values[cells], counts, base, start)
            if (is_base == start).all():
                return rounded
        else:
            is_base = _settled(values[cells], counts, base, start)
        rounded[cells] = np.where(is_base, base, 0)


def small_counts(counts: Ints, base: int) -> Bools:
    """Tell which counts may not be published."""
    return (counts > 0) & (counts < base)


class _SmallCounts:
    """Looks for small published counts while few of many cells change."""

    def __init__(
        self, values: Ints, breakdowns: Sequence[Breakdown], base: int
    ) -> None:
        self.values = values
        self.base = base
        self.breakdowns = [b for b in breakdowns if b.weight is None]
        self.counts = [breakdown.counts(values) for breakdown in self.breakdowns]

    def cells(self, rounded: Ints) -> Bools:
        """Tell which cells, 0 aside, a small published count is made of.

        Args:
            rounded: (n,) the cells as they are now.
        """
        changed = np.flatnonzero(rounded != self.values)
        change = (rounded - self.values)[changed]
        found = np.zeros(len(rounded), np.bool_)
        for breakdown, counts in zip(self.breakdowns, self.counts, strict=True):
            group = breakdown.group[changed]
            counted = group >= 0
            now = counts.copy()
            np.add.at(now, group[counted], change[counted])
            small = small_counts(now, self.base)
            if small.any():
                # the last one is for cells that do not count
                found |= np.append(small, False)[breakdown.group]
        return found & (rounded > 0)


@dataclass(frozen=True)
class _Counts:
    """Published counts that some cells are in.

    Attributes:
        membership: (cells, counts) how much each cell counts in each.
        reach: (counts,) how far each should move at most.
        price: (counts,) what a squared difference of 1 costs.
    """

    membership: csr_array
    reach: Floats
    price: Floats

    def moved(self, values: Ints, choice: Ints) -> Floats:
        """Return (counts,) how far a choice moves them, as a part of their reach."""
        difference = self.membership.T @ (choice - values).astype(np.float64)
        moved: Floats = np.abs(difference) / self.reach
        return moved

    def dearer(self, moved: Floats) -> "_Counts":
        """Return them with a higher price of those that moved beyond their reach."""
        price = np.where(moved > 1.0, DEARER, 1.0) * self.price
        return _Counts(self.membership, self.reach, price)


def _counts_of(breakdowns: Sequence[Breakdown], cells: Ints, base: int) -> _Counts:
    rows, columns, weights, years = [], [], [], []
    width = 0
    for breakdown in breakdowns:
        group = breakdown.group[cells]
        counted = np.flatnonzero(group >= 0)
        names, column = np.unique(group[counted], return_inverse=True)
        rows.append(counted)
        columns.append(width + column)
        weight = breakdown.weight
        weights.append(
            np.ones(len(counted)) if weight is None else weight[cells][counted]
        )
        years.append(np.full(len(names), float(breakdown.years)))
        width += len(names)
    data = np.concatenate(weights).astype(np.float64)
    places = (np.concatenate(rows), np.concatenate(columns))
    membership = csr_array((data, places), shape=(len(cells), width))
    # differences of independent years add up like their root
    added_up = np.concatenate(years)
    return _Counts(membership, FAR * base / np.sqrt(added_up), added_up)


def _choose(values: Ints, counts: _Counts, base: int, start: Bools) -> Bools:
    """Choose which cells become the base, the others 0.

    Minimises the sum of squared differences of published counts, those that have moved
    far at a higher price, until none has.

    Args:
        values: (c,) what the cells are.
        counts: m published counts that they are in.
        base: the rounding base.
        start: (c,) a choice to begin with.
    """
    random = np.random.default_rng(SEED)
    best, least = start, np.inf
    for _ in range(ROUNDS):
        start = _better(values, counts, base, start, random)
        moved = counts.moved(values, base * start)
        if (farthest := float(moved.max())) < least:
            best, least = start, farthest
        if farthest <= 1.0:
            break
        counts = counts.dearer(moved)
    return best


def _settled(values: Ints, counts: _Counts, base: int, start: Bools) -> Bools:
    """Return the choice that no change betters, from a start."""
    choice = _Choice(values, counts, base, start)
    choice.better()
    return choice.is_base


def _better(
    values: Ints, counts: _Counts, base: int, start: Bools, random: np.random.Generator
) -> Bools:
    """Return the best of the choices found from a start, shaken again and again."""
    choice = _Choice(values, counts, base, start)
    choice.better()
    for _ in range(SHAKES if len(values) > SHAKEN else 0):
        before = choice.saved()
        for cell in random.choice(len(values), SHAKEN, replace=False):
            choice.change(int(cell))
        choice.better()
        if choice.cost >= before.cost:
            choice = before
    return choice.is_base


class _Choice:
    """Which cells are the base, and what that costs.

    Changing cell i moves the cost by 2 s_i g_i + s_i^2 G_ii, where s_i is the change, G
    the cells' common published counts and g the differences they are in.
    """

    def __init__(
        self, values: Ints, counts: _Counts, base: int, is_base: Bools
    ) -> None:
        member, price = counts.membership, counts.price
        difference = member.T @ (base * is_base - values).astype(np.float64)
        self.base = float(base)
        self.is_base = is_base.copy()
        priced = member @ diags_array(price).tocsr()
        self.common = (priced @ member.T).toarray().astype(np.float32)
        self.size = np.diag(self.common).astype(np.float64)
        self.gradient: Floats = priced @ difference
        self.cost = float(difference @ (price * difference))

    def saved(self) -> "_Choice":
        """Return a choice that later changes of this one leave as it is."""
        copy = object.__new__(_Choice)
        copy.__dict__ = self.__dict__ | {
            "is_base": self.is_base.copy(),
            "gradient": self.gradient.copy(),
        }
        return copy

    def change(self, cell: int) -> None:
        """Change a cell from 0 to the base or back."""
        step = -self.base if self.is_base[cell] else self.base
        self.cost += 2 * step * self.gradient[cell] + step * step * self.size[cell]
        self.gradient += step * self.common[cell]
        self.is_base[cell] = not self.is_base[cell]

    def better(self) -> None:
        """Change cells, one or two at a time, until no change lowers the cost."""
        while True:
            step = np.where(self.is_base, -self.base, self.base)
            alone = 2 * step * self.gradient + step * step * self.size
            best = int(alone.argmin())
            if alone[best] < -TOLERANCE:
                self.change(best)
                continue
            first = np.argsort(alone, kind="stable")[:CANDIDATES]
            pair = alone[first][:, None] + alone[None, :]
            pair += 2 * np.outer(step[first], step) * self.common[first]
            pair[np.arange(len(first)), first] = 0.0
            one, other = divmod(int(pair.argmin()), len(step))
            if pair[one, other] >= -TOLERANCE:
                return
            self.change(int(first[one]))
            self.change(other)
