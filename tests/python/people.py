"""Invented persons for the tests of estimation, and what they are compared with."""

import numpy as np
import pandas as pd

from bofast.estimation.cells import Cells, Floats, read_cells
from bofast.estimation.design import Term

COVARIATES = ["sex", "background", "age"]
OUTCOMES = ["stay", "out_migration", "emigration"]
TERMS = (
    Term("constant", "constant"),
    Term("age", "age", "age"),
    Term("age_squared_scaled", "age", "age", unit=10, exponent=2),
    Term("female", "sex", "sex", "female"),
    Term("work", "background", "background", "work"),
    Term("refuge", "background", "background", "refuge"),
)


def invented(size: int, seed: int = 1) -> pd.DataFrame:
    """Return persons with covariates, a family and an outcome: a row each."""
    rng = np.random.default_rng(seed)
    persons = pd.DataFrame(
        {
            "sex": rng.choice(["male", "female"], size),
            "background": rng.choice(["nordic", "work", "refuge"], size),
            "age": rng.integers(20, 70, size),
            "family_number": np.sort(rng.integers(0, size // 2 + 1, size)),
        }
    )
    # what a family shares moves its members together
    shared = rng.normal(0, 0.8, size // 2 + 1)[persons["family_number"]]
    out = -1.2 + 0.4 * (persons["background"] == "refuge") - 0.01 * persons["age"]
    leave = -0.8 - 0.6 * (persons["background"] == "work") - 0.02 * persons["age"]
    utilities = np.column_stack([np.zeros(size), out + shared, leave + shared])
    noise = rng.gumbel(size=(size, 3))
    persons["outcome"] = np.array(OUTCOMES)[(utilities + noise).argmax(axis=1)]
    return persons


def as_cells(persons: pd.DataFrame, outcomes: list[str] = OUTCOMES) -> Cells:
    """Count persons in cells and families, as the warehouse does in SQL."""
    counted = persons.assign(
        cell_id=persons.groupby(COVARIATES).ngroup(),
        **{name: (persons["outcome"] == name).astype(int) for name in outcomes},
    )
    cells = counted.groupby(["cell_id", *COVARIATES], as_index=False)[outcomes].sum()
    members = counted.groupby(["family_number", "cell_id"], as_index=False)[
        outcomes
    ].sum()
    return read_cells(cells, members, outcomes)


def penalised_log_likelihood(x: Floats, counts: Floats, beta: Floats) -> float:
    """Return log-likelihood and penalty, person by person as the definition has it.

    Args:
        x: (n, k) design.
        counts: (n, j + 1) persons by outcome, the base first.
        beta: (j, k) coefficients.
    """
    outcomes, k = beta.shape
    total, information = 0.0, np.zeros((outcomes * k, outcomes * k))
    for row, had in zip(x, counts, strict=True):
        utilities = np.concatenate([[0.0], beta @ row])
        log_p = utilities - np.logaddexp.reduce(utilities)
        total += had @ log_p
        p = np.exp(log_p)
        inner = np.diag(p[1:]) - np.outer(p[1:], p[1:])
        information += had.sum() * np.kron(inner, np.outer(row, row))
    return float(total + np.linalg.slogdet(information)[1] / 2)
