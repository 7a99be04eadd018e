"""Decompositions of linear models as a table, for dbt's Python model."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bofast.estimation.cells import Floats
from bofast.estimation.codes import NOBODY_IN_MODEL, TOO_FEW_OBSERVATIONS
from bofast.estimation.decomposition import (
    Side,
    decompose,
    shared_covariances,
    side,
)
from bofast.estimation.linear_tables import FITTED
from bofast.estimation.models import DEATH, Model, Part, Sample, Seeds
from bofast.estimation.runs import EstimateRow, SampleCells, each_part, typed

# code of all terms together, and of the side whose coefficients weight the composition
ALL = "all"
OWN, OTHER = "own", "other"
TYPES = {
    "outcome_year": "int32",
    "comparison": "str",
    "model": "str",
    "geography_type": "str",
    "geography_code": "str",
    "sex": "str",
    "other_year": "int32",
    "other_geography_code": "str",
    "other_sex": "str",
    "outcome": "str",
    "coefficients_of": "str",
    "term_group": "str",
    "difference": "float64",
    "composition": "float64",
    "composition_std_error": "float64",
    "behaviour": "float64",
    "behaviour_std_error": "float64",
    "n_observations": "int64",
    "n_other_observations": "int64",
    "n_least": "int64",
    "n_residual": "int64",
    "note": "str",
}
PAIR = tuple(TYPES)[:9]


@dataclass(frozen=True)
class Sides:
    """Both sexes of a part together and, where they are compared, apart.

    Attributes:
        model: the model.
        part: year and geography.
        by_sex: sex -> its side; both together under None.
        shared: (own sex, other sex) -> covariances of families with both.
    """

    model: Model
    part: Part
    by_sex: dict[str | None, Side]
    shared: dict[tuple[str, str], list[Floats]]


def linear_decompositions(
    pairs: pd.DataFrame, people: SampleCells, seeds: Seeds
) -> pd.DataFrame:
    """Decompose differences between linear probability models.

    Args:
        pairs: rows of int_lpm_comparison.
        people: persons of their years.
        seeds: what the models are made of.

    Returns:
        One row per pair, outcome, side whose coefficients weight the composition, and
        group of terms, `all` besides; `note` says why something is missing.
    """
    records: list[EstimateRow] = [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in pairs.to_dict("records")
    ]
    sexes: dict[str, set[tuple[str, str]]] = {}
    for record in records:
        if record["sex"] is not None:
            compared = sexes.setdefault(record["model"], set())
            compared.add((record["sex"], record["other_sex"]))

    def of_part(model: Model, part: Part, sampled: Sample) -> Sides:
        return _sides(model, part, sampled, sorted(sexes.get(model.name, ())))

    made = each_part(_runs(pairs), people, seeds, (*FITTED, DEATH), of_part)
    places = {(sides.model.name, *_place(sides.part)): sides for sides in made}
    rows: list[EstimateRow] = []
    for record in records:
        name, kind = record["model"], record["geography_type"]
        own = places[name, record["outcome_year"], kind, record["geography_code"]]
        other = places[name, record["other_year"], kind, record["other_geography_code"]]
        pair = {column: record[column] for column in PAIR}
        rows.extend(pair | row for row in _compare(own, other, record))
    return typed(rows, TYPES)


def _runs(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the parts that are on either side of a pair, each once."""
    columns = ["outcome_year", "model", "geography_type", "geography_code"]
    other = ["other_year", "model", "geography_type", "other_geography_code"]
    others = pairs[other].set_axis(columns, axis=1)
    runs = pd.concat([pairs[columns], others]).drop_duplicates().sort_values(columns)
    return runs.assign(sex=None)


def _place(part: Part) -> tuple[int, str, str]:
    return part.outcome_year, part.geography_type, part.geography_code


def _sides(
    model: Model, part: Part, people: Sample, compared: Sequence[tuple[str, str]]
) -> Sides:
    by_sex: dict[str | None, Side] = {None: side(people, len(FITTED))[0]}
    influences = {}
    for sex in sorted({sex for pair in compared for sex in pair}):
        is_sex = (people.cells.covariates["sex"] == sex).to_numpy(np.bool_)
        by_sex[sex], influences[sex] = side(people.where(is_sex), len(FITTED))
    shared = {
        (own, other): shared_covariances(influences[own], influences[other])
        for own, other in compared
    }
    return Sides(model, part, by_sex, shared)


def _compare(
    own_sides: Sides, other_sides: Sides, pair: EstimateRow
) -> Iterator[EstimateRow]:
    """Return the rows of one pair."""
    own, other = (
        own_sides.by_sex[pair["sex"]],
        other_sides.by_sex[pair["other_sex"]],
    )
    terms = own_sides.model.terms
    names = list(dict.fromkeys(term.group for term in terms))
    groups = np.array([[term.group == name for term in terms] for name in names])
    shared = own_sides.shared.get((pair["sex"], pair["other_sex"]))
    persons = {
        "n_observations": own.fit.persons,
        "n_other_observations": other.fit.persons,
        "n_least": min(_least(own), _least(other)),
        "n_residual": min(_residual(own), _residual(other)),
        "note": _note(own) or _note(other),
    }
    for outcome, name in enumerate(FITTED):
        for coefficients_of in (OWN, OTHER):
            parts = decompose(
                own,
                other,
                outcome,
                groups.astype(np.float64),
                None if shared is None else shared[outcome],
                coefficients_of == OWN,
            )
            for at, group in enumerate([*names, ALL]):
                yield {
                    "outcome": name,
                    "coefficients_of": coefficients_of,
                    "term_group": group,
                    "difference": parts.composition[at] + parts.behaviour[at],
                    "composition": parts.composition[at],
                    "composition_std_error": parts.composition_error[at],
                    "behaviour": parts.behaviour[at],
                    "behaviour_std_error": parts.behaviour_error[at],
                    **persons,
                }


def _least(of: Side) -> int:
    """Return the fewest of persons, families and persons with an outcome."""
    return min(of.fit.persons, of.fit.families, int(of.had.min()))


def _residual(of: Side) -> int:
    return of.fit.persons - int(of.fit.kept.sum())


def _note(of: Side) -> str | None:
    if not of.fit.persons:
        return NOBODY_IN_MODEL
    return None if of.fit.enough else TOO_FEW_OBSERVATIONS
