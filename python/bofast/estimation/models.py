"""Which models there are, as the seeds of seeds/estimation say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bofast.estimation.cells import Bools, Cells, Floats, collapse, read_cells
from bofast.estimation.design import Term, check_categories, design_matrix

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
        model_type: the report's number of it, if it has one.
        mobility_level: geography level that moves are counted at.
        terms: its k terms, in the order they are entered.
        references: categories that are the zero of a variable.
        excluded: variable -> categories whose persons are left out.
        age_from: youngest age of its people.
        age_to: oldest one, none without a limit.
    """

    name: str
    model_type: int | None
    mobility_level: str
    terms: tuple[Term, ...]
    references: tuple[Term, ...]
    excluded: Mapping[str, Sequence[str]]
    age_from: int
    age_to: int | None

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
        models: the seed estimation_model.
        terms: int_estimation_model_term.
        exclusions: the seed estimation_exclusion.
    """

    models: pd.DataFrame
    terms: pd.DataFrame
    exclusions: pd.DataFrame


def read_models(seeds: Seeds) -> dict[str, Model]:
    """Return the models by name."""
    return {row["model"]: _model(row, seeds) for _, row in seeds.models.iterrows()}


def _model(row: pd.Series, seeds: Seeds) -> Model:
    name = row["model"]
    terms = seeds.terms[seeds.terms["model"] == name].sort_values("position")
    is_reference = terms["is_reference"].to_numpy(bool)
    left_out = seeds.exclusions[seeds.exclusions["model"] == name]
    return Model(
        name,
        None if pd.isna(row["model_type"]) else int(row["model_type"]),
        row["mobility_level"],
        tuple(_term(term) for _, term in terms[~is_reference].iterrows()),
        tuple(_term(term) for _, term in terms[is_reference].iterrows()),
        {
            str(variable): group["category"].tolist()
            for variable, group in left_out.groupby("variable")
        },
        int(row["age_from"]),
        None if pd.isna(row["age_to"]) else int(row["age_to"]),
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


@dataclass(frozen=True)
class Sample:
    """The people a model is estimated on, in the cells that it tells apart.

    Attributes:
        cells: c cells.
        x: (c, k) design of the model's terms.
        references: (c, r) 1 for who is of a reference category.
    """

    cells: Cells
    x: Floats
    references: Floats

    def where(self, kept: Bools) -> "Sample":
        """Return the cells that are kept, (c,)."""
        return Sample(self.cells.where(kept), self.x[kept], self.references[kept])


def sample(
    model: Model,
    parts: Sequence[Part],
    outcomes: Sequence[str],
    cells: pd.DataFrame,
    members: pd.DataFrame,
) -> Sample:
    """Return the people of a model.

    Args:
        model: the model.
        parts: parts it is estimated on, which are told apart, too.
        outcomes: which outcomes count; persons with others are left out.
        cells: int_covariate_cell of one outcome year.
        members: int_family_cell of that year.

    Raises:
        EstimationError: somebody has a category that is no term and no reference.
    """
    columns = [f"{o}_{model.mobility_level}" if o in BY_LEVEL else o for o in outcomes]
    people = read_cells(cells, members, columns)
    age = people.covariates["age"]
    is_of_age = age >= model.age_from
    if model.age_to is not None:
        is_of_age &= age <= model.age_to
    if not is_of_age.all():
        people = people.where(is_of_age.to_numpy(np.bool_))
    for variable, categories in model.excluded.items():
        left_out = people.covariates[variable].isin(categories)
        people = people.where(~left_out.to_numpy(np.bool_))
    split_by = (variable for part in parts for variable in part.values)
    people = collapse(people, list(dict.fromkeys([*model.variables, *split_by])))
    had = {name: people.covariates[name].unique() for name in model.categories}
    check_categories(had, model.categories)
    return Sample(
        people,
        design_matrix(people.covariates, model.terms),
        design_matrix(people.covariates, model.references),
    )


def in_part(people: Sample, part: Part) -> Sample:
    """Return the people of one part."""
    covariates = people.cells.covariates
    kept: Bools = np.ones(len(covariates), np.bool_)
    for variable, value in part.values.items():
        kept &= (covariates[variable] == value).to_numpy(np.bool_)
    return people.where(kept)
