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
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, diags_array

Ints = npt.NDArray[np.int64]
# numbers of groups: many and small, so half the memory
Groups = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

# cells changed at random before the choice is bettered again, and how often
SHAKEN = 4
SHAKES = 20
SEED = 2018
# prices are whole numbers, so that costs are exact and no change is made in circles
# a count that has moved farther than this many bases costs more in another round, at
# most twice as much; of one that is added up over years, all of them together; of a
# large group, also one that has moved by more than this share of the group
FAR = 3.0
LARGE, RATE = 1000, 0.0029
DEAREST = 2**20
ROUNDS = 90
# price of a count that is added up over years
STEEP = 1.4
# cells that an exchange is tried with, those that cost least by themselves
CANDIDATES = 60
# cells of a count that are multiplied as a full matrix
MANY = 50
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
        of: (groups,) how many each count is a part of, so that rates of large groups
            are kept; none where no rate is made of it.
    """

    group: Groups
    weight: Ints | None = None
    years: int = 1
    of: Ints | None = None

    def reach(self, base: int) -> Floats:
        """Return (groups,) how far each count should move at most."""
        # differences of independent years add up like their root
        reach = np.full(self.groups, FAR * base / np.sqrt(self.years))
        if self.of is None:
            return reach
        return np.where(
            self.of < LARGE, reach, np.minimum(reach, RATE * np.maximum(self.of, 1))
        )

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
    if not breakdowns:
        return values
    counts = _PublishedCounts(values, breakdowns, base)
    random = np.random.default_rng(SEED)
    rounded = values.copy()
    chosen = np.zeros(len(values), np.bool_)
    best, least = rounded, np.inf
    for number in range(ROUNDS):
        if number:
            rounded = _choose(counts, rounded, chosen, random)
        # other cells may have become a small count by themselves
        while (added := counts.in_small_ones(rounded) & ~chosen).any():
            chosen |= added
            rounded = _choose(counts, rounded, chosen)
        if not chosen.any():
            break
        too_far = counts.too_far(rounded)
        if number and too_far < least:
            best, least = rounded, too_far
        if number and not too_far:
            break
    return best


def small_counts(counts: Ints | Floats, base: int) -> Bools:
    """Tell which counts may not be published."""
    return (counts > 0) & (counts < base)


class _PublishedCounts:
    """The published counts, what a change of each costs, and how far each may move.

    The counts of all breakdowns stand one after another.
    """

    def __init__(
        self, values: Ints, breakdowns: Sequence[Breakdown], base: int
    ) -> None:
        self.values = values
        self.base = base
        self.member = _members(small_counts(values, base), breakdowns)
        groups = [breakdown.groups for breakdown in breakdowns]
        self.exact: Ints = np.concatenate([b.counts(values) for b in breakdowns])
        self.reach: Floats = np.concatenate([b.reach(base) for b in breakdowns])
        prices = [float(round(b.years**STEEP)) for b in breakdowns]
        self.price: Floats = np.repeat(prices, groups)
        weighted = [b.weight is not None for b in breakdowns]
        self.is_weighted: Bools = np.repeat(weighted, groups)
        self._seen: tuple[Ints, _Counted] | None = None

    def differences(self, rounded: Ints) -> Floats:
        """Return the (counts,) differences that rounded cells make."""
        changed = np.flatnonzero(rounded != self.values)
        change = (rounded - self.values)[changed].astype(np.float64)
        return np.asarray(self.member[changed].T @ change)

    def in_small_ones(self, rounded: Ints) -> Bools:
        """Tell which (n,) cells, 0 aside, a small published count is made of."""
        counts = self.exact + self.differences(rounded)
        small = small_counts(counts, self.base) & ~self.is_weighted
        if not small.any():
            return np.zeros(len(rounded), np.bool_)
        found: Bools = self.member @ small.astype(np.float32) > 0
        return found & (rounded > 0)

    def too_far(self, rounded: Ints) -> float:
        """Return by how much counts moved beyond their reach, and make these dearer."""
        over = np.abs(self.differences(rounded)) / self.reach - 1.0
        far = over > 0
        dearer = np.ceil(self.price[far] * (1.0 + np.minimum(over[far], 1.0)))
        self.price[far] = np.minimum(dearer, DEAREST)
        return float(over[far].sum())

    def of(self, cells: Ints) -> "_Counted":
        """Return what some cells are counted in, at the prices of now."""
        if self._seen is None or not np.array_equal(self._seen[0], cells):
            member = self.member[cells].astype(np.float64)
            used = np.zeros(len(self.price), np.bool_)
            used[member.indices] = True
            place = np.cumsum(used) - 1
            parts = (member.data, place[member.indices], member.indptr)
            member = csr_array(parts, (len(cells), int(used.sum())))
            price = self.price[used]
            priced = member @ diags_array(price).tocsr()
            found = _Counted(member, used, price, _product(priced, member))
        else:
            found = self._seen[1].at(self.price)
        self._seen = (cells, found)
        return found


@dataclass(frozen=True)
class _Counted:
    """What some cells are counted in.

    Attributes:
        member: (cells, counts) how much each counts in each.
        used: which of all published counts these are.
        price: (counts,) of a squared difference of 1.
        common: (cells, cells) their common counts, at these prices.
    """

    member: csr_array
    used: Bools
    price: Floats
    common: Floats

    def at(self, prices: Floats) -> "_Counted":
        """Return the same at other prices of all published counts, few of them new."""
        price = prices[self.used]
        new = np.flatnonzero(price != self.price)
        member = self.member[:, new].toarray()
        more = (member * (price - self.price)[new]) @ member.T
        return replace(self, price=price, common=self.common + more)


def _members(may_change: Bools, breakdowns: Sequence[Breakdown]) -> csr_array:
    """Return how much each cell that may be rounded counts in each published count.

    Returns:
        (cells, counts), rows of other cells empty.
    """
    cells = np.flatnonzero(may_change)
    column = np.full((len(cells), len(breakdowns)), -1, np.int32)
    width = 0
    for number, breakdown in enumerate(breakdowns):
        group = breakdown.group[cells]
        column[:, number] = np.where(group < 0, -1, group + width)
        width += breakdown.groups
    counted = column >= 0
    per_cell = np.zeros(len(may_change) + 1, np.int64)
    per_cell[cells + 1] = counted.sum(axis=1)
    ends = np.cumsum(per_cell)
    member = csr_array(
        (np.ones(ends[-1], np.float32), column[counted], ends),
        shape=(len(may_change), width),
    )
    for number, breakdown in enumerate(breakdowns):
        if breakdown.weight is not None:
            rows = cells[counted[:, number]]
            place = counted[:, : number + 1].sum(axis=1)[counted[:, number]] - 1
            member.data[ends[rows] + place] = breakdown.weight[rows]
    return member


def _choose(
    counts: _PublishedCounts,
    rounded: Ints,
    chosen: Bools,
    random: np.random.Generator | None = None,
) -> Ints:
    """Choose anew which cells become the base, the others 0.

    Args:
        counts: the published counts.
        rounded: (n,) cells as they are now; those that were chosen before are a start.
        chosen: (n,) cells to be chosen among.
        random: shakes the choice, to find a better one; none to be quick.

    Returns:
        (n,) the cells after it.
    """
    cells = np.flatnonzero(chosen)
    base = counts.base
    is_base = (rounded[cells] == base) & (counts.values[cells] < base)
    choice = _Choice(counts.values[cells], counts.of(cells), base, is_base)
    choice.better()
    if random is not None and len(cells) > SHAKEN:
        for _ in range(SHAKES):
            before = choice.saved()
            for cell in random.choice(len(cells), SHAKEN, replace=False):
                choice.change(int(cell))
            choice.better()
            if choice.cost >= before.cost:
                choice = before
    result = rounded.copy()
    result[cells] = np.where(choice.is_base, base, 0)
    return result


class _Choice:
    """Which cells are the base, and what that costs: the sum of squared differences.

    Changing cell i moves the cost by 2 s_i g_i + s_i^2 G_ii, where s_i is the change, G
    the cells' common published counts and g the differences they are in.
    """

    def __init__(
        self, values: Ints, counted: _Counted, base: int, is_base: Bools
    ) -> None:
        member, price = counted.member, counted.price
        difference = member.T @ (base * is_base - values).astype(np.float64)
        self.base = float(base)
        self.is_base = is_base.copy()
        self.common = counted.common
        self.size: Floats = np.diag(self.common).copy()
        self.gradient: Floats = member @ (price * difference)
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


def _product(left: csr_array, right: csr_array) -> Floats:
    """Return left times right transposed, both (cells, counts) with the same entries.

    Counts of many cells are multiplied as a full matrix, which is quicker for them.
    """
    large = np.bincount(left.indices, minlength=left.shape[1]) > MANY
    product: Floats = left[:, large].toarray() @ right[:, large].toarray().T
    product += (left[:, ~large] @ right[:, ~large].T).toarray()
    return product
