"""Who is here on 1 January 2004, and who comes to fill the gaps each year."""

from dataclasses import dataclass

import numpy as np

from bofast_demo.population import assumptions as a
from bofast_demo.population.country import (
    IMMIGRATION,
    Country,
    Moves,
    add_children,
    add_immigrants,
    add_natives,
    couple,
    is_single,
    match,
    some_day,
)
from bofast_demo.population.people import (
    BACKGROUNDS,
    EDUCATION,
    FAMILY,
    MAN,
    MARRIED,
    NEVER,
    NOBODY,
    NORDIC,
    REFUGE,
    UNKNOWN_REASON,
    WOMAN,
    WORK,
    Flags,
    Floats,
    Ints,
    first_day,
)
from bofast_demo.population.places import LEVELS, Places

KINDS = len(BACKGROUNDS)
MARRIED_IMMIGRANTS, MARRIED_MIXED, MARRIED_JOINED = 0.90, 0.60, 0.80
"""Share of couples that are married. Assumptions."""
OLDEST_ADULT, YOUNGEST_ADULT = 74, 15
SETTLED_AT_START = 8
"""Years here of those who have a partner without immigrant background at the start."""
CHILD_SHARE = 0.07
"""Of adults on 1 January 2004, those who come in as older children of families."""
OLD_SHARE = 0.06
"""Extra people above 74 on 1 January 2004 among Nordic and unknown backgrounds."""


@dataclass(frozen=True)
class Newcomers:
    """Adults to add, arrays (n,).

    Background, sex 1-2, level 0-3, number of the county, age, arrival day.
    """

    background: Ints
    sex: Ints
    level: Ints
    county: Ints
    age: Ints
    came: Ints


def adult_targets(year: int, scale: float) -> Floats:
    """Return how many adult immigrants there are to be on 1 January.

    Args:
        year: 2004-2014.
        scale: 1 is the real size.

    Returns:
        (6, 4, 2) by background, level and sex; levels and sexes add up to the
        report's numbers in 2013.
    """
    row = a.YEARS.index(year)
    total = a.ADULTS_IN_THOUSANDS[row] * 1000
    final = a.ADULTS_2013 / a.ADULTS_2013.sum()
    earlier = a.EARLIER_LEVEL_SHARE[:, None] * np.array(
        [a.EARLIER_SHARE_OF_MEN, 1 - a.EARLIER_SHARE_OF_MEN]
    )
    way = min((year - a.YEARS[0]) / (a.CALIBRATION_YEAR - a.YEARS[0]), 1.0)
    margins = total * (way * final + (1 - way) * earlier)
    shares = a.ADULT_SHARES_IN_PERCENT[row]
    shares = shares / shares.sum()
    men = np.stack([a.SHARE_OF_MEN, 1 - a.SHARE_OF_MEN], axis=1)
    cells = shares[:, None, None] * a.LEVEL_PULL[:, :, None] * men[:, None, :]
    # iterative proportional fitting to levels by sex and to backgrounds
    for _ in range(50):
        cells *= margins / cells.sum(axis=0)
        cells *= (total * shares / cells.sum(axis=(1, 2)))[:, None, None]
    cells *= margins / cells.sum(axis=0)
    return np.asarray(cells * scale)


def county_targets(cells: Floats, places: Places) -> Floats:
    """Return how many adult immigrants there are to be by county.

    Within a level every county has the people that its size says, and backgrounds as
    `assumptions.COUNTY_PULL` draws them.

    Args:
        cells: (6, 4, 2) by background, level and sex.
        places: where the counties are.

    Returns:
        (6, 4, counties) by background, level and county.
    """
    of_level = cells.sum(axis=2)
    sizes = places.sizes()
    margins = of_level.sum(axis=0)[:, None] * sizes / sizes.sum(axis=1)[:, None]
    pull = places.by_county(a.COUNTY_PULL).T
    wanted = of_level[:, :, None] * margins * pull[:, None, :]
    # iterative proportional fitting to levels by county and to backgrounds by level
    for _ in range(50):
        wanted *= _ratio(margins, wanted.sum(axis=0))
        wanted *= _ratio(of_level, wanted.sum(axis=2))[:, :, None]
    return np.asarray(wanted)


def _ratio(wanted: Floats, found: Floats) -> Floats:
    ratio = np.zeros_like(wanted)
    np.divide(wanted, found, out=ratio, where=found > 0)
    return ratio


def _draw_counties(
    chances: Floats, kind: Ints, level: Ints, rng: np.random.Generator
) -> Ints:
    """Draw a county for each of some people.

    Args:
        chances: (6, 4, counties) in proportion, by background and level.
        kind: (n,) backgrounds.
        level: (n,) levels.
        rng: source of the draw.
    """
    limits = chances.cumsum(axis=2)[kind, level]
    draws = rng.random(len(kind)) * limits[:, -1]
    return np.asarray((draws[:, None] >= limits).sum(axis=1))


