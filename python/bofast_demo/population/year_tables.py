"""Rows of the yearly registers, as numbers: text comes when they are written."""

import numpy as np
import pandas as pd

from bofast_demo.population.country import Country
from bofast_demo.population.fates import AtRisk
from bofast_demo.population.logits import STATUSES
from bofast_demo.population.people import UNKNOWN, Flags, Ints

EMPLOYED, BOTH, IN_EDUCATION, UNEMPLOYED, OUTSIDE = range(len(STATUSES))

NO_DWELLING = 0.012
"""Share of residents whose dwelling is not in the register."""
SECOND_JOB, THIRD_JOB, SELF_EMPLOYED = 0.075, 0.15, 0.065
"""Share of the employed with two jobs, of those with three, and of self-employed."""
TWO_MAIN_JOBS = 0.01
"""Share of second jobs that are called main ones, too."""
WORKS_ELSEWHERE, NO_WORKPLACE = 0.25, 0.04
SOME_MONTHS = 0.07
"""Share of those in work or education with up to six months unemployed."""
LONG_UNEMPLOYED = 0.14
"""Share of the unemployed who also work or study, with seven months or more."""
NOTHING_DONE, MINOR_JOB, ENROLLED_TWICE = 0.01, 0.01, 0.02
"""Share of those outside with an empty row of enrolment, or a job that is not their
main one; share of the enrolled with a second row."""
OLDEST_SCHOOL, YOUNGEST_EDUCATION = 15, 16

DIGITS = {1: (1, 2), 2: (3, 3), 3: (4, 5), 4: (6, 6), 5: (7, 8)}
INDUSTRIES = 12
ORGANISATIONS = 200_000
ORGANISATION_START = 800_000_000


def population(country: Country, risk: AtRisk, rng: np.random.Generator
               ) -> pd.DataFrame:  # fmt: skip
    """Return residents: person, unit, dwelling, marital, spouse as numbers."""
    people, who = country.people, risk.families.who
    lost = rng.random(len(who)) < NO_DWELLING
    # a family of more persons is never half known
    lost &= risk.families.total == 1
    people.dwelling[who[lost]] = UNKNOWN
    return pd.DataFrame(
        {
            "person": who,
            "unit": people.unit[who],
            "dwelling": people.dwelling[who],
            "marital": people.marital[who],
            "spouse": people.spouse[who],
        }
    )


def education(country: Country, risk: AtRisk) -> pd.DataFrame:
    """Return highest education: person, first digit of NUS2000, its other digits."""
    who, level = risk.families.who, risk.education
    number = who.astype(np.int64)
    digit = np.zeros(len(who), np.int64)
    for key, pair in DIGITS.items():
        chosen = level == key
        digit[chosen] = np.where(number[chosen] % 3 == 0, pair[0], pair[1])
    # nothing recorded: no row, a row that says unknown, or no education
    nothing = (level == 0) & (risk.age >= YOUNGEST_EDUCATION)
    digit[nothing & (number % 10 < 3)] = 9
    digit[nothing & (number % 10 == 3)] = 0
    kept = (level > 0) | (nothing & (number % 10 <= 3))
    field = np.where(digit == 9, 99_999, number * 7919 % 90_000 + 1_000)
    columns = {"person": who, "digit": digit, "field": field}
    return pd.DataFrame({name: values[kept] for name, values in columns.items()})


def labour(
    country: Country, risk: AtRisk, rng: np.random.Generator
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return enrolment, employment and unemployment that give the labour statuses.

    Args:
        country: where they live.
        risk: everybody on 1 January and their status in the year before.
        rng: source of jobs, months and exams.

    Returns:
        Rows of the three registers, as numbers.
    """
    status, number = risk.status, len(risk.status)
    draws = rng.random((4, number))
    long = (status == UNEMPLOYED) & (draws[0] < LONG_UNEMPLOYED)
    works = np.isin(status, (EMPLOYED, BOTH)) | (long & (draws[1] < 0.7))
    studies = np.isin(status, (BOTH, IN_EDUCATION)) | (long & (draws[1] > 0.6))
    months = np.zeros(number, np.int8)
    some = ~np.isin(status, (UNEMPLOYED, OUTSIDE)) & (draws[2] < SOME_MONTHS)
    some &= risk.age > OLDEST_SCHOOL
    months[some] = rng.integers(1, 7, some.sum())
    only = (status == UNEMPLOYED) & ~long
    months[only] = rng.integers(1, 13, only.sum())
    months[long] = rng.integers(7, 13, long.sum())
    outside = status == OUTSIDE
    adult = risk.age > OLDEST_SCHOOL
    idle_row = outside & adult & (draws[3] < NOTHING_DONE)
    minor = outside & adult & (draws[3] > 1 - MINOR_JOB) & (risk.age < 75)
    who = risk.families.who
    return (
        _enrolment(who, studies, idle_row, rng),
        _employment(country, who, works, minor, rng),
        pd.DataFrame({"person": who[months > 0], "months": months[months > 0]}),
    )


def _enrolment(
    who: Ints, studies: Flags, idle: Flags, rng: np.random.Generator
) -> pd.DataFrame:
    rows = np.flatnonzero(studies | idle)
    active = studies[rows]
    enrolled = active & (rng.random(len(rows)) < 0.85)
    spring = active & (rng.random(len(rows)) < 0.45)
    autumn = active & (rng.random(len(rows)) < 0.30)
    spring |= active & ~enrolled & ~autumn
    table = pd.DataFrame(
        {
            "person": who[rows],
            "enrolled": enrolled,
            "spring": spring,
            "autumn": autumn,
        }
    )
    again = table[active & (rng.random(len(rows)) < ENROLLED_TWICE)]
    return pd.concat([table, again], ignore_index=True).sort_values(
        "person", kind="stable", ignore_index=True
    )


def _employment(
    country: Country, who: Ints, works: Flags, minor: Flags, rng: np.random.Generator
) -> pd.DataFrame:
    has = np.flatnonzero(works)
    jobs = 1 + (rng.random(len(has)) < SECOND_JOB)
    jobs += (jobs == 2) & (rng.random(len(has)) < THIRD_JOB)
    small = np.flatnonzero(minor)
    rows = np.concatenate([np.repeat(has, jobs), small])
    first = np.concatenate(
        [np.repeat(jobs.cumsum() - jobs, jobs), np.zeros(len(small))]
    )
    place = np.concatenate([np.arange(jobs.sum()), np.zeros(len(small))]) - first
    number = len(rows)
    unit = country.people.unit[who[rows]].astype(np.int32)
    elsewhere = np.flatnonzero(rng.random(number) < WORKS_ELSEWHERE)
    unit[elsewhere] = country.places.draw(country.places.level[unit[elsewhere]], rng)
    unit[rng.random(number) < NO_WORKPLACE] = UNKNOWN
    main = (place == 0) & (np.arange(number) < number - len(small))
    main |= (place == 1) & (rng.random(number) < TWO_MAIN_JOBS)
    table = pd.DataFrame(
        {
            "person": who[rows],
            "job": place.astype(np.int32) + 1,
            "self_employed": rng.random(number) < SELF_EMPLOYED,
            "main": main,
            "organisation": ORGANISATION_START + rng.integers(0, ORGANISATIONS, number),
            "industry": rng.integers(0, INDUSTRIES, number),
            "unit": unit,
        }
    )
    return table.sort_values(["person", "job"], kind="stable", ignore_index=True)
