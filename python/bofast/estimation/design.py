"""From covariates to columns of numbers, by terms that are data."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bofast.errors import EstimationError
from bofast.estimation.cells import Bools, Floats

# a column is a combination of others when less than this part of it is left
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Term:
    """A column of a model.

    Attributes:
        name: code of the term.
        group: the variable's name in tables.
        variable: column of the covariates; none for the constant.
        category: the term is 1 for this category and 0 for others; none for a number.
        unit: a number is counted in these.
        exponent: and raised to this.
    """

    name: str
    group: str
    variable: str | None = None
    category: str | None = None
    unit: float = 1
    exponent: int = 1

    def values(self, covariates: pd.DataFrame) -> Floats:
        """Return its (n,) column."""
        if self.variable is None:
            return np.ones(len(covariates))
        column = covariates[self.variable]
        if self.category is not None:
            return np.asarray(column == self.category, np.float64)
        return np.asarray((column.to_numpy(np.float64) / self.unit) ** self.exponent)

    def value(self, person: Mapping[str, str | float]) -> float:
        """Return it for one person: variable -> category or number."""
        if self.variable is None:
            return 1.0
        had = person[self.variable]
        if self.category is not None:
            return float(had == self.category)
        return float((float(had) / self.unit) ** self.exponent)


def design_matrix(covariates: pd.DataFrame, terms: Sequence[Term]) -> Floats:
    """Return the (n, k) columns of the terms."""
    result = np.empty((len(covariates), len(terms)))
    for at, term in enumerate(terms):
        result[:, at] = term.values(covariates)
    return result


def design_row(person: Mapping[str, str | float], terms: Sequence[Term]) -> Floats:
    """Return the (1, k) terms of one person: variable -> category or number."""
    return np.array([[term.value(person) for term in terms]])


def replaced(
    x: Floats, terms: Sequence[Term], values: Mapping[str, str | float]
) -> Floats:
    """Return a (n, k) design in which some variables are the same for everybody.

    Args:
        x: (n, k) design of the terms.
        terms: the k terms.
        values: variable -> category or number that everybody has.
    """
    result = x.copy()
    for at, term in enumerate(terms):
        if term.variable in values:
            result[:, at] = term.value(values)
    return result


def check_categories(
    had: Mapping[str, Iterable[str]], known: Mapping[str, Sequence[str]]
) -> None:
    """Refuse categories that are neither a term nor the reference.

    Without this they would be counted with the reference, and nobody would see it.

    Args:
        had: variable -> categories that people have.
        known: variable -> its categories among the terms and references.

    Raises:
        EstimationError: naming the variable and its unknown categories.
    """
    for variable, categories in known.items():
        unknown = sorted(set(had[variable]) - set(categories))
        if unknown:
            raise EstimationError(
                f"{variable} has {', '.join(map(str, unknown))}, which is neither a"
                " term nor a reference of the models: seeds/estimation/"
                "estimation_term.csv lists them"
            )


def independent_columns(cross_products: Floats) -> Bools:
    """Tell which columns are no linear combination of earlier ones.

    Cholesky's recursion on the cross-products, leaving out a column of which nothing
    is left when the earlier ones are taken out.

    Args:
        cross_products: (k, k) X'X of the columns, in their order.

    Returns:
        (k,) true where a column is kept.
    """
    size = len(cross_products)
    kept = np.zeros(size, np.bool_)
    lower = np.zeros((size, size))
    for at in range(size):
        before = np.flatnonzero(kept[:at])
        row = np.zeros(size)
        for column in before:
            left = cross_products[at, column] - row[:column] @ lower[column, :column]
            row[column] = left / lower[column, column]
        own = cross_products[at, at]
        left = own - row @ row
        if left > TOLERANCE * own:
            kept[at] = True
            row[at] = np.sqrt(left)
            lower[at] = row
    return kept