def first_residents(country: Country, scale: float, rng: np.random.Generator) -> None:
    """Fill the country with the immigrants of 1 January 2004 and their families."""
    year = a.YEARS[0]
    wanted = adult_targets(year, scale) * (1 - CHILD_SHARE)
    old = np.zeros(KINDS)
    old[[NORDIC, UNKNOWN_REASON]] = OLD_SHARE
    counts = _whole(wanted * (1 + old[:, None, None]), rng)
    by_county = county_targets(wanted, country.places)
    new = _adults_at_start(counts, by_county, year, rng)
    rows = _add(country, new, year, rng)
    people = country.people
    kind, man = people.background[rows], people.sex[rows] == MAN
    sex = np.where(man, 0, 1)
    has = rng.random(len(rows)) < a.PARTNERED_AT_START[kind, sex] * np.interp(
        new.age, [18, 25, 32, 70], [0.15, 0.75, 1.1, 1.1]
    )
    settled = year - people.arrival_year[rows] >= SETTLED_AT_START
    native = has & settled & (rng.random(len(rows)) < a.NATIVE_AT_START[kind, sex])
    mixed = _native_partners(country, rows[native], year, rng)
    joint = _pair(country, rows[has & ~native], MARRIED_IMMIGRANTS, rng)
    for first, second, more in (
        (*mixed, a.CHILDREN_AT_START[people.background[mixed[0]]]),
        (*joint, np.ones(len(joint[0]))),
    ):
        mother, father = _parents(country, first, second)
        add_children(country, mother, father, year, rng, False, more)
    alone = people.partner[rows] < 0
    single = rows[alone & ~man & (new.age < 50) & (rng.random(len(rows)) < 0.17)]
    nobody = np.full(len(single), NOBODY, np.int32)
    add_children(country, single, nobody, year, rng, all_abroad=False)
    widowed = rows[alone & (new.age > 60) & (rng.random(len(rows)) < 0.5)]
    people.marital[widowed] = 3
    _share_dwellings(country, rows[alone & ~np.isin(rows, single)], rng)


def unattached_natives(country: Country, number: int, rng: np.random.Generator) -> None:
    """Add adults without immigrant background who live alone, on 1 January 2004."""
    levels = rng.choice(LEVELS, number, p=a.ADULTS_2013.sum(1) / a.ADULTS_2013.sum())
    born = some_day(rng.integers(1962, 1985, number), number, rng)
    columns = {
        "sex": np.where(rng.random(number) < 0.55, MAN, WOMAN),
        "born": born,
        "unit": country.places.draw(levels, rng),
        "dwelling": country.new_dwellings(number),
    }
    add_natives(country, number, columns, rng)


def fill_gaps(
    country: Country, year: int, scale: float, moves: Moves, rng: np.random.Generator
) -> None:
    """Let as many come in `year` as next 1 January's numbers ask for.

    Args:
        country: after the year's departures, deaths and returns.
        year: the calendar year.
        scale: 1 is the real size.
        moves: gets the immigrations.
        rng: source of the year's arrivals.
    """
    people = country.people
    target = adult_targets(year + 1, scale)
    by_county = county_targets(target, country.places)
    present, present_by_county = _present(country, year)
    gap = target - present
    need = np.maximum(gap.sum(axis=0), 0)
    pull = np.maximum(gap, 0.02 * target)
    counts = _whole(pull / pull.sum(axis=0) * need, rng)
    kind, level, sex = _expand(counts)
    county_pull = np.maximum(by_county - present_by_county, 0.02 * by_county)
    county = _draw_counties(county_pull, kind, level, rng)
    age = np.clip(
        rng.normal(a.ARRIVAL_AGE[kind, 0], a.ARRIVAL_AGE[kind, 1]), 18, 66
    ).astype(np.int32)
    came = some_day(year, len(kind), rng)
    new = Newcomers(kind, sex + 1, level, county, age, came)
    before = len(people)
    rows = _add(country, new, year, rng)
    draws = rng.random((4, len(rows)))
    to_native = draws[0] < a.NATIVE_PARTNER[kind, sex]
    married = _join_natives(country, rows[to_native], rng)
    free = ~np.isin(rows, married)
    jointly = free & (draws[1] < a.JOINT_ARRIVAL[kind, sex])
    first, second = _pair(country, rows[jointly], MARRIED_IMMIGRANTS, rng)
    free &= ~np.isin(rows, np.concatenate([first, second]))
    joining = free & (draws[2] < a.JOINS_RESIDENT[kind])
    joined, hosts = _join_spouses(country, rows[joining], rng)
    free &= ~np.isin(rows, joined)
    for one, two in ((first, second), (joined, hosts)):
        mother, father = _parents(country, one, two)
        add_children(country, mother, father, year, rng, all_abroad=True)
    alone = rows[free]
    kind_alone = kind[free]
    mothers = alone[
        (people.sex[alone] == WOMAN)
        & np.isin(kind_alone, (REFUGE, FAMILY))
        & (rng.random(len(alone)) < 0.15)
    ]
    nobody = np.full(len(mothers), NOBODY, np.int32)
    add_children(country, mothers, nobody, year, rng, all_abroad=True)
    abroad = rng.random(len(alone)) < a.SPOUSE_ABROAD[kind_alone]
    people.marital[alone[abroad]] = MARRIED
    _share_dwellings(country, alone[~np.isin(alone, mothers)], rng)
    _arrive(country, np.arange(before, len(people), dtype=np.int32), year, moves, rng)


