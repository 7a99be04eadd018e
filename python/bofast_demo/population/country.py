"""The invented country: its people, where they live, and what happened to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from bofast_demo.population import assumptions as a
from bofast_demo.population.people import (
    EDUCATION,
    FAMILY,
    MARRIED,
    NEVER,
    NOBODY,
    NORDIC,
    REFUGE,
    UNKNOWN,
    UNKNOWN_REASON,
    UNMARRIED,
    WOMAN,
    WORK,
    Flags,
    Floats,
    Ints,
    People,
    first_day,
    year_of,
)
from bofast_demo.population.places import Places

IMMIGRATION, DEPARTURE, INTERNAL = 0, 1, 2
ABROAD = -1

NO_DAY_SHARE, NO_PARENT_SHARE, NO_GRANDPARENT_SHARE = 0.003, 0.015, 0.03
"""Shares of immigrants whose first immigration, a parent's or the grandparents' country
is missing. Assumptions."""

MOVE_COLUMNS = ("person", "day", "kind", "origin", "destination", "administrative")

BEFORE_REASONS = 1990
DAYS = 365


@dataclass
class Moves:
    """Registered moves of a year, one array per column and batch."""

    person: list[Ints] = field(default_factory=list)
    day: list[Ints] = field(default_factory=list)
    kind: list[Ints] = field(default_factory=list)
    origin: list[Ints] = field(default_factory=list)
    destination: list[Ints] = field(default_factory=list)
    administrative: list[Flags] = field(default_factory=list)

    def add(
        self,
        person: Ints,
        day: Ints,
        kind: int,
        origin: Ints | int = ABROAD,
        destination: Ints | int = ABROAD,
        administrative: Flags | bool = False,
    ) -> None:
        """Keep moves; origin and destination are units, -1 abroad."""
        number = len(person)
        self.person.append(np.asarray(person, np.int32))
        self.day.append(np.asarray(day, np.int32))
        self.kind.append(np.full(number, kind, np.int8))
        self.origin.append(np.broadcast_to(np.int16(origin), number).copy())
        self.destination.append(np.broadcast_to(np.int16(destination), number).copy())
        self.administrative.append(np.broadcast_to(administrative, number).copy())

    def add_rows(self, rows: Mapping[str, np.ndarray]) -> None:
        """Keep moves that are columns already."""
        for name, values in rows.items():
            getattr(self, name).append(values)

    def clear(self) -> None:
        """Forget all moves."""
        for name in MOVE_COLUMNS:
            getattr(self, name).clear()

    def columns(self) -> dict[str, np.ndarray]:
        """Return all moves as columns."""
        return {
            name: np.concatenate(getattr(self, name) or [np.empty(0, np.int32)])
            for name in MOVE_COLUMNS
        }


@dataclass
class Country:
    """People and places, and the number of the next new dwelling."""

    people: People
    places: Places
    next_dwelling: int = 0

    def new_dwellings(self, number: int) -> Ints:
        """Return numbers that no dwelling has had."""
        start = self.next_dwelling
        self.next_dwelling += number
        return np.arange(start, start + number, dtype=np.int32)

    def one_dwelling_each(self, groups: Ints) -> Ints:
        """Return a new dwelling per group, for every member."""
        _, group = np.unique(groups, return_inverse=True)
        numbers = self.new_dwellings(int(group.max()) + 1 if len(group) else 0)
        return numbers[group] if len(group) else np.empty(0, np.int32)


def some_day(year: Ints | int, number: int, rng: np.random.Generator) -> Ints:
    """Draw days of a year, evenly."""
    return np.asarray(first_day(year) + rng.integers(0, DAYS, number), np.int32)


def add_immigrants(
    country: Country,
    background: Ints,
    columns: Mapping[str, object],
    rng: np.random.Generator,
) -> Ints:
    """Add immigrants: born abroad to parents and grandparents born abroad.

    Args:
        country: gets them.
        background: (n,) position in `BACKGROUNDS`.
        columns: what else is known; `first_immigration` (n,) days must be.
        rng: source of countries, reasons and missing values.

    Returns:
        (n,) row numbers.
    """
    number = len(background)
    origin = np.zeros(number, np.int16)
    for kind, weights in enumerate(a.COUNTRIES):
        chosen = np.flatnonzero(background == kind)
        codes, shares = np.array(list(weights)), np.array(list(weights.values()))
        origin[chosen] = rng.choice(codes, len(chosen), p=shares / shares.sum())
    came = np.asarray(columns["first_immigration"])
    years = year_of(came)
    missing = rng.random((5, number))
    values: dict[str, object] = {
        "birth_country": origin,
        "mother_country": np.where(missing[0] < NO_PARENT_SHARE, UNKNOWN, origin),
        "father_country": np.where(missing[1] < NO_PARENT_SHARE, UNKNOWN, origin),
        "grandparents": np.where(missing[2] < NO_GRANDPARENT_SHARE, UNKNOWN, 4),
        "immigrant": True,
        "background": background,
        "arrival_year": years,
        "reason": _reasons(background, years, missing[3]),
        **columns,
    }
    # the day decides the background of those who came before 1990: keep theirs
    lost = (missing[4] < NO_DAY_SHARE) & (years >= BEFORE_REASONS)
    values["first_immigration"] = np.where(lost, NEVER, came)
    return country.people.add(rng, number, **values)


def add_natives(
    country: Country,
    number: int,
    columns: Mapping[str, object],
    rng: np.random.Generator,
) -> Ints:
    """Add people who are no immigrants; a few were born abroad all the same."""
    draws = rng.random((2, number))
    abroad = draws[0] < 0.02
    values: dict[str, object] = {
        "birth_country": np.where(abroad, 106, 0),
        "grandparents": np.where(draws[1] < 0.03, 1, 0),
        **columns,
    }
    return country.people.add(rng, number, **values)


def _reasons(background: Ints, years: Ints, draw: np.ndarray) -> Ints:
    """Return the reason each background goes with; a missing one is -1."""
    reason = np.full(len(background), UNKNOWN, np.int8)
    for kind in (WORK, REFUGE, FAMILY, EDUCATION):
        reason[background == kind] = kind
    # before 1990 whatever stands there is not used
    early = (background == UNKNOWN_REASON) & (years < BEFORE_REASONS)
    reason[early & (draw < 0.1)] = FAMILY
    late = (background == UNKNOWN_REASON) & ~early
    reason[late & (draw < 0.7)] = 5
    reason[late & (draw < 0.3)] = 4
    reason[(background == NORDIC) & (draw < 0.05)] = FAMILY
    return reason


def couple(
    country: Country, first: Ints, second: Ints, married: Flags, home: bool = True
) -> None:
    """Make couples; with `home`, the second moves into the first's dwelling."""
    people = country.people
    people.partner[first], people.partner[second] = second, first
    people.spouse[first[married]] = second[married]
    people.spouse[second[married]] = first[married]
    people.marital[first[married]] = MARRIED
    people.marital[second[married]] = MARRIED
    if home:
        people.unit[second] = people.unit[first]
        people.dwelling[second] = people.dwelling[first]


