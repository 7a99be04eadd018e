"""The trinomial logits of tables E.1-E.8, as the simulation uses them."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bofast.contract.registers import csv_rows
from bofast_demo.population.people import BACKGROUNDS, Floats, Ints

STATUSES = (
    "employed",
    "employed_in_education",
    "in_education",
    "unemployed",
    "outside",
)
OUT, EMIGRATION = 0, 1
_OUTCOMES = ("out_migration", "emigration")
_SEXES = ("male", "female")
_BOTID = ("0_2", "3_5", "6_10", "11_15", "16_plus")
_LEVELS, _EDUCATIONS = 4, 6


@dataclass(frozen=True)
class Coefficients:
    """Utilities against staying, by centrality level, sex and outcome.

    Each array starts with (level, sex, outcome); references are zeros.
    """

    constant: Floats
    age: Floats
    age_squared: Floats
    botid: Floats
    education: Floats
    status: Floats
    background: Floats
    family_total: Floats
    family_immigrants: Floats


@dataclass(frozen=True)
class Traits:
    """What the logits ask about people, arrays (n,).

    Attributes:
        level: 0-3; sex: 0 man, 1 woman; age: completed at the end of the base year.
        botid: group 0-4; education: 0-5; background: position in `BACKGROUNDS`.
        family_total, family_immigrants: persons.
    """

    level: Ints
    sex: Ints
    age: Ints
    botid: Ints
    education: Ints
    background: Ints
    family_total: Ints
    family_immigrants: Ints


def read_coefficients(seeds: Path) -> Coefficients:
    """Read tables E.1-E.8 (model type 3) from the published seeds."""
    table: dict[tuple[int, int, int, str], float] = {}
    for row in csv_rows(seeds / "published" / "published_logit.csv"):
        if row["model_type"] == "3":
            place = (
                int(row["centrality_level"]) - 1,
                _SEXES.index(row["sex"]),
                _OUTCOMES.index(row["outcome"]),
            )
            table[(*place, row["term"])] = float(row["estimate"])

    def terms(*names: str | None) -> Floats:
        found = np.zeros((_LEVELS, 2, 2, len(names)))
        for level, sex, outcome, at in np.ndindex(found.shape):
            name = names[at]
            if name:
                found[level, sex, outcome, at] = table[level, sex, outcome, name]
        return found

    return Coefficients(
        constant=terms("constant")[..., 0],
        age=terms("age")[..., 0],
        age_squared=terms("age_squared_scaled")[..., 0],
        botid=terms(*[f"botid_{group}" for group in _BOTID[:-1]], None),
        education=terms(None, *[f"education_{n}" for n in range(1, _EDUCATIONS)]),
        status=terms(*[f"status_{name}" for name in STATUSES[:-1]], None),
        background=terms(
            *[None if b == "nordic" else f"background_{b}" for b in BACKGROUNDS]
        ),
        family_total=terms("family_total")[..., 0],
        family_immigrants=terms("family_immigrants")[..., 0],
    )


def utilities(coefficients: Coefficients, traits: Traits) -> Floats:
    """Return the utilities of leaving the level and of emigrating, by status.

    Args:
        coefficients: tables E.1-E.8.
        traits: (n,) people; ages above 74 count as 74, the oldest in the tables.

    Returns:
        (2, n, 5) utility against staying, had they each of the labour statuses.
    """
    c, t = coefficients, traits
    at = (t.level, t.sex)
    age = np.clip(t.age, 15, 74).astype(np.float32)
    result = np.empty((2, len(age), len(STATUSES)), np.float32)
    for outcome in (OUT, EMIGRATION):
        common = (
            c.constant[*at, outcome]
            + c.age[*at, outcome] * age
            + c.age_squared[*at, outcome] * (age / 10) ** 2
            + c.botid[*at, outcome, t.botid]
            + c.education[*at, outcome, t.education]
            + c.background[*at, outcome, t.background]
            + c.family_total[*at, outcome] * t.family_total
            + c.family_immigrants[*at, outcome] * t.family_immigrants
        )
        result[outcome] = common[:, None] + c.status[*at, outcome]
    return result


def probabilities(utility: Floats) -> Floats:
    """Return the probabilities of leaving the level and of emigrating.

    Args:
        utility: (2, ...) against staying.

    Returns:
        (2, ...) probabilities (formulas C.1-C.3 of the report).
    """
    odds = np.exp(utility)
    return np.asarray(odds / (1 + odds.sum(axis=0)))
