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
    ends = np.r_[cells.family_starts, len(cells.member_family)]
    sums = []
    for x, residuals in scores:
        members = sparse.csr_matrix(
            (residuals, cells.member_cell, ends), shape=(cells.families, len(x))
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
