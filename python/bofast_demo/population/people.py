"""Everybody the simulation knows, as columns that grow."""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.integer]
Floats = npt.NDArray[np.floating]
Flags = npt.NDArray[np.bool_]

NOBODY = -1
"""In a column of row numbers: nobody the registers know."""

UNKNOWN = -1
"""In a column of codes or counts: missing."""

NEVER = np.iinfo(np.int32).min
"""In a column of days: it has not happened, or the day is missing."""

MAN, WOMAN = 1, 2
UNMARRIED, MARRIED, WIDOWED, DIVORCED, SEPARATED, REGISTERED = 1, 2, 3, 4, 5, 6
NORWAY = 0

BACKGROUNDS = ("work", "refuge", "family", "education", "nordic", "unknown")
WORK, REFUGE, FAMILY, EDUCATION, NORDIC, UNKNOWN_REASON = range(6)
REASONS = ("ARB", "FLU", "FAM", "UTD", "ANN", "UOPP")

_EPOCH_YEAR = 1970


def first_day(year: Ints | int) -> Ints:
    """Return 1 January of years as days since 1970-01-01."""
    years = (np.asarray(year) - _EPOCH_YEAR).astype("datetime64[Y]")
    return np.asarray(years.astype("datetime64[D]").astype(np.int32))


def year_of(day: Ints) -> Ints:
    """Return the calendar year of days since 1970-01-01."""
    dates = np.asarray(day).astype("datetime64[D]")
    return np.asarray(dates.astype("datetime64[Y]").astype(np.int32) + _EPOCH_YEAR)


@dataclass
class People:
    """One row per person ever known; a row number identifies a person.

    Attributes:
        sex: 1 man, 2 woman.
        born: day of birth.
        birth_year: its year.
        birth_country, mother_country, father_country: Statistics Norway's numbers,
            -1 missing.
        mother, father: row numbers, -1 when not in the registers.
        grandparents: how many were born abroad, -1 missing.
        immigrant: by the contract's definition.
        background: position in `BACKGROUNDS`; -1 for others than immigrants.
        reason: position in `REASONS`, -1 missing.
        first_immigration: day, or `NEVER`.
        arrival_year: its year, also where the register lacks the day; 0 for natives.
        death: day, or `NEVER`.
        here: resident now.
        unit: where, a row of `Places`.
        dwelling: its number, -1 missing.
        marital: Statistics Norway's code as a number.
        spouse, partner: row numbers of the one married to and lived with, -1 none.
        left_year: year of the last emigration, 0 none.
        ability: (0, 1) rank that decides the level of education.
        recorded: (0, 1) rank that decides how soon the education is recorded.
        attachment: standard normal; whoever is high in it is seldom in work.
    """

    sex: Ints
    born: Ints
    birth_year: Ints
    birth_country: Ints
    mother: Ints
    father: Ints
    mother_country: Ints
    father_country: Ints
    grandparents: Ints
    immigrant: Flags
    background: Ints
    reason: Ints
    first_immigration: Ints
    arrival_year: Ints
    death: Ints
    here: Flags
    unit: Ints
    dwelling: Ints
    marital: Ints
    spouse: Ints
    partner: Ints
    left_year: Ints
    ability: Floats
    recorded: Floats
    attachment: Floats

    @classmethod
    def nobody(cls) -> "People":
        """Return an empty population."""
        return cls(**{name: np.empty(0, kind) for name, (kind, _) in _KINDS.items()})

    def __len__(self) -> int:
        """Return how many are known."""
        return len(self.sex)

    def add(self, rng: np.random.Generator, number: int, **columns: object) -> Ints:
        """Add people; columns that are not given get what most people have.

        Args:
            rng: source of ability, recording and attachment.
            number: how many.
            columns: values by column name, arrays (number,) or single values.

        Returns:
            (number,) their row numbers.
        """
        start = len(self)
        drawn = {
            "ability": rng.random(number, dtype=np.float32),
            "recorded": rng.random(number, dtype=np.float32),
            "attachment": rng.standard_normal(number, dtype=np.float32),
        }
        if "born" in columns and "birth_year" not in columns:
            columns["birth_year"] = year_of(np.asarray(columns["born"]))
        for name, (kind, default) in _KINDS.items():
            value = columns.get(name, drawn.get(name, default))
            new: np.ndarray = np.broadcast_to(np.asarray(value), number).astype(kind)
            setattr(self, name, np.concatenate([getattr(self, name), new]))
        return np.arange(start, start + number, dtype=np.int32)

    def columns(self) -> Iterator[str]:
        """Yield the names of the columns."""
        yield from (field.name for field in fields(self))

    def residents(self) -> Ints:
        """Return the row numbers of those who live here now."""
        return np.flatnonzero(self.here).astype(np.int32)

    def lives_with(self, who: Ints, other: Ints) -> Flags:
        """Tell whether people share a known dwelling with `other` (-1: nobody)."""
        known = other >= 0
        their = np.where(known, other, 0)
        return np.asarray(
            known
            & self.here[who]
            & self.here[their]
            & (self.dwelling[who] >= 0)
            & (self.dwelling[who] == self.dwelling[their])
        )


_DAY, _ROW, _SMALL = np.int32, np.int32, np.int8
_KINDS: dict[str, tuple[type, object]] = {
    "sex": (_SMALL, MAN),
    "born": (_DAY, NEVER),
    "birth_year": (np.int16, 0),
    "birth_country": (np.int16, NORWAY),
    "mother": (_ROW, NOBODY),
    "father": (_ROW, NOBODY),
    "mother_country": (np.int16, NORWAY),
    "father_country": (np.int16, NORWAY),
    "grandparents": (_SMALL, 0),
    "immigrant": (np.bool_, False),
    "background": (_SMALL, -1),
    "reason": (_SMALL, UNKNOWN),
    "first_immigration": (_DAY, NEVER),
    "arrival_year": (np.int16, 0),
    "death": (_DAY, NEVER),
    "here": (np.bool_, True),
    "unit": (np.int16, 0),
    "dwelling": (np.int32, UNKNOWN),
    "marital": (_SMALL, UNMARRIED),
    "spouse": (_ROW, NOBODY),
    "partner": (_ROW, NOBODY),
    "left_year": (np.int16, 0),
    "ability": (np.float32, 0.0),
    "recorded": (np.float32, 0.0),
    "attachment": (np.float32, 0.0),
}