def _arrive(
    country: Country, new: Ints, year: int, moves: Moves, rng: np.random.Generator
) -> None:
    """Register immigrations; children come on the day of the parent they came with."""
    people = country.people
    new = new[people.immigrant[new]]
    parent = np.where(people.mother[new] >= new.min(initial=0), people.mother[new],
                      people.father[new])  # fmt: skip
    with_parent = parent >= new.min(initial=0)
    leader = np.where(with_parent, parent, new)
    days = people.first_immigration[leader]
    days = np.where(days < first_day(year), some_day(year, len(new), rng), days)
    lost = people.first_immigration[new] == NEVER
    people.first_immigration[new] = np.where(lost, NEVER, days)
    people.arrival_year[new] = year
    moves.add(new, days, IMMIGRATION, destination=people.unit[new])


def _adults_at_start(
    counts: Ints, by_county: Floats, year: int, rng: np.random.Generator
) -> Newcomers:
    kind, level, sex = _expand(counts)
    county = _draw_counties(by_county, kind, level, rng)
    number = len(kind)
    since = {
        WORK: rng.exponential(3.0, number),
        REFUGE: rng.triangular(0, 4, 14, number),
        FAMILY: rng.triangular(0, 1, 14, number),
        EDUCATION: rng.exponential(2.0, number),
        NORDIC: np.where(
            rng.random(number) < 0.4,
            rng.exponential(3, number),
            rng.uniform(3, 24, number),
        ),
        UNKNOWN_REASON: np.where(
            rng.random(number) < 0.09,
            rng.uniform(0, 13.9, number),
            14 + rng.triangular(0, 3, 18, number),
        ),
    }
    years = np.select([kind == k for k in since], list(since.values()))
    late = np.isin(kind, (WORK, REFUGE, FAMILY, EDUCATION))
    years = np.where(late, np.minimum(years, 13.9), years)
    at_arrival = np.maximum(
        rng.normal(a.ARRIVAL_AGE[kind, 0], a.ARRIVAL_AGE[kind, 1]), 16
    )
    came_young = (kind == UNKNOWN_REASON) & (rng.random(number) < 0.25)
    at_arrival = np.where(came_young, rng.uniform(1, 17, number), at_arrival)
    age = np.maximum(at_arrival + years, 18).astype(np.int32)
    old = age > 90
    age = np.where(old, 75 + age % 15, age)
    came = (first_day(year) - 1 - (years * 365.25)).astype(np.int32)
    return Newcomers(kind, sex + 1, level, county, age, came)


def _add(country: Country, new: Newcomers, year: int, rng: np.random.Generator) -> Ints:
    number = len(new.sex)
    born = some_day(year - 1 - new.age, number, rng)
    columns: dict[str, object] = {
        "sex": new.sex,
        "born": born,
        "first_immigration": np.maximum(new.came, born + 1),
        "unit": country.places.draw_home(new.level, new.county, rng),
        "dwelling": country.new_dwellings(number),
    }
    return add_immigrants(country, new.background, columns, rng)


def _present(country: Country, year: int) -> tuple[Floats, Floats]:
    """Count adult immigrants at the end of a year.

    Returns:
        (6, 4, 2) by background, level and sex, and (6, 4, counties) by background,
        level and county.
    """
    people, places = country.people, country.places
    who = np.flatnonzero(people.here & people.immigrant)
    age = year - people.birth_year[who]
    who = who[(age >= YOUNGEST_ADULT) & (age <= OLDEST_ADULT)]
    unit = people.unit[who]
    at = (people.background[who], places.level[unit])
    by_sex = np.zeros((KINDS, LEVELS, 2))
    np.add.at(by_sex, (*at, people.sex[who] - 1), 1)
    by_county = np.zeros((KINDS, LEVELS, len(places.counties)))
    np.add.at(by_county, (*at, places.county[unit]), 1)
    return by_sex, by_county


