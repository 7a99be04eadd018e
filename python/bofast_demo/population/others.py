"""Everyone else: people without immigrant background in families of their own."""

import numpy as np

from bofast_demo.population import assumptions as a
from bofast_demo.population.country import (
    Country,
    add_children,
    add_natives,
    couple,
    some_day,
)
from bofast_demo.population.people import (
    DIVORCED,
    MAN,
    NOBODY,
    UNMARRIED,
    WIDOWED,
    WOMAN,
)

ADULT_AGES = np.array([20, 30, 40, 50, 60, 70, 80, 90, 100])
ADULTS_AT_AGE = np.array([1.15, 1.30, 1.35, 1.2, 1.05, 0.7, 0.45, 0.09, 0.0])
PARTNER_AT_AGE = np.array([0.32, 0.76, 0.82, 0.82, 0.82, 0.76, 0.52, 0.22, 0.0])
SHARE_OF_ADULTS = 0.745
"""Adults of an age, and the share with a partner: rounded public knowledge."""
LEVEL_SHARE = np.array([0.098, 0.063, 0.171, 0.668])
"""Of the whole population (report 2.2 for 2013)."""
MARRIED_SHARE, SINGLE_PARENTS = 0.68, 0.25
DIVORCED_SHARE = 0.3
CHILDREN = 1.4
"""Children at home against those of immigrant families."""


def first_natives(country: Country, number: int, rng: np.random.Generator) -> None:
    """Fill the country with people without immigrant background, 1 January 2004.

    Args:
        country: gets them.
        number: about how many.
        rng: source of the draw.
    """
    people, year = country.people, a.YEARS[0]
    adults = round(number * SHARE_OF_ADULTS)
    ages = np.arange(19, 100)
    weight = np.interp(ages, ADULT_AGES, ADULTS_AT_AGE)
    age = np.sort(rng.choice(ages, adults, p=weight / weight.sum()))
    levels = rng.choice(len(LEVEL_SHARE), adults, p=LEVEL_SHARE)
    columns = {
        "sex": np.where(rng.random(adults) < 0.5, MAN, WOMAN),
        "born": some_day(year - 1 - age, adults, rng),
        "unit": country.places.draw(levels, rng),
        "dwelling": country.new_dwellings(adults),
    }
    rows = add_natives(country, adults, columns, rng)
    paired = rng.random(adults) < np.interp(age, ADULT_AGES, PARTNER_AT_AGE)
    # neighbours by age become couples; they live where the man lives
    men, women = (rows[paired & (people.sex[rows] == sex)] for sex in (MAN, WOMAN))
    size = min(len(men), len(women))
    men, women = men[-size:], women[-size:]
    chance = MARRIED_SHARE * np.interp(
        year - people.birth_year[men], [20, 30, 45, 60], [0.2, 0.6, 1.1, 1.35]
    )
    couple(country, men, women, rng.random(size) < chance)
    add_children(country, women, men, year, rng, False, CHILDREN)
    alone = rows[people.partner[rows] < 0]
    single = alone[
        (people.sex[alone] == WOMAN)
        & (year - people.birth_year[alone] < 52)
        & (rng.random(len(alone)) < SINGLE_PARENTS)
    ]
    nobody = np.full(len(single), NOBODY, np.int32)
    add_children(country, single, nobody, year, rng, False, CHILDREN)
    middle = alone[(year - people.birth_year[alone] > 35)]
    parted = middle[rng.random(len(middle)) < DIVORCED_SHARE]
    people.marital[parted] = DIVORCED
    old = alone[year - people.birth_year[alone] > 68]
    people.marital[old] = np.where(rng.random(len(old)) < 0.7, WIDOWED, UNMARRIED)
