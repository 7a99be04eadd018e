"""Households that chance makes too rarely for every clause of the family rules."""

from dataclasses import dataclass

import numpy as np

from bofast_demo.population import assumptions as a
from bofast_demo.population.country import (
    IMMIGRATION,
    Country,
    Moves,
    add_immigrants,
    some_day,
)
from bofast_demo.population.people import (
    BACKGROUNDS,
    DIVORCED,
    FAMILY,
    MAN,
    MARRIED,
    NOBODY,
    REGISTERED,
    UNMARRIED,
    WIDOWED,
    WOMAN,
    first_day,
)

PER_MILLION, LEAST = 60, 2
"""Copies of each household per million residents at scale 1, and at least."""
RESIDENTS = 850_000

WOMEN_PER_CHILD = 20_000
"""Women under 40 for every child that is born abroad and comes on one 1 January."""


@dataclass(frozen=True)
class Member:
    """One person of a household; relations are places in the household, from 0."""

    sex: int
    age: int
    marital: int = UNMARRIED
    mother: int = NOBODY
    father: int = NOBODY
    spouse: int = NOBODY
    partner: int = NOBODY
    home: int = 0


HOUSEHOLDS: dict[str, tuple[Member, ...]] = {
    "registered partners, two men": (
        Member(MAN, 40, REGISTERED, spouse=1, partner=1),
        Member(MAN, 40, REGISTERED, spouse=0, partner=0),
    ),
    "registered partners, two women": (
        Member(WOMAN, 35, REGISTERED, spouse=1, partner=1),
        Member(WOMAN, 38, REGISTERED, spouse=0, partner=0),
    ),
    "two mothers who live together": (
        Member(WOMAN, 34, partner=1),
        Member(WOMAN, 31, partner=0),
        Member(WOMAN, 3, mother=0, father=1),
    ),
    "three generations": (
        Member(WOMAN, 66, WIDOWED),
        Member(WOMAN, 40, MARRIED, mother=0, spouse=2, partner=2),
        Member(MAN, 42, MARRIED, spouse=1, partner=1),
        Member(MAN, 12, mother=1, father=2),
    ),
    "an unmarried mother at her mother's": (
        Member(WOMAN, 50, DIVORCED),
        Member(WOMAN, 24, mother=0),
        Member(MAN, 2, mother=1),
    ),
    "both parents, the mother married to another": (
        Member(WOMAN, 38, MARRIED, spouse=2, partner=2),
        Member(MAN, 41, DIVORCED),
        Member(MAN, 36, MARRIED, spouse=0, partner=0),
        Member(MAN, 14, mother=0, father=1),
    ),
    "a man with children by two women": (
        Member(MAN, 45),
        Member(WOMAN, 40),
        Member(WOMAN, 33, partner=0),
        Member(MAN, 15, mother=1, father=0),
        Member(WOMAN, 4, mother=2, father=0),
    ),
    "divorced parents together": (
        Member(WOMAN, 44, DIVORCED, partner=1),
        Member(MAN, 46, DIVORCED, partner=0),
        Member(WOMAN, 16, mother=0, father=1),
    ),
    "a grown child with a widowed mother": (
        Member(WOMAN, 72, WIDOWED),
        Member(MAN, 45, mother=0),
    ),
    "a divorced child with the father": (
        Member(MAN, 70, WIDOWED),
        Member(WOMAN, 41, DIVORCED, father=0),
    ),
    "spouses living apart, the child with one": (
        Member(WOMAN, 37, MARRIED, spouse=1),
        Member(MAN, 39, MARRIED, spouse=0, home=1),
        Member(MAN, 9, mother=0, father=1),
    ),
    "a grown child with a partner, at the parents'": (
        Member(WOMAN, 48, MARRIED, spouse=1, partner=1),
        Member(MAN, 52, MARRIED, spouse=0, partner=0),
        Member(MAN, 23, mother=0, father=1, partner=3),
        Member(WOMAN, 22, partner=2),
    ),
    "a parent with a new partner": (
        Member(WOMAN, 36, DIVORCED, partner=1),
        Member(MAN, 35, partner=0),
        Member(WOMAN, 11, mother=0),
    ),
}
"""As they are on 1 January 2004; they live on like everybody else."""


def add_households(country: Country, scale: float, rng: np.random.Generator) -> int:
    """Add the rare households, all of them immigrants.

    Args:
        country: of 1 January 2004.
        scale: 1 is the real size.
        rng: source of places and days.

    Returns:
        Copies of each household.
    """
    copies = max(LEAST, round(PER_MILLION * scale * RESIDENTS / 1e6))
    year, people = a.YEARS[0], country.people
    came = np.full(copies, first_day(year - 3) + 40)
    shares = a.ADULT_SHARES_IN_PERCENT[0] / a.ADULT_SHARES_IN_PERCENT[0].sum()
    for members in HOUSEHOLDS.values():
        unit = country.places.draw(rng.integers(0, 4, copies), rng)
        kind = rng.choice(len(BACKGROUNDS), copies, p=shares)
        homes = [country.new_dwellings(copies), country.new_dwellings(copies)]
        shared_day = some_day(1960, 1, rng)
        rows = []
        for member in members:
            years = np.full(copies, year - 1 - member.age)
            # members of one age share a birthday: the smaller id decides
            born = first_day(years) + (shared_day % 300)
            columns: dict[str, object] = {
                "sex": member.sex,
                "born": born,
                "first_immigration": np.maximum(came, born + 1),
                "unit": unit,
                "dwelling": homes[member.home],
                "marital": member.marital,
            }
            rows.append(add_immigrants(country, kind, columns, rng))
        for own, member in zip(rows, members, strict=True):
            for name in ("mother", "father", "spouse", "partner"):
                place = getattr(member, name)
                if place != NOBODY:
                    getattr(people, name)[own] = rows[place]
    return copies


def new_years_children(
    country: Country, year: int, moves: Moves, rng: np.random.Generator
) -> None:
    """Add children born abroad on 1 January after `year` who came on that day.

    Args:
        country: at the end of `year`.
        year: the calendar year.
        moves: gets the immigrations.
        rng: decides which women have them.
    """
    people = country.people
    women = people.residents()
    women = women[
        people.immigrant[women]
        & (people.sex[women] == WOMAN)
        & (year - people.birth_year[women] > 20)
        & (year - people.birth_year[women] < 40)
        & (people.dwelling[women] >= 0)
    ]
    mothers = rng.permutation(women)[: 1 + len(women) // WOMEN_PER_CHILD]
    day = np.full(len(mothers), first_day(year + 1))
    columns: dict[str, object] = {
        "sex": rng.integers(MAN, WOMAN + 1, len(mothers)),
        "born": day,
        "first_immigration": day,
        "mother": mothers,
        "unit": people.unit[mothers],
        "dwelling": people.dwelling[mothers],
    }
    new = add_immigrants(country, np.full(len(mothers), FAMILY), columns, rng)
    moves.add(new, day, IMMIGRATION, destination=people.unit[new])
