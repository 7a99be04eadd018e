"""Who stays, moves and emigrates in a year.

Immigrants aged 15 and more leave with the chances of the logits; children go where
their mother or father goes. A family shares the random number its members are held
against, so people of a family move together though each keeps an own chance.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bofast.contract.registers import csv_rows
from bofast_demo.population import assumptions as a
from bofast_demo.population import labour
from bofast_demo.population.country import (
    DEPARTURE,
    IMMIGRATION,
    INTERNAL,
    Country,
    Moves,
    some_day,
)
from bofast_demo.population.families import Families
from bofast_demo.population.life import death_risk, deaths
from bofast_demo.population.logits import (
    EMIGRATION,
    OUT,
    Coefficients,
    Traits,
    probabilities,
    utilities,
)
from bofast_demo.population.people import (
    BACKGROUNDS,
    NEVER,
    NOBODY,
    Flags,
    Floats,
    Ints,
    People,
    first_day,
)

STAY, EMIGRATE, LEAVE_LEVEL, LEAVE_COUNTY, MUNICIPALITY, ADDRESS = range(6)
ADULT, OLDEST = 15, 74
CELLS = 5
"""Cells per background: alone, two and three or more, immigrants only and mixed."""

STRATUM = 250
"""Families alike in their chances whose random numbers are spread evenly."""

OLD_STAY = 2.0
"""How much less those above 74, whom the tables do not cover, want to emigrate."""

NATIVE_SPOUSE, GROWN_CHILD = 0.3, 0.5
NATIVE_EMIGRATES, NATIVE_LEAVES_LEVEL, NATIVE_LEAVES_COUNTY = 0.003, 0.014, 0.008
"""How people who are no immigrants follow those who are, and move alone."""


STOPS = 0.06
"""Share of moves within Norway that take two steps. An assumption."""


@dataclass(frozen=True)
class Targets:
    """Rates of table 4.1 by cell (background x 5), as shares."""

    emigration: Floats
    out_migration: Floats


@dataclass(frozen=True)
class AtRisk:
    """Everybody resident on 1 January, arrays (n,) in the order of `Families.who`.

    Attributes:
        families: who lives with whom.
        age: at the end of the base year.
        education: 0-5 as the logits count it.
        kind: position in `BACKGROUNDS`, `labour.NATIVE` for people who are none.
        status: position in `STATUSES`.
        cell: cell of table 4.1; of a native, that of whom he follows, or 0.
        chance: (2, n) of leaving the level and of emigrating.
    """

    families: Families
    age: Ints
    education: Ints
    kind: Ints
    status: Ints
    cell: Ints
    chance: Floats


def read_targets(seeds: Path) -> Targets:
    """Read table 4.1 from the published seeds."""
    rates = {
        (r["background"], r["family_size"], r["family_composition"], r["outcome"]): (
            float(r["rate_percent"]) / 100
        )
        for r in csv_rows(seeds / "published" / "published_family_rates.csv")
        if r["table_id"] == "4.1"
    }
    cells = [
        (background, size, composition)
        for background in BACKGROUNDS
        for size, composition in (
            ("1", "immigrants_only"),
            ("2", "immigrants_only"),
            ("2", "mixed"),
            ("3+", "immigrants_only"),
            ("3+", "mixed"),
        )
    ]
    return Targets(
        emigration=np.array([rates[*cell, "emigration"] for cell in cells]),
        out_migration=np.array([rates[*cell, "out_migration"] for cell in cells]),
    )


def assess(
    country: Country,
    families: Families,
    year: int,
    coefficients: Coefficients,
    targets: Targets,
    tilt: Floats,
    rng: np.random.Generator,
) -> tuple[AtRisk, Floats]:
    """Give everybody on 1 January a labour status and chances for the year.

    Args:
        country: as of 1 January of `year`.
        families: of that day.
        year: outcome year; age, botid, education and status are of the year before.
        coefficients: tables E.1-E.8.
        targets: table 4.1.
        tilt: (30,) where last year's calibration ended.
        rng: source of statuses.

    Returns:
        Everybody at risk, and this year's tilts.
    """
    people, who = country.people, families.who
    base = year - 1
    age = base - people.birth_year[who].astype(np.int32)
    known = people.first_immigration[who] != NEVER
    years = np.where(known, base - people.arrival_year[who], 99)
    botid = np.searchsorted([3, 6, 11, 16], years, "right")
    kind = np.where(people.immigrant[who], people.background[who], labour.NATIVE)
    education = education_level(people, who, kind, age, botid)
    sex = people.sex[who].astype(np.int64) - 1
    shares = labour.prior(kind, sex, age, botid)
    leader = _leaders(people, families, age)
    cell = _cells(families, kind)
    chance = np.zeros((2, len(who)), np.float32)
    migrants = np.flatnonzero(kind < labour.NATIVE)
    group = np.where(kind < labour.NATIVE, cell * 5 + botid, len(BACKGROUNDS) * 25)
    ranks = labour.attachment_ranks(people.attachment[who], group, rng)
    if len(migrants):
        traits = Traits(
            level=country.places.level[people.unit[who[migrants]]].astype(np.int64),
            sex=sex[migrants],
            age=age[migrants],
            botid=botid[migrants],
            education=education[migrants],
            background=kind[migrants],
            family_total=families.total[migrants],
            family_immigrants=families.immigrants[migrants],
        )
        utility = utilities(coefficients, traits)
        utility[EMIGRATION, age[migrants] > OLDEST] -= OLD_STAY
        utility[OUT] += labour.out_shift(year)[kind[migrants], None]
        if year in a.RATE_IN:
            county = country.places.county[people.unit[who[migrants]]]
            factor = country.places.by_county(a.COUNTY_EMIGRATION)
            utility[EMIGRATION] += np.log(factor[county, kind[migrants]])[:, None]
        place = np.full(len(who), -1)
        place[migrants] = np.arange(len(migrants))
        led = place[leader[migrants]]
        leavers = labour.Leavers(
            prior=shares[migrants],
            utility=utility,
            cell=cell[migrants],
            background=kind[migrants],
            survival=1 - death_risk(people, who[migrants], base),
            leader=np.where(led >= 0, led, np.arange(len(migrants))),
        )
        tilt, shift, shares[migrants] = _calibrated(
            leavers, targets.emigration, tilt, a.RATE_IN.get(year), ranks[migrants]
        )
        utility[EMIGRATION] += shift[kind[migrants], None]
    status = labour.draw(shares, ranks)
    if len(migrants):
        own = np.take_along_axis(
            utility, status[migrants].astype(np.int64)[None, :, None], axis=2
        )[..., 0]
        chance[:, migrants] = probabilities(own)
    _follow(people, families, age, leader, kind, chance)
    cell = np.where(kind == labour.NATIVE, cell[leader], cell)
    risk = AtRisk(families, age, education, kind, status, cell, chance)
    return risk, tilt


def _calibrated(
    leavers: labour.Leavers,
    targets: Floats,
    tilt: Floats,
    rates: list[float] | None,
    ranks: Floats,
) -> tuple[Floats, Floats, Floats]:
    """Return tilts, shifts and shares of the statuses of immigrants.

    In the report's year the tilts are corrected once for what the statuses that are
    drawn make of the rates; in other years the shifts decide.
    """
    if rates is not None:
        return labour.calibrate(leavers, targets, tilt, np.array(rates) / 100)
    tilt, _, shares = labour.calibrate(leavers, targets, tilt, None)
    found = labour.rates_with(leavers, labour.draw(shares, ranks), len(targets))
    wanted = np.maximum(2 * targets - found, 1e-4)
    return labour.calibrate(leavers, wanted, tilt, None)


def education_level(
    people: People, who: Ints, kind: Ints, age: Ints, botid: Ints
) -> Ints:
    """Return (n,) the recorded level of education, 0 none, 1-5 as the logits count.

    It follows from lasting ranks, so that levels only rise and records only appear.
    """
    limits = a.EDUCATION_SHARES.cumsum(axis=1)[:, :-1][kind]
    level = 1 + (people.ability[who][:, None] > limits).sum(axis=1)
    highest = 1 + (age[:, None] >= a.OLDEST_FOR_LEVEL).sum(axis=1)
    missing = np.minimum(a.NO_RECORD[botid] * a.NO_RECORD_FACTOR[kind], 0.85)
    recorded = people.recorded[who] >= missing
    return np.where(recorded & (age >= ADULT), np.minimum(level, highest), 0)


def live(
    country: Country,
    risk: AtRisk,
    year: int,
    targets: Targets,
    moves: Moves,
    rng: np.random.Generator,
) -> None:
    """Let the year happen to everybody at risk: deaths, emigrations, moves.

    Args:
        country: changes.
        risk: everybody on 1 January.
        year: the calendar year.
        targets: table 4.1, for moves between counties.
        moves: gets the registered moves.
        rng: source of the year's fates.
    """
    people, who = country.people, risk.families.who
    household = _households(people, risk.families)
    dying = rng.random(len(who)) < death_risk(people, who, year - 1)
    county = _chance_of_county(country, risk, year, targets)
    fate = _fates(risk, household, county, rng)
    fate[dying] = STAY
    deaths(people, who[dying], year, rng)
    _emigrate(country, who[fate == EMIGRATE], risk, fate, year, moves, rng)
    _move(country, who, household, fate, year, moves, rng)


def come_back(
    country: Country, year: int, moves: Moves, rng: np.random.Generator
) -> None:
    """Let some of those who emigrated in earlier years return, together."""
    people = country.people
    away = np.flatnonzero(
        ~people.here
        & (people.left_year >= year - 9)
        & (people.left_year < year)
        & (people.death == NEVER)
        & people.immigrant
    )
    _, group = np.unique(people.dwelling[away], return_inverse=True)
    draw = rng.random(int(group.max()) + 1 if len(group) else 0)
    back: Flags = draw[group] < a.RETURNS[people.background[away]]
    who, together = away[back], group[back]
    people.here[who] = True
    people.left_year[who] = 0
    people.dwelling[who] = country.one_dwelling_each(together)
    moves.add(who, some_day(year, len(who), rng), IMMIGRATION, -1, people.unit[who])


def stop_on_the_way(
    country: Country, moves: Moves, year: int, rng: np.random.Generator
) -> None:
    """Let some moves within Norway take two steps, or lead away and back again.

    Args:
        country: for the municipalities that lie near.
        moves: the year's moves; those who move together stop together.
        year: the calendar year.
        rng: source of who stops where.
    """
    rows = moves.columns()
    internal = np.flatnonzero(rows["kind"] == INTERNAL)
    trip = np.stack(
        [rows[name][internal] for name in ("day", "origin", "destination")], axis=1
    )
    trips, member = np.unique(trip, axis=0, return_inverse=True)
    member = member.ravel()
    stops = rng.random(len(trips)) < STOPS
    last = int(first_day(year + 1)) - 1
    stops &= trips[:, 0] < last - 10
    between = country.places.leave_municipality(trips[:, 1], rng)
    chosen = internal[stops[member]]
    way = member[stops[member]]
    moves.clear()
    kept = np.ones(len(rows["kind"]), bool)
    kept[chosen] = False
    moves.add_rows({name: values[kept] for name, values in rows.items()})
    first = {name: values[chosen] for name, values in rows.items()}
    second = first | {
        "day": np.asarray((first["day"] + last) // 2 + 1),
        "origin": between[way],
    }
    moves.add_rows(first | {"destination": between[way]})
    moves.add_rows(second)


def _leaders(people: People, families: Families, age: Ints) -> Ints:
    """Return (n,) the place of whom each follows.

    A child follows its mother or father, a native the partner, others themselves.
    """
    who = families.who
    place = np.full(len(people), NOBODY, np.int64)
    place[who] = np.arange(len(who))
    leader = np.arange(len(who))
    child = (age < ADULT) | (~people.immigrant[who] & families.with_mother)
    child |= ~people.immigrant[who] & families.with_father
    by_mother = child & families.with_mother
    by_father = child & families.with_father
    leader[by_mother] = place[people.mother[who[by_mother]]]
    leader[by_father] = place[people.father[who[by_father]]]
    mixed = ~people.immigrant[who] & people.lives_with(who, people.partner[who])
    leader[mixed & ~child] = place[people.partner[who[mixed & ~child]]]
    # a child of a native parent follows the immigrant the parent follows
    return np.asarray(leader[leader])


def _follow(
    people: People,
    families: Families,
    age: Ints,
    leader: Ints,
    kind: Ints,
    chance: Floats,
) -> None:
    native = kind == labour.NATIVE
    led = leader != np.arange(len(kind))
    alone = native & (~led | native[leader])
    chance[OUT, alone] = NATIVE_LEAVES_LEVEL
    chance[EMIGRATION, alone] = NATIVE_EMIGRATES
    young = led & (age < ADULT + 3)
    chance[:, young] = chance[:, leader[young]]
    child = families.with_mother | families.with_father
    grown = led & native & ~young & child
    chance[:, grown] = GROWN_CHILD * chance[:, leader[grown]]
    spouse = led & native & ~young & ~child & ~native[leader]
    chance[OUT, spouse] = chance[OUT, leader[spouse]]
    chance[EMIGRATION, spouse] = NATIVE_SPOUSE * chance[EMIGRATION, leader[spouse]]


def _cells(families: Families, kind: Ints) -> Ints:
    only = families.total == families.immigrants
    size = np.minimum(families.total, 3)
    place = np.where(size == 1, 0, 2 * (size - 2) + 1 + np.where(only, 0, 1))
    return np.where(kind < labour.NATIVE, kind * CELLS + place, 0)


def _households(people: People, families: Families) -> Ints:
    """Return (n,) a number per family; cohabitants without children share one."""
    reference = np.arange(len(people), dtype=np.int32)
    reference[families.who] = families.reference
    partner = people.partner[families.who]
    together = people.lives_with(families.who, partner)
    theirs = reference[np.where(together, partner, families.who)]
    return np.minimum(families.reference, theirs)


def _chance_of_county(
    country: Country, risk: AtRisk, year: int, targets: Targets
) -> Floats:
    """Return (n,) the chance to leave the county for one of the same level.

    It differs by county, but so that cells of table 4.1 have the rates wanted.
    """
    people, who = country.people, risk.families.who
    cross = country.places.share_to_other_county()[people.unit[who]]
    migrant = risk.kind < labour.NATIVE
    ratio = np.asarray(a.OUT_RATIO.get(year, [1.0] * len(BACKGROUNDS)))
    wanted = targets.out_migration * np.repeat(ratio, CELLS)
    cells = len(wanted)
    cell = risk.cell[migrant]
    alive = 1 - death_risk(people, who[migrant], year - 1)
    leaving = np.bincount(cell, (alive * risk.chance[OUT] [migrant]) * cross[migrant],
                          cells)  # fmt: skip
    factor = _moves_of_county(country, risk)
    at_home = alive * (1 - risk.chance[:, migrant].sum(0))
    staying = np.bincount(cell, at_home * factor[migrant], cells)
    size = np.bincount(cell, minlength=cells)
    rest = np.clip((wanted * size - leaving) / np.maximum(staying, 1e-9), 0, 0.5)
    follows = migrant | (risk.chance[OUT] != np.float32(NATIVE_LEAVES_LEVEL))
    moving = np.minimum(rest[risk.cell] * factor, 0.5)
    return np.where(follows, moving, NATIVE_LEAVES_COUNTY)


def _moves_of_county(country: Country, risk: AtRisk) -> Floats:
    """Return (n,) how many times as often people move to another county as elsewhere.

    Who is no immigrant follows one, whose background the cell tells.
    """
    county = country.places.county[country.people.unit[risk.families.who]]
    return np.asarray(
        country.places.by_county(a.COUNTY_MOVES)[county, risk.cell // CELLS]
    )


def _fates(
    risk: AtRisk, household: Ints, county: Floats, rng: np.random.Generator
) -> Ints:
    _, start, member = np.unique(household, return_index=True, return_inverse=True)
    emigration = np.zeros(len(start))
    np.maximum.at(emigration, member, risk.chance[EMIGRATION])
    order = np.lexsort((emigration, risk.cell[start]))
    draws = np.stack([_spread(order, rng)[member] for _ in range(3)])
    fate = np.full(len(household), STAY, np.int8)
    fate[draws[2] < a.SAME_MUNICIPALITY_MOVE + a.SAME_COUNTY_MOVE] = ADDRESS
    fate[draws[2] < a.SAME_COUNTY_MOVE] = MUNICIPALITY
    fate[draws[1] < county] = LEAVE_COUNTY
    fate[draws[0] > 1 - risk.chance[OUT]] = LEAVE_LEVEL
    fate[draws[0] < risk.chance[EMIGRATION]] = EMIGRATE
    return fate


def _spread(order: Ints, rng: np.random.Generator) -> Floats:
    """Return (n,) random numbers, even in (0, 1) over each run of `STRATUM` in order.

    Numbers of people then scatter less about what is expected than independent draws.
    """
    number = len(order)
    runs = -(-number // STRATUM)
    places = rng.permuted(np.tile(np.arange(STRATUM), (runs, 1)), axis=1).ravel()
    even = (places[:number] + rng.random(number)) / STRATUM
    rest = number % STRATUM
    if rest:
        even[-rest:] = rng.random(rest)
    draws = np.empty(number)
    draws[order] = even
    return draws


def _emigrate(
    country: Country,
    who: Ints,
    risk: AtRisk,
    fate: Ints,
    year: int,
    moves: Moves,
    rng: np.random.Generator,
) -> None:
    people = country.people
    partner = people.partner[who]
    people.here[who] = False
    left = np.zeros(len(people), bool)
    left[who] = True
    alone = (partner >= 0) & ~left[np.maximum(partner, 0)]
    people.partner[partner[alone]] = NOBODY
    people.partner[who[alone]] = NOBODY
    people.left_year[who] = year
    household = people.dwelling[who]
    share = np.append(a.ADMINISTRATIVE, 0.02)[risk.kind[fate == EMIGRATE]]
    # one decision and one day per household
    _, group = np.unique(household, return_inverse=True)
    number = int(group.max()) + 1 if len(group) else 0
    decided = rng.random(number)[group] < share if number else np.empty(0, bool)
    day = some_day(year, number, rng)[group] if number else np.empty(0, np.int32)
    unknown = household < 0
    day = np.where(unknown, some_day(year, len(who), rng), day)
    moves.add(who, day, DEPARTURE, people.unit[who], -1, decided)


def _move(
    country: Country,
    who: Ints,
    household: Ints,
    fate: Ints,
    year: int,
    moves: Moves,
    rng: np.random.Generator,
) -> None:
    people, places = country.people, country.places
    draws: dict[int, Callable[[Ints, np.random.Generator], Ints]] = {
        LEAVE_LEVEL: places.leave_level,
        LEAVE_COUNTY: places.leave_county,
        MUNICIPALITY: places.leave_municipality,
        ADDRESS: lambda units, rng: units,
    }
    for kind, destination in draws.items():
        movers = np.flatnonzero((fate == kind) & people.here[who])
        if not len(movers):
            continue
        _, first, member = np.unique(
            household[movers], return_index=True, return_inverse=True
        )
        origin = people.unit[who[movers]]
        units = destination(origin[first], rng)[member]
        day = some_day(year, len(first), rng)[member]
        moves.add(who[movers], day, INTERNAL, origin, units)
        people.unit[who[movers]] = units
        people.dwelling[who[movers]] = country.one_dwelling_each(member)
    _parted_by_moves(people, who[np.isin(fate, (LEAVE_LEVEL, LEAVE_COUNTY))])


def _parted_by_moves(people: People, movers: Ints) -> None:
    """End cohabitation where only one moved away; the married live apart."""
    partner = people.partner[movers]
    apart: Flags = (partner >= 0) & ~people.lives_with(movers, partner)
    for side in (movers[apart], partner[apart]):
        people.partner[side] = NOBODY
