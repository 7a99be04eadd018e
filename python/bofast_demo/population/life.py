"""What happens in families in a year: deaths, births, couples, children who leave."""

import numpy as np

from bofast_demo.population import assumptions as a
from bofast_demo.population.country import (
    INTERNAL,
    Country,
    Moves,
    couple,
    is_single,
    match,
    newborn,
    part,
    some_day,
)
from bofast_demo.population.labour import NATIVE
from bofast_demo.population.people import (
    DIVORCED,
    MAN,
    MARRIED,
    NOBODY,
    SEPARATED,
    UNMARRIED,
    WIDOWED,
    WOMAN,
    Floats,
    Ints,
    People,
)

ADULT, LAST_BIRTH, LAST_COUPLE = 18, 46, 50
DIVORCED_AT_ONCE = 0.3
SETTLED = 5
"""Years after immigration before somebody alone finds a partner or has a child here.
An assumption."""
OLDEST = 106


def death_risk(people: People, who: Ints, year: int) -> Floats:
    """Return (n,) the risk of dying in a year."""
    age = year - people.birth_year[who]
    risk = np.exp(a.DEATH_LEVEL + a.DEATH_SLOPE * age)
    risk = np.where(people.sex[who] == WOMAN, a.WOMEN_DIE_LESS * risk, risk)
    return np.where(age > OLDEST, 1.0, np.minimum(risk, 0.6))


def deaths(people: People, who: Ints, year: int, rng: np.random.Generator) -> None:
    """Let those die whose turn it is; their spouses are widowed."""
    people.death[who] = some_day(year, len(who), rng)
    people.here[who] = False
    other = people.partner[who]
    left = other[other >= 0]
    people.partner[left] = NOBODY
    people.partner[who] = NOBODY
    spouse = people.spouse[who]
    widowed = spouse[(spouse >= 0)]
    widowed = widowed[people.marital[widowed] == MARRIED]
    people.marital[widowed] = WIDOWED
    people.spouse[widowed] = NOBODY


def births(country: Country, year: int, rng: np.random.Generator) -> None:
    """Let women have children, who live with them."""
    people = country.people
    women = people.residents()
    women = women[
        (people.sex[women] == WOMAN)
        & (year - people.birth_year[women] >= ADULT)
        & (year - people.birth_year[women] < LAST_BIRTH)
        & (people.dwelling[women] >= 0)
    ]
    mothers = people.mother[people.mother >= 0]
    children = np.bincount(mothers, minlength=len(people))[women]
    step = np.searchsorted(a.BIRTH_AGES, year - people.birth_year[women], "right") - 1
    chance = a.BIRTH_CHANCE[step] * a.BIRTH_BY_CHILDREN[np.minimum(children, 4)]
    partner = people.partner[women]
    settled = year - people.arrival_year[women] >= SETTLED
    chance = np.where(partner >= 0, chance, chance * settled * a.SINGLE_BIRTH)
    chance = np.where(people.immigrant[women], chance, a.NATIVE_BIRTH * chance)
    chosen = rng.random(len(women)) < chance
    who = women[chosen]
    newborn(country, who, partner[chosen], some_day(year, len(who), rng), rng)


def new_couples(
    country: Country, year: int, natives_meet: bool, rng: np.random.Generator
) -> None:
    """Let single adults of one municipality move in together, and couples marry.

    Args:
        country: changes.
        year: the calendar year.
        natives_meet: whether people who are no immigrants find each other, too.
        rng: source of the year's couples.
    """
    people = country.people
    here = people.residents()
    age = year - people.birth_year[here]
    single = here[is_single(people, here) & (age >= ADULT + 1) & (age < LAST_COUPLE)]
    kind = np.where(people.immigrant[single], people.background[single], NATIVE)
    ready = (
        rng.random(len(single)) < np.append(a.FORMS_COUPLE, a.NATIVE_FORMS_COUPLE)[kind]
    )
    ready &= year - people.arrival_year[single] >= SETTLED
    towards_native = rng.random(len(single)) < np.append(a.CHOOSES_NATIVE, 1.0)[kind]
    is_native = kind == NATIVE
    seekers = single[ready & towards_native & ~is_native]
    natives = single[is_native & (people.mother[single] < 0)]
    first, second = match(
        country,
        (natives, _place(people, natives, people.sex[natives])),
        (seekers, _place(people, seekers, 3 - people.sex[seekers])),
        rng,
    )
    couple(country, first, second, np.zeros(len(first), bool))
    meetings = [ready & ~towards_native & ~is_native]
    if natives_meet:
        meetings.append(ready & is_native)
    for group in meetings:
        rows = single[group]
        rows = rows[people.partner[rows] < 0]
        men, women = (rows[people.sex[rows] == sex] for sex in (MAN, WOMAN))
        zero = np.zeros(1, np.int64)
        first, second = match(
            country,
            (men, _place(people, men, zero)),
            (women, _place(people, women, zero)),
            rng,
        )
        home = first[people.dwelling[first] < 0]
        people.dwelling[home] = country.new_dwellings(len(home))
        couple(country, first, second, np.zeros(len(first), bool))
    _weddings(people, rng)


def _place(people: People, rows: Ints, sex: Ints) -> Ints:
    return np.asarray(people.unit[rows].astype(np.int64) * 3 + sex)


def _weddings(people: People, rng: np.random.Generator) -> None:
    here = people.residents()
    other = people.partner[here]
    men = here[
        (other >= 0) & (people.sex[here] == MAN) & (people.marital[here] != MARRIED)
    ]
    men = men[rng.random(len(men)) < a.MARRIES]
    women = people.partner[men]
    free = people.here[women] & (people.marital[women] != MARRIED)
    men, women = men[free], women[free]
    for side, other in ((men, women), (women, men)):
        people.marital[side] = MARRIED
        people.spouse[side] = other


def separations(
    country: Country, year: int, moves: Moves, rng: np.random.Generator
) -> None:
    """Let couples part: the man moves out, within the municipality."""
    people = country.people
    here = people.residents()
    men = here[(people.sex[here] == MAN) & (people.partner[here] >= 0)]
    men = men[rng.random(len(men)) < a.SEPARATES]
    part(people, men, DIVORCED if rng.random() < DIVORCED_AT_ONCE else SEPARATED)
    _move_out(country, men, year, moves, rng)
    waiting = here[people.marital[here] == SEPARATED]
    divorced = waiting[rng.random(len(waiting)) < 0.5]
    people.marital[divorced] = DIVORCED


def leave_home(
    country: Country, year: int, moves: Moves, rng: np.random.Generator
) -> None:
    """Let grown children leave, within the municipality."""
    people = country.people
    here = people.residents()
    age = year - people.birth_year[here]
    grown = here[(age > ADULT) & (age < 40) & (people.marital[here] == UNMARRIED)]
    at_home = people.lives_with(grown, people.mother[grown]) | people.lives_with(
        grown, people.father[grown]
    )
    leaves = at_home & (people.partner[grown] < 0)
    leaves &= rng.random(len(grown)) < a.LEAVES_HOME
    _move_out(country, grown[leaves], year, moves, rng)


def _move_out(
    country: Country, who: Ints, year: int, moves: Moves, rng: np.random.Generator
) -> None:
    country.people.dwelling[who] = country.new_dwellings(len(who))
    unit = country.people.unit[who]
    moves.add(who, some_day(year, len(who), rng), INTERNAL, unit, unit)
