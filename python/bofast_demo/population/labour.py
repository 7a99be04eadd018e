"""Labour status: prior shares, tilted so that the report's rates come out.

The logits of tables E.1-E.8 give each person's chance of emigrating for every labour
status. Within a cell of table 4.1 (background, family size and composition) the shares
of the statuses are tilted towards or away from work until the expected rate is the
printed one. Shares move, the logits stay.
"""

from dataclasses import dataclass

import numpy as np

from bofast_demo.population import assumptions as a
from bofast_demo.population.logits import EMIGRATION, probabilities
from bofast_demo.population.people import BACKGROUNDS, EDUCATION, Floats, Ints

NATIVE = len(BACKGROUNDS)
"""Row of people who never migrated in tables by background."""

TILT = np.array([-1.0, -0.9, -0.1, 0.1, 1.0], np.float32)
"""How the five statuses are weighted up where a cell must emigrate more."""

LARGEST_TILT = 4.0
CLOSE = 2e-5
PERSISTENCE = 0.8
"""Correlation of a person's latent attachment to work from year to year."""


def prior(background: Ints, sex: Ints, age: Ints, botid: Ints) -> Floats:
    """Return the shares of the five labour statuses before any tilt.

    Args:
        background: (n,) position in `BACKGROUNDS`, `NATIVE` for others.
        sex: (n,) 0 man, 1 woman.
        age: (n,) at the end of the base year.
        botid: (n,) group 0-4.

    Returns:
        (n, 5) shares that sum to 1, ordered as `STATUSES`.
    """
    work = a.EMPLOYED[background, sex] * np.interp(
        age, a.EMPLOYMENT_AGES, a.EMPLOYMENT_BY_AGE
    )
    work = np.where(botid == 0, work * a.NEW_EMPLOYED[background], work)
    study = np.interp(age, a.EDUCATION_AGES, a.IN_EDUCATION_BY_AGE)
    study = np.where((background == EDUCATION) & (age < 33), a.STUDENTS, study)
    idle = np.where((age > 16) & (age < 66), a.UNEMPLOYED[background], 0.0)
    both = 0.45 * work * study
    shares = np.stack(
        [
            work * (1 - study),
            both,
            study - both,
            idle * (1 - study),
            np.maximum((1 - study) * (1 - work - idle), 0.01),
        ],
        axis=1,
    )
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float32)


@dataclass(frozen=True)
class Leavers:
    """People whose chances are calibrated, arrays over n.

    Attributes:
        prior: (n, 5) shares of the statuses.
        utility: (2, n, 5) of leaving the level and emigrating, against staying.
        cell: (n,) cell of table 4.1.
        background: (n,) position in `BACKGROUNDS`.
        survival: (n,) chance to live through the year.
        leader: (n,) row among the n whose fate this person shares, its own otherwise.
    """

    prior: Floats
    utility: Floats
    cell: Ints
    background: Ints
    survival: Floats
    leader: Ints


def calibrate(
    people: Leavers, targets: Floats, start: Floats, rates: Floats | None
) -> tuple[Floats, Floats, Floats]:
    """Find the tilts that give the cells' emigration rates, and the year's shifts.

    Args:
        people: the immigrants at risk.
        targets: (cells,) emigration rate of each cell of table 4.1, a share.
        start: (cells,) tilts to start from.
        rates: (6,) emigration rate by background in a year other than the report's.

    Returns:
        (cells,) tilts, (6,) shifts of the utility of emigrating (zero for the
        report's year), (n, 5) shares of the statuses.
    """
    cells = len(targets)
    size = np.maximum(np.bincount(people.cell, minlength=cells), 1)
    tilt: Floats = start.copy()
    chances = probabilities(people.utility)[EMIGRATION]
    for _ in range(25):
        shares = tilted(people.prior, tilt[people.cell])
        expected, slope = _expected(people, shares, chances)
        error = targets - np.bincount(people.cell, expected, cells) / size
        if np.abs(error[size > 1]).max() < CLOSE:
            break
        steepness = np.maximum(np.bincount(people.cell, slope, cells) / size, 1e-6)
        tilt = np.clip(
            tilt + np.clip(error / steepness, -1, 1), -LARGEST_TILT, LARGEST_TILT
        )
    shares = tilted(people.prior, tilt[people.cell])
    shift: Floats = np.zeros(len(BACKGROUNDS))
    if rates is not None:
        shift = _shifts(people, shares, rates)
    return tilt, shift, shares


