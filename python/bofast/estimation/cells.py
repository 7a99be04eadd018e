"""Persons grouped into cells that a model cannot tell apart.

A model's estimates depend on people only through their covariates and outcomes, so
persons with the same covariates are one cell with a count per outcome: least squares
and logits on cells are those on persons, exactly. Errors clustered by family need to
know besides how many of a family are in which cell.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Cells:
    """Persons by covariates and outcome, and the families they are of.

    Attributes:
        covariates: c rows, one column per variable.
        counts: (c, m) persons by outcome.
        member_cell: (r,) row of the cell that these members of a family are in.
        member_family: (r,) number of their family, in rising order.
        member_counts: (r, m) how many they are, by outcome.
    """

    covariates: pd.DataFrame
    counts: Floats
    member_cell: Ints
    member_family: Ints
    member_counts: Floats

    @cached_property
    def persons(self) -> Floats:
        """Return the (c,) persons of each cell."""
        return row_sums(self.counts)

    @cached_property
    def family_starts(self) -> Ints:
        """Return the (g,) places where another family begins among the members."""
        differs = np.diff(self.member_family, prepend=-1) != 0
        return np.flatnonzero(differs).astype(np.int64)

    @property
    def families(self) -> int:
        """Return g, how many families there are."""
        return len(self.family_starts)

    def where(self, kept: Bools) -> "Cells":
        """Return the cells that are kept, (c,), with the members in them."""
        place = np.cumsum(kept) - 1
        members = kept[self.member_cell]
        return Cells(
            self.covariates[kept].reset_index(drop=True),
            self.counts[kept],
            place[self.member_cell[members]],
            self.member_family[members],
            self.member_counts[members],
        )


def row_sums(counts: Floats) -> Floats:
    """Return the (n,) sums of a few columns; quicker than numpy's own."""
    return np.asarray(counts @ np.ones(counts.shape[1]))


def coded(cells: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts are categories, so that comparing them is cheap."""
    texts = [name for name in cells if cells[name].dtype == "str"]
    return cells.astype(dict.fromkeys(texts, "category"))


def read_cells(
    cells: pd.DataFrame, members: pd.DataFrame, outcomes: Sequence[str]
) -> Cells:
    """Return cells from tables of the warehouse.

    Args:
        cells: c rows: `cell_id`, covariates, and one column of counts per outcome.
        members: `family_number`, `cell_id` and the same columns of counts.
        outcomes: the columns of counts to take, in the order wanted; other numbers of
            persons are left out.

    Raises:
        KeyError: a column is missing.
        ValueError: a member is in a cell that is not there.
    """
    family = members["family_number"].to_numpy(np.int64)
    counts = members[list(outcomes)].to_numpy(np.float64)
    place = pd.Index(cells["cell_id"]).get_indexer(members["cell_id"])
    if (place < 0).any():
        raise ValueError(f"{int((place < 0).sum())} members are in cells that are none")
    # in one order whatever the table's, so that sums have the same last digit
    order = np.lexsort((members["cell_id"], family))
    # of the others nobody had an outcome that counts
    order = order[row_sums(counts)[order] > 0]
    return Cells(
        cells.reset_index(drop=True),
        cells[list(outcomes)].to_numpy(np.float64),
        place.astype(np.int64)[order],
        family[order],
        counts[order],
    )


def collapse(cells: Cells, variables: Sequence[str]) -> Cells:
    """Return fewer, larger cells, in which only some variables are told apart.

    Args:
        cells: cells by those variables and others.
        variables: columns to keep.

    Returns:
        Cells with at least one person, ordered by the variables.
    """
    key = np.zeros(len(cells.covariates), np.int64)
    columns: dict[str, pd.Categorical] = {}
    for variable in variables:
        column = pd.Categorical(cells.covariates[variable])
        key = key * (len(column.categories) + 1) + column.codes
        columns[variable] = column
    filled = cells.persons > 0
    found, place = np.unique(key[filled], return_inverse=True)
    first = np.full(len(found), -1, np.int64)
    first[place[::-1]] = np.flatnonzero(filled)[::-1]
    covariates = pd.DataFrame({name: of[first] for name, of in columns.items()})
    new_place = np.full(len(key), -1, np.int64)
    new_place[filled] = place
    members = new_place[cells.member_cell] >= 0
    return Cells(
        covariates,
        _sums(place, cells.counts[filled], len(found)),
        new_place[cells.member_cell[members]],
        cells.member_family[members],
        cells.member_counts[members],
    )


def _sums(place: Ints, counts: Floats, size: int) -> Floats:
    return np.column_stack(
        [
            np.bincount(place, weights=counts[:, outcome], minlength=size)
            for outcome in range(counts.shape[1])
        ]
    )
