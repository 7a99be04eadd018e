"""Which models there are, as the seeds of seeds/estimation say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bofast.estimation.cells import Bools, Cells, Ints, collapse, read_cells
from bofast.estimation.design import Term, check_categories

# a kind of geography and the variable its codes are categories of
SPLIT_BY = {"country": None, "centrality": "centrality_level", "county": "county_code"}
# outcomes, and those that depend on the level that moves are counted at
STAY, OUT_MIGRATION, EMIGRATION, DEATH = OUTCOMES = (
    "stay",
    "out_migration",
    "emigration",
    "death",
)
BY_LEVEL = (STAY, OUT_MIGRATION)


@dataclass(frozen=True)
class Model:
    """A model that is estimated on several parts of the people.

    Attributes:
        name: code of the model.
        terms: its k terms, in the order they are entered.
        references: categories that are the zero of a variable.
        excluded: variable -> categories whose persons are left out.
        mobility_level: geography level that moves are counted at.
    """

    name: str
    terms: tuple[Term, ...]
    references: tuple[Term, ...]
    excluded: Mapping[str, Sequence[str]]
    mobility_level: str

    @property
    def categories(self) -> dict[str, list[str]]:
        """Return each variable's categories, references included."""
        known: dict[str, list[str]] = {}
        for term in (*self.terms, *self.references):
            if term.variable is not None and term.category is not None:
                known.setdefault(term.variable, []).append(term.category)
        return known

    @property
    def variables(self) -> list[str]:
        """Return the columns of covariates that it needs."""
        named = (term.variable for term in self.terms)
        return list(dict.fromkeys(name for name in named if name is not None))


@dataclass(frozen=True)
class Part:
    """The people that a model is estimated on.

    Attributes:
        outcome_year: the year whose outcomes are modelled.
        geography_type: `country`, `centrality` or `county`.
        geography_code: code within it.
        sex: null when both are in it.
    """

    outcome_year: int
    geography_type: str
    geography_code: str
    sex: str | None

    @property
    def values(self) -> dict[str, str]:
        """Return what everybody in it has in common, variable -> category."""
        common = {}
        variable = SPLIT_BY[self.geography_type]
        if variable is not None:
            common[variable] = self.geography_code
        if self.sex is not None:
            common["sex"] = self.sex
        return common


@dataclass(frozen=True)
class Seeds:
    """Tables that say what is estimated, columns as in the warehouse.

    Attributes:
        terms: int_estimation_model_term.
        exclusions: the seed estimation_exclusion.
    """

    terms: pd.DataFrame
    exclusions: pd.DataFrame


def read_model(name: str, mobility_level: str, seeds: Seeds) -> Model:
    """Return one model."""
    rows = seeds.terms[seeds.terms["model"] == name].sort_values("position")
    is_reference = rows["is_reference"].to_numpy(bool)
    left_out = seeds.exclusions[seeds.exclusions["model"] == name]
    return Model(
        name,
        tuple(_term(row) for _, row in rows[~is_reference].iterrows()),
        tuple(_term(row) for _, row in rows[is_reference].iterrows()),
        {
            str(variable): group["category"].tolist()
            for variable, group in left_out.groupby("variable")
        },
        mobility_level,
    )


def _term(row: pd.Series) -> Term:
    if pd.isna(row["variable"]):
        return Term(row["term"], row["term_group"])
    if pd.isna(row["category"]):
        return Term(
            row["term"],
            row["term_group"],
            row["variable"],
            unit=float(row["unit"]),
            exponent=int(row["exponent"]),
        )
    return Term(row["term"], row["term_group"], row["variable"], row["category"])


def sample(
    model: Model,
    parts: Sequence[Part],
    outcomes: Sequence[str],
    cells: pd.DataFrame,
    members: pd.DataFrame,
) -> Cells:
    """Return the people of a model in the cells that it and its parts tell apart.

    Args:
        model: the model.
        parts: parts it is estimated on.
        outcomes: which outcomes count; persons with others are left out.
        cells: int_covariate_cell of one outcome year.
        members: int_family_cell of that year.

    Raises:
        EstimationError: somebody has a category that is no term and no reference.
    """
    columns = [f"{o}_{model.mobility_level}" if o in BY_LEVEL else o for o in outcomes]
    people = read_cells(cells, members, columns)
    for variable, categories in model.excluded.items():
        left_out = people.covariates[variable].isin(categories)
        people = people.where(~left_out.to_numpy(np.bool_))
    split_by = (variable for part in parts for variable in part.values)
    people = collapse(people, list(dict.fromkeys([*model.variables, *split_by])))
    check_categories(people.covariates, model.categories)
    return people


def in_part(people: Cells, part: Part) -> Cells:
    """Return the cells of one part."""
    kept: Bools = np.ones(len(people.covariates), np.bool_)
    for variable, value in part.values.items():
        kept &= (people.covariates[variable] == value).to_numpy(np.bool_)
    return people.where(kept)


def by_category(people: Cells, term: Term) -> Ints:
    """Return how many of a category had each outcome, (m,)."""
    has = term.values(people.covariates) > 0
    return np.asarray(people.counts[has].sum(axis=0), np.int64)
