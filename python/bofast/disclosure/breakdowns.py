"""Which published counts the cells of a year are in, and their rounding.

Cells are put in order first, so that the result does not hang on the order of rows.
Processes that round do this alone, so nothing here needs a database or data frames,
which take longer to load than all else.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from threadpoolctl import threadpool_limits

from bofast.disclosure.rounding import Bools, Breakdown, Groups, Ints, round_cells

# numbers of combinations that are looked up in a table
MOST = 2**22
# numbers that a sort key can hold
LONGEST = 2**62


@dataclass(frozen=True)
class Grouping:
    """A row of int_count_breakdown: what published counts are broken down by.

    Attributes:
        among: condition of the cells that count.
        group_by: expressions that make the groups.
        split_by: expressions that divide each group by what is counted.
        weight: how much one of a cell counts; none where it counts once.
        years: how many years the counts are added up over.
    """

    among: str
    group_by: tuple[str, ...]
    split_by: tuple[str, ...]
    weight: str | None
    years: int

    @property
    def breakdowns(self) -> list[tuple[str, ...]]:
        """Return the expressions of its groups, then those of their parts."""
        whole = [self.group_by]
        return [*whole, (*self.group_by, *self.split_by)] if self.split_by else whole


@dataclass(frozen=True)
class YearCells:
    """The cells of a year.

    Attributes:
        place: (n,) where each is in its table.
        counts: (n,) what is counted in it.
        codes: expression -> (n,) number of its value, in their order, 0 for null.
        among: condition -> (n,) whether the cell counts.
        weights: expression -> (n,) how much one of a cell counts.
    """

    place: Ints
    counts: Ints
    codes: Mapping[str, Groups]
    among: Mapping[str, Bools]
    weights: Mapping[str, Ints]

    def in_order(self) -> "YearCells":
        """Return the cells by their codes; those that none tells apart by count."""
        keys = _sort_keys(list(self.codes.values()))
        order = np.lexsort([self.counts, *reversed(keys)])
        return YearCells(
            place=self.place[order],
            counts=self.counts[order],
            codes={name: code[order] for name, code in self.codes.items()},
            among={name: one[order] for name, one in self.among.items()},
            weights={name: weight[order] for name, weight in self.weights.items()},
        )


def one_thread() -> threadpool_limits:
    """Multiply in one thread: what is multiplied is small, and others would wait."""
    return threadpool_limits(1)


def round_year(
    unordered: YearCells, groupings: Sequence[Grouping], base: int
) -> tuple[Ints, Ints]:
    """Round the cells of a year.

    Args:
        unordered: the cells, in any order.
        groupings: what is published of them.
        base: the rounding base.

    Returns:
        (changed,) places of the cells that are another count now, and what they are.
    """
    cells = unordered.in_order()
    breakdowns = list(_breakdowns(cells, groupings))
    rounded = round_cells(cells.counts, breakdowns, base)
    changed = rounded != cells.counts
    return cells.place[changed], rounded[changed]


def _breakdowns(cells: YearCells, groupings: Sequence[Grouping]) -> Iterator[Breakdown]:
    @cache
    def grouped(among: str, expressions: tuple[str, ...]) -> Breakdown:
        return _grouped(expressions, cells.among[among], cells.codes)

    @cache
    def counted(among: str, expressions: tuple[str, ...]) -> Ints:
        return grouped(among, expressions).counts(cells.counts)

    seen = set()
    # of the same counts, those that are added up over most years
    for grouping in sorted(groupings, key=lambda g: -g.years):
        whole = grouping.among, grouping.group_by
        for expressions in grouping.breakdowns:
            key = (grouping.among, frozenset(expressions), grouping.weight)
            if key not in seen:
                seen.add(key)
                group = grouped(grouping.among, expressions)
                yield replace(
                    group,
                    weight=cells.weights[grouping.weight] if grouping.weight else None,
                    years=grouping.years,
                    of=_of_groups(group, grouped(*whole), counted(*whole)),
                )


def _grouped(
    expressions: Sequence[str], among: Bools, codes: Mapping[str, Groups]
) -> Breakdown:
    """Return the groups that expressions make, in the order of their codes."""
    combined, size = np.zeros(len(among), np.int64), 1
    for code in (codes[e] for e in expressions):
        values = int(code.max(initial=0)) + 1
        # in place: as large as all cells
        combined *= values
        combined += code
        size *= values
        if size > MOST:
            found, combined = np.unique(combined, return_inverse=True)
            size = len(found)
    # a number more for cells that do not count
    combined[~among] = size
    is_there = np.zeros(size + 1, np.bool_)
    is_there[combined] = True
    numbers = np.cumsum(is_there) - 1
    numbers[size] = -1
    return Breakdown(narrow(numbers)[combined])


def _of_groups(parts: Breakdown, whole: Breakdown, of_whole: Ints) -> Ints:
    """Return how many each part of a group is among."""
    # the last is that of cells that do not count
    of = np.zeros(parts.groups + 1, np.int64)
    of[parts.group] = np.append(of_whole, 0)[whole.group]
    return of[:-1]


def _sort_keys(codes: Sequence[Groups]) -> list[Ints]:
    """Return as few numbers per cell as sort cells by all codes, first ones first."""
    keys: list[Ints] = []
    size = 1
    for code in codes:
        values = int(code.max(initial=0)) + 1
        if not keys or size * values >= LONGEST:
            keys.append(np.zeros(len(code), np.int64))
            size = 1
        keys[-1] = keys[-1] * values + code
        size *= values
    return keys


def narrow(numbers: Groups) -> Groups:
    """Return numbers in as few bytes as they, and one more, fit."""
    fits = int(numbers.max(initial=0)) < np.iinfo(np.int16).max
    return numbers.astype(np.int16 if fits else np.int32)
