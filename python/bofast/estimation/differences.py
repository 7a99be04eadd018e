"""Differences in probability between two kinds of people, with their errors.

Report 2016/27, chapter 6: the probability of each outcome for a person compared less
that for the reference person, standard errors by the delta method with the analytic
gradient. Over a sample instead of at one person: everybody is given the compared
value, then the reference value, and the mean difference taken.
"""

from dataclasses import dataclass

import numpy as np

from bofast.estimation.cells import Floats
from bofast.estimation.multinomial import probabilities


@dataclass(frozen=True)
class Predicted:
    """Mean probabilities of j + 1 outcomes, the base first.

    Attributes:
        probability: (j + 1,).
        gradient: (j + 1, j * k) with respect to the coefficients, outcome by outcome.
    """

    probability: Floats
    gradient: Floats


def predict(x: Floats, weights: Floats, coefficients: Floats) -> Predicted:
    """Return the mean probabilities of some people and how they depend on the model.

    Args:
        x: (n, k) design.
        weights: (n,) how many each row stands for.
        coefficients: (j, k).
    """
    p = probabilities(x, coefficients)
    shares = weights / weights.sum()
    outcomes, k = coefficients.shape
    slopes = [
        shares * p[:, of] * ((of == by + 1) - p[:, by + 1])
        for of in range(outcomes + 1)
        for by in range(outcomes)
    ]
    gradient = (np.array(slopes) @ x).reshape(outcomes + 1, outcomes * k)
    return Predicted(shares @ p, gradient)


@dataclass(frozen=True)
class Difference:
    """Differences in probability of j + 1 outcomes.

    Attributes:
        estimates: (j + 1,), adding up to 0.
        std_errors: (j + 1,).
        clustered: (j + 1,) by family.
    """

    estimates: Floats
    std_errors: Floats
    clustered: Floats


def difference(
    compared: Predicted, reference: Predicted, covariance: Floats, clustered: Floats
) -> Difference:
    """Return compared less reference, with errors by the delta method.

    Args:
        compared: the people compared.
        reference: those they are compared with.
        covariance: (j * k, j * k) of the coefficients.
        clustered: the same, by family.
    """
    gradient = compared.gradient - reference.gradient
    return Difference(
        compared.probability - reference.probability,
        _errors(gradient, covariance),
        _errors(gradient, clustered),
    )


def _errors(gradient: Floats, covariance: Floats) -> Floats:
    # einsum: the diagonal of G V G'; rounding may leave a zero a hair below
    variances = np.einsum("ij,jk,ik->i", gradient, covariance, gradient)
    return np.asarray(np.sqrt(np.maximum(variances, 0)))