def tilted(prior_shares: Floats, tilt: Floats) -> Floats:
    """Return (n, 5) shares of the statuses after a tilt (n,) of their odds."""
    weighted = prior_shares * np.exp(tilt[:, None].astype(np.float32) * TILT)
    return np.asarray(weighted / weighted.sum(axis=1, keepdims=True))


def attachment_ranks(attachment: Floats, group: Ints, rng: np.random.Generator
                     ) -> Floats:  # fmt: skip
    """Rank people by a latent attachment that lasts from year to year.

    Args:
        attachment: (n,) standard normal of the person.
        group: (n,) groups within which ranks are taken, so that those who are left
            after the others emigrated are still spread over all statuses.
        rng: source of the year's part.

    Returns:
        (n,) ranks, even in (0, 1) within each group.
    """
    noise = rng.standard_normal(len(attachment), dtype=np.float32)
    latent = PERSISTENCE * attachment + np.sqrt(1 - PERSISTENCE**2) * noise
    return _ranks(latent, group)


def draw(shares: Floats, ranks: Floats) -> Ints:
    """Return (n,) positions in `STATUSES`: shares (n, 5) cut at ranks (n,)."""
    limits = shares.cumsum(axis=1)[:, :-1]
    return np.asarray((ranks[:, None] > limits).sum(axis=1), np.int8)


def rates_with(people: Leavers, status: Ints, cells: int) -> Floats:
    """Return (cells,) emigration rates to expect with these statuses (n,)."""
    utility = np.take_along_axis(
        people.utility, status.astype(np.int64)[None, :, None], axis=2
    )[..., 0]
    chance = probabilities(utility)[EMIGRATION][people.leader] * people.survival
    size = np.maximum(np.bincount(people.cell, minlength=cells), 1)
    return np.asarray(np.bincount(people.cell, chance, cells) / size)


def _ranks(values: Floats, group: Ints) -> Floats:
    """Return ranks within groups, evenly spread over (0, 1)."""
    order = np.lexsort((values, group))
    sizes = np.bincount(group)
    starts = np.concatenate([[0], sizes.cumsum()[:-1]])
    ranks = np.empty(len(values))
    ranks[order] = np.arange(len(values)) - starts[group[order]]
    return np.asarray((ranks + 0.5) / sizes[group])


def _expected(
    people: Leavers, shares: Floats, chances: Floats
) -> tuple[Floats, Floats]:
    """Return expected emigration of each person and its slope in the tilt."""
    mean = (shares * chances).sum(axis=1)
    slope = (shares * chances * TILT).sum(axis=1) - mean * (shares * TILT).sum(axis=1)
    leader = people.leader
    return (
        mean[leader] * people.survival,
        slope[leader] * people.survival,
    )


def _shifts(people: Leavers, shares: Floats, rates: Floats) -> Floats:
    kinds = len(BACKGROUNDS)
    size = np.maximum(np.bincount(people.background, minlength=kinds), 1)
    shift = np.zeros(kinds)
    for _ in range(8):
        utility = people.utility.copy()
        utility[EMIGRATION] += shift[people.background, None].astype(np.float32)
        chances = probabilities(utility)[EMIGRATION]
        expected, _ = _expected(people, shares, chances)
        found = np.bincount(people.background, expected, kinds) / size
        if np.abs(found - rates).max() < CLOSE:
            break
        shift += np.clip(np.log(rates / np.maximum(found, 1e-6)), -2, 2)
    return shift


def out_shift(year: int) -> Floats:
    """Return (6,) what a year adds to the utility of leaving the level."""
    ratio = a.OUT_RATIO.get(year, [1.0] * len(BACKGROUNDS))
    return np.asarray(np.log(ratio))
