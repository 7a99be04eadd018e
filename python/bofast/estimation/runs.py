"""Models run over years and parts of the people, one outcome year in memory."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

import pandas as pd

from bofast.estimation.cells import Cells
from bofast.estimation.models import Model, Part, Seeds, in_part, read_model, sample

KEY_TYPES = {
    "outcome_year": "int32",
    "model": "str",
    "model_type": "Int32",
    "geography_type": "str",
    "geography_code": "str",
    "sex": "str",
}
Estimate = Callable[[Model, Part, Cells], pd.DataFrame]


class Relation(Protocol):
    """A table of the warehouse that can be read in part."""

    def filter(self, condition: str, /) -> "Relation":
        """Return the rows that a condition in SQL holds for."""

    def df(self) -> pd.DataFrame:
        """Return the rows."""


@dataclass(frozen=True)
class People:
    """Persons in the models.

    Attributes:
        cells: int_covariate_cell.
        members: int_family_cell.
    """

    cells: Relation
    members: Relation


def run_models(
    runs: pd.DataFrame,
    people: People,
    seeds: Seeds,
    outcomes: tuple[str, ...],
    estimate: Estimate,
    types: Mapping[str, str],
) -> pd.DataFrame:
    """Estimate every model of some runs and put the results in one table.

    Args:
        runs: rows of int_estimation_run.
        people: persons of its years.
        seeds: what the models are made of.
        outcomes: outcomes that count.
        estimate: returns the rows of one model on one part of the people.
        types: columns of those rows and their types.

    Returns:
        Those rows with the run they are of: year, model, geography and sex.
    """
    tables = []
    for year in sorted(runs["outcome_year"].unique().tolist()):
        of_year = runs[runs["outcome_year"] == year]
        cells = people.cells.filter(f"outcome_year = {year}").df()
        members = people.members.filter(f"outcome_year = {year}").df()
        for name, of_model in of_year.groupby("model"):
            parts = [
                Part(
                    year,
                    row["geography_type"],
                    row["geography_code"],
                    row["sex"] if isinstance(row["sex"], str) else None,
                )
                for _, row in of_model.iterrows()
            ]
            model = read_model(str(name), of_model["mobility_level"].iloc[0], seeds)
            sampled = sample(model, parts, outcomes, cells, members)
            for part in parts:
                table = estimate(model, part, in_part(sampled, part))
                tables.append(
                    table.assign(
                        outcome_year=year,
                        model=model.name,
                        model_type=of_model["model_type"].iloc[0],
                        geography_type=part.geography_type,
                        geography_code=part.geography_code,
                        sex=part.sex,
                    )
                )
    return typed(tables, {**KEY_TYPES, **types})


def of_runs(results: Relation, runs: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of an incremental table that are of the runs' outcome years."""
    years = ", ".join(map(str, sorted(set(runs["outcome_year"].tolist()))))
    return results.filter(f"outcome_year in ({years})" if years else "false").df()


def typed(tables: list[pd.DataFrame], types: Mapping[str, str]) -> pd.DataFrame:
    """Return tables under each other, with these columns, also when there are none."""
    empty = pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in types.items()})
    if not tables:
        return empty
    return pd.concat(tables, ignore_index=True)[list(types)].astype(dict(types))