def _whole(counts: Floats, rng: np.random.Generator) -> Ints:
    """Round to whole numbers at random, so that sums stay where they were."""
    flat = counts.ravel().cumsum()
    edges = np.floor(flat + rng.random())
    return np.asarray(np.diff(edges, prepend=0).astype(int).reshape(counts.shape))


def _expand(counts: Ints) -> tuple[Ints, Ints, Ints]:
    kind, level, sex = np.unravel_index(np.arange(counts.size), counts.shape)
    number = counts.ravel()
    return np.repeat(kind, number), np.repeat(level, number), np.repeat(sex, number)


def _pair(
    country: Country, rows: Ints, married: float, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Pair men and women of one level, likes with likes; return the two lists."""
    people = country.people
    kind = people.background[rows]
    circle = np.where(kind == NORDIC, 0, np.where(kind == REFUGE, 1, 2))
    circle[(kind == FAMILY) & (rng.random(len(rows)) < 0.4)] = 1
    group = circle * LEVELS + country.places.level[people.unit[rows]]
    man = people.sex[rows] == MAN
    first, second = match(
        country, (rows[man], group[man]), (rows[~man], group[~man]), rng
    )
    couple(country, first, second, rng.random(len(first)) < married)
    return first, second


def _native_partners(
    country: Country, rows: Ints, year: int, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Give immigrants partners who are none, in a common dwelling."""
    people = country.people
    years = people.birth_year[rows] + np.rint(rng.normal(0, 3, len(rows))).astype(int)
    columns = {
        "sex": 3 - people.sex[rows],
        "born": some_day(np.minimum(years, year - 19), len(rows), rng),
        "unit": people.unit[rows],
        "dwelling": people.dwelling[rows],
    }
    partners = add_natives(country, len(rows), columns, rng)
    couple(country, rows, partners, rng.random(len(rows)) < MARRIED_MIXED)
    return rows, partners


def _join_natives(country: Country, rows: Ints, rng: np.random.Generator) -> Ints:
    """Let newcomers move in with single people who are no immigrants."""
    people = country.people
    here = people.residents()
    ready = is_single(people, here) & ~people.immigrant[here]
    young = people.birth_year[here] > people.birth_year[rows].max(initial=0) + 5
    hosts = here[ready & ~young & (people.mother[here] < 0)]
    first, second = _of_other_sex(country, hosts, rows, rng)
    couple(country, first, second, rng.random(len(first)) < MARRIED_JOINED)
    return second


def _join_spouses(
    country: Country, rows: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Let newcomers come to residents who are married to somebody abroad."""
    people = country.people
    here = people.residents()
    waiting = here[
        (people.marital[here] == MARRIED)
        & (people.spouse[here] < 0)
        & people.immigrant[here]
    ]
    host, guest = _of_other_sex(country, waiting, rows, rng)
    # the host leaves a shared dwelling for a home of the family's own
    people.dwelling[host] = country.new_dwellings(len(host))
    couple(country, host, guest, np.ones(len(host), bool))
    return guest, host


def _of_other_sex(
    country: Country, hosts: Ints, guests: Ints, rng: np.random.Generator
) -> tuple[Ints, Ints]:
    """Match hosts and guests of opposite sex and one level, at random."""
    people = country.people
    level = country.places.level

    def group(rows: Ints, sex: Ints) -> Ints:
        return np.asarray(level[people.unit[rows]] * 2 + sex - 1)

    return match(
        country,
        (hosts, group(hosts, people.sex[hosts])),
        (guests, group(guests, 3 - people.sex[guests])),
        rng,
    )


def _parents(country: Country, first: Ints, second: Ints) -> tuple[Ints, Ints]:
    is_man = country.people.sex[first] == MAN
    return np.where(is_man, second, first), np.where(is_man, first, second)


def _share_dwellings(country: Country, rows: Ints, rng: np.random.Generator) -> None:
    """Let some of those who came alone live together, two to five in a dwelling."""
    people = country.people
    chance = a.SHARES_DWELLING[people.background[rows]]
    sharing: Flags = rng.random(len(rows)) < chance
    chosen = rng.permutation(rows[sharing])
    chosen = chosen[np.argsort(people.unit[chosen], kind="stable")]
    together = np.cumsum(
        (rng.random(len(chosen)) < 0.4)
        | (np.diff(people.unit[chosen], prepend=-1) != 0)
    )
    if len(chosen):
        people.dwelling[chosen] = country.one_dwelling_each(together)
