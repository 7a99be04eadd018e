"""Errors of people who move together."""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from bofast.estimation.cells import Cells, Floats


def clustered_meat(scores: Sequence[tuple[Floats, Floats]], cells: Cells) -> Floats:
    """Return the sum over families of the outer product of their summed scores.

    Liang and Zeger (1986): the middle of the sandwich.

    Args:
        scores: per equation the (c, k) design and the (r,) summed residuals of the
            members of a family in a cell.
        cells: the cells, which say the family and the cell of each such group.

    Returns:
        (e * k, e * k) for e equations.
    """
    order = np.argsort(cells.member_family, kind="stable")
    family = cells.member_family[order]
    starts = np.flatnonzero(np.r_[True, family[1:] != family[:-1]])
    if len(family) == 0:
        starts = np.empty(0, np.int64)
    ends = np.r_[starts, len(family)]
    sums = []
    for x, residuals in scores:
        members = sparse.csr_matrix(
            (residuals[order], cells.member_cell[order], ends),
            shape=(len(starts), len(x)),
        )
        sums.append(members @ x)
    summed = np.hstack(sums)
    return np.asarray(summed.T @ summed)


def small_sample_factor(persons: int, parameters: int, families: int) -> float:
    """Return what the sandwich is multiplied by: G/(G-1) (n-1)/(n-k).

    NaN with fewer than two families.
    """
    if families < 2:
        return float("nan")
    return families / (families - 1) * (persons - 1) / (persons - parameters)
