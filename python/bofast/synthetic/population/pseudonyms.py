"""Pseudonyms of persons: each number another one, in no order, of the same length."""

import numpy as np

from bofast.synthetic.population.people import Ints

PRIME, FACTOR = 1_000_000_007, 387_420_489
"""Row number times factor modulo prime: each row another pseudonym, in no order."""

DIGITS = 10

PEOPLE_PER_PART = 20_000_000
"""Room for each part of the population, so that no two share a number."""


def pseudonyms(persons: Ints, part: int) -> list[str]:
    """Return the pseudonyms of persons of a part of the population.

    Args:
        persons: their numbers in the part.
        part: number of the part, from 0.
    """
    numbers = (np.asarray(persons, np.int64) + part * PEOPLE_PER_PART) * FACTOR % PRIME
    return [f"{number:0{DIGITS}d}" for number in numbers.tolist()]


def pseudonym_sql(column: str, start: int, letter: str) -> str:
    """Return SQL for the pseudonym of a column of numbers; null where it is negative.

    Args:
        column: SQL of the number.
        start: what is added to it.
        letter: that the pseudonym begins with.
    """
    number = f"(({column}) + {start}::bigint) * {FACTOR} % {PRIME}"
    text = f"'{letter}' || lpad(cast({number} as varchar), {DIGITS}, '0')"
    return f"case when {column} >= 0 then {text} end"