def add_children(
    country: Country,
    mother: Ints,
    father: Ints,
    year: int,
    rng: np.random.Generator,
    all_abroad: bool,
    more: Floats | float = 1.0,
) -> Ints:
    """Give couples and single parents the children they have on 1 January.

    A child born before its immigrant mother came immigrated with her; other children
    are born in Norway. Children of one immigrant parent are no immigrants.

    Args:
        country: gets them.
        mother: (n,) row numbers, -1 none.
        father: (n,) row numbers, -1 none.
        year: of the 1 January.
        rng: source of numbers and ages.
        all_abroad: whether all were born before the parents came.
        more: factor of the mean number of children, for all or (n,) each.

    Returns:
        Row numbers of the children.
    """
    people = country.people
    parent = np.where(mother >= 0, mother, father)
    age = year - people.birth_year[parent]
    mean = np.interp(age, [18, 23, 30, 36, 44, 52, 60], [0, 0.5, 1.2, 1.7, 1.3, 0.4, 0])
    number = np.minimum(rng.poisson(more * mean), 6)
    row = np.repeat(np.arange(len(parent)), number)
    oldest = np.minimum(age[row] - 18, 21)
    years = np.asarray(year - 1 - rng.random(len(row)) * (oldest + 1), np.int32)
    born = some_day(years, len(row), rng)
    if all_abroad:
        born = np.minimum(born, _came(people, parent[row]) - 30)
    born = np.maximum(born, first_day(people.birth_year[parent[row]] + 16))
    return _children(country, mother[row], father[row], born, rng)


