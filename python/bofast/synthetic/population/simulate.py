"""The simulation: an invented country from 1 January 2004 to 1 January 2014."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bofast.synthetic.population import arrivals, faults, life, rare, year_tables
from bofast.synthetic.population import assumptions as a
from bofast.synthetic.population.country import (
    DEPARTURE,
    IMMIGRATION,
    Country,
    Moves,
)
from bofast.synthetic.population.families import families
from bofast.synthetic.population.fates import (
    AtRisk,
    assess,
    come_back,
    live,
    read_targets,
    stop_on_the_way,
)
from bofast.synthetic.population.logits import read_coefficients
from bofast.synthetic.population.others import first_natives
from bofast.synthetic.population.people import NEVER, Floats, Ints, People, first_day
from bofast.synthetic.population.places import Places, read_places
from bofast.synthetic.population.writer import Writer

UNATTACHED = 130_000
"""Single natives at scale 1 whom immigrants may meet."""

NATIVES_2004, NATIVES_PER_PART = 3_960_000, 400_000
"""Everyone else at scale 1, and how many are simulated at a time."""

MOST_STOPS = 2
"""How often a move within Norway may be broken in two."""

FILES_A_YEAR = 6
"""Written for each part of the population."""

START, LIFE, STATUS, TABLES, FAULTS, STOPS = range(6)
"""Streams of random numbers: a change in one leaves the others as they were."""


@dataclass(frozen=True)
class Part:
    """A part of the population that lives for itself.

    Attributes:
        name: of its files.
        number: from 0; decides its random numbers and identifiers.
        natives: how many people, where it is one without immigrants.
    """

    name: str
    number: int
    natives: int = 0


def parts(scale: float, everyone: bool) -> list[Part]:
    """Return the parts to simulate: immigrant families, and everyone else in shares."""
    found = [Part("immigrant-families", 0)]
    if everyone:
        total = round(NATIVES_2004 * scale)
        number = max(1, -(-total // NATIVES_PER_PART))
        found += [
            Part(f"others-{n:02d}", n, total // number) for n in range(1, number + 1)
        ]
    return found


def simulate(
    folder: Path,
    seeds: Path,
    scale: float,
    seed: int,
    everyone: bool,
    progress: Callable[[str], None],
) -> faults.Manifest:
    """Simulate the country and write its registers of persons.

    Args:
        folder: gets one folder per register.
        seeds: the repository's seeds folder.
        scale: 1 is the real size.
        seed: of everything that is drawn.
        everyone: all residents, not only the families of immigrants.
        progress: is told after each year what is done and about how long is left.

    Returns:
        The deliberate faults by kind.
    """
    manifest = faults.Manifest()
    places = read_places(seeds, np.random.default_rng([seed, 0]))
    todo = parts(scale, everyone)
    steps = len(todo) * len(a.YEARS)
    started, done = time.monotonic(), 0
    with ThreadPoolExecutor(1) as background:
        for part in todo:
            writer = Writer(folder, places, part.name, part.number)
            for text in _years(
                part, writer, seeds, places, scale, seed, manifest, background
            ):
                done += 1
                spent = time.monotonic() - started
                left = spent / done * (steps - done)
                progress(f"{part.name} {text}; about {left:.0f} s left")
    return manifest


def _years(
    part: Part,
    writer: Writer,
    seeds: Path,
    places: Places,
    scale: float,
    seed: int,
    manifest: faults.Manifest,
    background: ThreadPoolExecutor,
) -> Iterator[str]:
    """Simulate a part year by year; files are written while the next year runs."""
    coefficients, targets = read_coefficients(seeds), read_targets(seeds)

    def stream(year: int, use: int) -> np.random.Generator:
        return np.random.default_rng([seed, part.number, year, use])

    rng = stream(0, START)
    country = Country(People.nobody(), places)
    if part.natives:
        first_natives(country, part.natives, rng)
    else:
        arrivals.first_residents(country, scale, rng)
        rare.add_households(country, scale, rng)
        arrivals.unattached_natives(country, round(UNATTACHED * scale), rng)
    pending: list[Future[None]] = []

    def write(step: Callable[..., None], *arguments: object) -> None:
        pending.append(background.submit(step, *arguments))

    def wait_for_all_but(number: int) -> None:
        while len(pending) > number:
            pending.pop(0).result()

    earlier = _earlier_moves(country.people)
    write(writer.moves, earlier.assign(fault=0), a.YEARS[0], "before-2004")
    tilt: Floats = np.zeros(len(targets.emigration))
    for year in a.YEARS:
        rng = stream(year, STATUS)
        risk, tilt = assess(
            country, families(country.people), year, coefficients, targets, tilt, rng
        )
        spoil = stream(year, FAULTS)
        tables = _tables(country, risk, stream(year, TABLES))
        jobs = tables["employment"]
        twice = jobs.loc[jobs["main"] & (jobs["job"] > 1), "person"]
        manifest.count(faults.EVENTS[1], twice.to_numpy(), year - 1, part.number)
        for register, rows in tables.items():
            at = year if register == "population" else year - 1
            marked = manifest.mark(register, rows, spoil, at, part.number)
            if register == "population":
                # a person who is not there this year: no row
                marked = marked[marked["fault"] != 7]
            write(writer.yearly, register, marked, at)
        residents = len(risk.families.who)
        if year < a.YEARS[-1]:
            moves = Moves()
            rng = stream(year, LIFE)
            live(country, risk, year, targets, moves, rng)
            _unusual(country, year, moves, manifest, part.number, spoil)
            life.births(country, year, rng)
            life.separations(country, year, moves, rng)
            life.leave_home(country, year, moves, rng)
            life.new_couples(country, year, part.natives > 0, rng)
            if not part.natives:
                come_back(country, year, moves, rng)
                arrivals.fill_gaps(country, year, scale, moves, rng)
                rare.new_years_children(country, year, moves, rng)
            way = stream(year, STOPS)
            for _ in range(MOST_STOPS):
                stop_on_the_way(country, moves, year, way)
            registered = manifest.mark(
                "migration", _sorted(moves), spoil, year, part.number
            )
            write(writer.moves, registered, year, f"in-{year}")
        # a year may still be written while the next one runs, not more
        wait_for_all_but(FILES_A_YEAR)
        yield f"{year}: {residents:,} residents"
    everybody = pd.DataFrame({"person": np.arange(len(country.people), dtype=np.int64)})
    marked = manifest.mark("person", everybody, stream(0, FAULTS), None, part.number)
    writer.everybody(country.people, marked[marked["fault"] != 9])
    wait_for_all_but(0)


def _tables(
    country: Country, risk: AtRisk, rng: np.random.Generator
) -> dict[str, pd.DataFrame]:
    enrolment, employment, unemployment = year_tables.labour(country, risk, rng)
    return {
        "population": year_tables.population(country, risk, rng),
        "education": year_tables.education(country, risk),
        "enrolment": enrolment,
        "employment": employment,
        "unemployment": unemployment,
    }


def _earlier_moves(people: People) -> pd.DataFrame:
    """Return the first immigrations before the period."""
    who = np.flatnonzero(people.immigrant & (people.first_immigration != NEVER))
    moves = Moves()
    moves.add(
        who, people.first_immigration[who], IMMIGRATION, destination=people.unit[who]
    )
    return _sorted(moves)


def _sorted(moves: Moves) -> pd.DataFrame:
    """Return moves as rows, one per person, day and kind, as the key wants."""
    rows = pd.DataFrame(moves.columns())
    rows = rows.sort_values(["person", "day", "kind"], kind="stable")
    return rows.drop_duplicates(["person", "day", "kind"], ignore_index=True)


def _unusual(
    country: Country,
    year: int,
    moves: Moves,
    manifest: faults.Manifest,
    part: int,
    rng: np.random.Generator,
) -> None:
    """Let a few courses of events happen that the outcome rule must get right."""
    people = country.people
    start = first_day(year)
    migrants = np.flatnonzero(people.immigrant)
    number = max(2, len(migrants) // 10_000)

    def some(who: Ints) -> Ints:
        return np.sort(rng.permutation(who)[:number])

    here = some(migrants[people.here[migrants]])
    people.death[here] = start + 180
    manifest.count(faults.EVENTS[0], here, year, part)
    dead = some(
        migrants[
            (people.death[migrants] >= start)
            & (people.death[migrants] < start + 300)
            & ~people.here[migrants]
        ]
    )
    moves.add(dead, people.death[dead] + 40, DEPARTURE, people.unit[dead], -1, True)
    manifest.count(faults.EVENTS[2], dead, year, part)
    away = some(migrants[people.here[migrants]])
    _leave_and_return(people, away, start, moves)
    manifest.count(faults.EVENTS[3], away, year, part)
    left = migrants[(people.left_year[migrants] == year) & ~people.here[migrants]]
    rows = moves.columns()
    late = (rows["kind"] == DEPARTURE) & (rows["day"] > start + 120)
    again = some(np.intersect1d(left, rows["person"][late]))
    _leave_and_return(people, again, start, moves)
    manifest.count(faults.EVENTS[4], again, year, part)
    # and a few die abroad after they left
    died = some(left)
    people.death[died] = start + 364


def _leave_and_return(people: People, who: Ints, start: Ints, moves: Moves) -> None:
    moves.add(who, np.full(len(who), start + 20), DEPARTURE, people.unit[who])
    moves.add(who, np.full(len(who), start + 90), IMMIGRATION, -1, people.unit[who])
