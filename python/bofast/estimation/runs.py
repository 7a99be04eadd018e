"""Models run over years and parts of the people, a few outcome years in memory."""

import os
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any, Protocol, TypeVar

import duckdb
import pandas as pd
from threadpoolctl import threadpool_limits

from bofast.estimation.cells import coded
from bofast.estimation.models import (
    Model,
    Part,
    Sample,
    Seeds,
    in_part,
    read_models,
    sample,
)

KEY_TYPES = {
    "outcome_year": "int32",
    "model": "str",
    "model_type": "Int32",
    "geography_type": "str",
    "geography_code": "str",
    "sex": "str",
}
# in memory together, where there are as many cores
YEARS_AT_ONCE = 4

PartResult = TypeVar("PartResult")
EstimateRow = dict[str, Any]
Estimate = Callable[[Model, Part, Sample], Iterable[EstimateRow]]


class Relation(Protocol):
    """A table of the warehouse that can be read in part."""

    def filter(self, condition: str, /) -> "Relation":
        """Return the rows that a condition in SQL holds for."""

    def df(self) -> pd.DataFrame:
        """Return the rows."""


@dataclass(frozen=True)
class SampleCells:
    """Persons in the models.

    Attributes:
        cells: int_covariate_cell.
        members: int_family_cell.
    """

    cells: Relation
    members: Relation


def run_models(
    runs: pd.DataFrame,
    people: SampleCells,
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

    def rows_of(model: Model, part: Part, sampled: Sample) -> list[EstimateRow]:
        key = run_key(model, part)
        return [key | row for row in estimate(model, part, sampled)]

    found = each_part(runs, people, seeds, outcomes, rows_of)
    rows = [row for rows in found for row in rows]
    return typed(rows, {**KEY_TYPES, **types})


def each_part(
    runs: pd.DataFrame,
    people: SampleCells,
    seeds: Seeds,
    outcomes: tuple[str, ...],
    of_part: Callable[[Model, Part, Sample], PartResult],
) -> list[PartResult]:
    """Return what a function makes of every model and part of some runs.

    Args:
        runs: years, models, geographies and sexes, as int_estimation_run has them.
        people: persons of its years.
        seeds: what the models are made of.
        outcomes: outcomes that count.
        of_part: takes a model, a part of the people and the people of that part.
    """
    models = read_models(seeds)
    reading = Lock()

    def of_year(year: int) -> list[PartResult]:
        with reading:
            cells = coded(people.cells.filter(f"outcome_year = {year}").df())
            members = people.members.filter(f"outcome_year = {year}").df()
        made: list[PartResult] = []
        for name, of_model in runs[runs["outcome_year"] == year].groupby("model"):
            model, parts = models[str(name)], _parts(of_model)
            sampled = sample(model, parts, outcomes, cells, members)
            made.extend(of_part(model, part, in_part(sampled, part)) for part in parts)
        return made

    # Narrow matrices: several threads on one would mostly wait for each other, and sums
    # in another order have another last digit, so years share the cores. For good, as
    # dbt may be asked to run models side by side: the one that ends first must not give
    # the others their threads back.
    threadpool_limits(1)
    years = sorted(runs["outcome_year"].unique().tolist())
    with ThreadPoolExecutor(min(os.cpu_count() or 1, YEARS_AT_ONCE)) as pool:
        return [result for made in pool.map(of_year, years) for result in made]


def _parts(runs: pd.DataFrame) -> list[Part]:
    return [
        Part(
            row["outcome_year"],
            row["geography_type"],
            row["geography_code"],
            row["sex"] if isinstance(row["sex"], str) else None,
        )
        for row in runs.to_dict("records")
    ]


def run_key(model: Model, part: Part) -> EstimateRow:
    """Return what tells a model on a part from others."""
    return {
        "outcome_year": part.outcome_year,
        "model": model.name,
        "model_type": model.model_type,
        "geography_type": part.geography_type,
        "geography_code": part.geography_code,
        "sex": part.sex,
    }


def beside_earlier(
    estimated: pd.DataFrame,
    runs: pd.DataFrame,
    cells: duckdb.DuckDBPyRelation,
    session: duckdb.DuckDBPyConnection,
    table: object,
) -> pd.DataFrame | duckdb.DuckDBPyRelation:
    """Return results beside those that a table has of years that were not run.

    dbt-duckdb cannot append what Python returns, so the table is written anew.

    Args:
        estimated: results of these runs.
        runs: rows of int_estimation_run.
        cells: int_covariate_cell, which knows the years of the warehouse.
        session: connection to the warehouse.
        table: name of the table, which may not be there yet.
    """
    known = cells.unique("outcome_year").df()["outcome_year"].tolist()
    others = sorted(set(known) - set(runs["outcome_year"].tolist()))
    if not others:
        return estimated
    years = ", ".join(map(str, others))
    try:
        earlier = session.sql(f"select * from {table} where outcome_year in ({years})")
    except duckdb.CatalogException:
        return estimated
    return session.from_df(estimated).union(earlier)


def typed(rows: list[EstimateRow], types: Mapping[str, str]) -> pd.DataFrame:
    """Return rows as a table with these columns, also when there are none."""
    return pd.DataFrame(rows, columns=list(types)).astype(dict(types))