def _children(
    country: Country, mother: Ints, father: Ints, born: Ints, rng: np.random.Generator
) -> Ints:
    people = country.people
    parent = np.where(mother >= 0, mother, father)
    came = _came(people, parent)
    foreign = [
        np.where(who >= 0, people.immigrant[np.maximum(who, 0)], True)
        for who in (mother, father)
    ]
    abroad = people.immigrant[parent] & (born < came)
    is_immigrant = abroad & foreign[0] & foreign[1]
    common = {
        "sex": np.where(rng.random(len(born)) < 0.514, 1, WOMAN),
        "born": born,
        "mother": mother,
        "father": father,
        "unit": people.unit[parent],
        "dwelling": people.dwelling[parent],
    }
    kind = people.background[parent]
    kind = np.where(np.isin(kind, (WORK, EDUCATION)), FAMILY, kind)
    kind = np.where((kind == REFUGE) & (rng.random(len(kind)) < 0.3), FAMILY, kind)
    countries = {
        f"{name}_country": people.birth_country[parent] for name in ("mother", "father")
    }
    new = add_immigrants(
        country,
        kind[is_immigrant],
        {name: np.asarray(v)[is_immigrant] for name, v in common.items()}
        | {"first_immigration": came[is_immigrant]}
        | {name: v[is_immigrant] for name, v in countries.items()}
        | {"birth_country": people.birth_country[parent[is_immigrant]]},
        rng,
    )
    rest = ~is_immigrant
    others = country.people.add(
        rng,
        int(rest.sum()),
        **{name: np.asarray(v)[rest] for name, v in common.items()},
        birth_country=np.where(abroad, people.birth_country[parent], 0)[rest],
        mother_country=_country_of(people, mother)[rest],
        father_country=_country_of(people, father)[rest],
        grandparents=2 * (foreign[0].astype(int) + foreign[1].astype(int))[rest],
    )
    return np.concatenate([new, others])


def _came(people: People, who: Ints) -> Ints:
    """Return the day of first immigration, also where the register lacks it."""
    day = people.first_immigration[who]
    year = first_day(people.arrival_year[who].astype(np.int32))
    return np.where(day != NEVER, day, year)


def _country_of(people: People, who: Ints) -> Ints:
    return np.where(who >= 0, people.birth_country[np.maximum(who, 0)], UNKNOWN)


def newborn(
    country: Country, mother: Ints, father: Ints, born: Ints, rng: np.random.Generator
) -> Ints:
    """Add children born in Norway in the year, living with their mother."""
    return _children(country, mother, father, born, rng)


def part(people: People, who: Ints, marital: int) -> None:
    """End the couples that people are in; the married get a new marital status."""
    other = people.partner[who]
    for side in (who, other[other >= 0]):
        people.partner[side] = NOBODY
        was_married = np.isin(people.marital[side], (MARRIED, 6))
        people.marital[side[was_married]] = marital
        people.spouse[side] = NOBODY


def is_single(people: People, who: Ints) -> Flags:
    """Tell who lives with no partner and is not married."""
    return np.asarray(
        people.here[who]
        & (people.partner[who] < 0)
        & np.isin(people.marital[who], (UNMARRIED, 3, 4))
    )


def match(
    country: Country,
    ones: tuple[Ints, Ints],
    others: tuple[Ints, Ints],
    rng: np.random.Generator,
) -> tuple[Ints, Ints]:
    """Match people one to one within groups, as many as there are on both sides.

    Args:
        country: where they are known.
        ones: (n,) row numbers and (n,) groups.
        others: (m,) row numbers and (m,) groups.
        rng: decides who is left over; the matched meet in the order of their age.

    Returns:
        (k,) row numbers of each side.
    """
    born = country.people.born
    # the rarer side of a group goes whole, the other is drawn
    sizes = [
        np.bincount(group, minlength=1 + max(_top(ones[1]), _top(others[1])))
        for group in (ones[1], others[1])
    ]
    size = np.minimum(*sizes)
    sides = []
    for rows, group in (ones, others):
        order = rng.permutation(len(rows))
        order = order[np.argsort(group[order], kind="stable")]
        place = np.arange(len(rows)) - _starts(group[order])
        kept = order[place < size[group[order]]]
        sides.append(rows[kept][np.lexsort((born[rows[kept]], group[kept]))])
    return sides[0], sides[1]


def _top(group: Ints) -> int:
    return int(group.max()) if len(group) else 0


def _starts(group: Ints) -> Ints:
    """Return where each member's group starts in a sorted list."""
    sizes = np.bincount(group)
    return np.asarray(np.repeat(sizes.cumsum() - sizes, sizes))
