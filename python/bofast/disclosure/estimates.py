"""Estimates from so few persons, or so few with an outcome, that they tell them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from bofast.estimation.codes import (
    CATEGORY_WITHOUT_OUTCOME,
    REFERENCE_WITHOUT_OUTCOME,
)

LINEAR = ("outcome_year", "model", "geography_type", "geography_code")
LOGIT = ("outcome_year", "model_type", "centrality_level", "sex")
# what remains in a row that is withheld: what it is about
KEPT = {
    *LINEAR,
    *LOGIT,
    "outcome",
    "term",
    "term_group",
    "table_id",
    "sort_order",
    "profile",
    "contrast_group",
    "contrast",
}
# persons in models by their covariates, in the warehouse only
PERSONS = "intermediate.int_covariate_cell"
# a linear model of families is of those of two or more
FAMILY_MODEL = "family_composition"
# reasons that name a category, where they stand in the row of a term
TELL_OF_A_CATEGORY = (CATEGORY_WITHOUT_OUTCOME, REFERENCE_WITHOUT_OUTCOME)

Model = tuple[Any, ...]
# table -> rowid -> columns
Withheld = dict[str, dict[int, set[str]]]


@dataclass(frozen=True)
class Size:
    """What a model is made from.

    Attributes:
        persons: observations.
        families: clusters.
        terms: coefficients of one outcome, or all of a logit's.
        rarest: persons with the outcome that fewest had.
    """

    persons: int
    families: int
    terms: int
    rarest: int


def small_models(sizes: Mapping[Model, Size], min_df: int, min_cell: int) -> set[Model]:
    """Return the models that are withheld.

    A model alone among those that divide the same people goes with the smallest of
    the others: persons in it would be the whole less the others.

    Args:
        sizes: model -> what it is made from. The models of a set differ in their
            last value.
        min_df: fewest residual degrees of freedom.
        min_cell: fewest persons, families and persons with each outcome.
    """
    small = {
        model
        for model, size in sizes.items()
        if size.persons - size.terms < min_df
        or min(size.persons, size.families, size.rarest) < min_cell
    }
    by_set: defaultdict[Model, list[Model]] = defaultdict(list)
    for model in sizes:
        by_set[model[:-1]].append(model)
    for models in by_set.values():
        gone = [model for model in models if model in small]
        rest = [model for model in models if model not in small]
        if len(gone) == 1 and rest:
            small.add(min(rest, key=lambda model: (sizes[model].persons, str(model))))
    return small


def withhold_estimates(
    connection: duckdb.DuckDBPyConnection,
    schema: str,
    warehouse: str,
    tables: Iterable[str],
    min_df: int,
    min_cell: int,
) -> Withheld:
    """Find the rows of estimates that go, and notes that name categories.

    Args:
        connection: where the tables are.
        schema: catalogue and schema of the published tables.
        warehouse: catalogue of the warehouse.
        tables: those with protection `estimates`.
        min_df: fewest residual degrees of freedom.
        min_cell: fewest persons, families and persons with each outcome.

    Returns:
        Table -> rowid -> columns that go.
    """
    small: dict[tuple[str, ...], set[Model]] = {
        LINEAR: small_models(_linear(connection, schema, warehouse), min_df, min_cell),
        LOGIT: small_models(_logit(connection, schema, warehouse), min_df, min_cell),
    }
    withheld: Withheld = {}
    for table in sorted(tables):
        columns = _columns(connection, schema, table)
        by = LINEAR if set(LINEAR) <= set(columns) else LOGIT
        gone = set(columns) - KEPT
        notes = [name for name in columns if "term" in columns and "note" in name]
        tell = [f"coalesce({note} in {TELL_OF_A_CATEGORY}, false)" for note in notes]
        rows = connection.execute(
            f"select rowid, [{', '.join(tell)}], {', '.join(by)} from {schema}.{table}"
        ).fetchall()
        found: dict[int, set[str]] = {}
        for row, told, *model in rows:
            if tuple(model) in small[by]:
                found[int(row)] = gone
            elif any(told):
                found[int(row)] = set(notes)
        withheld[table] = found
    return withheld


def _linear(
    connection: duckdb.DuckDBPyConnection, schema: str, warehouse: str
) -> dict[Model, Size]:
    by = ", ".join(LINEAR)
    return _sizes(
        connection.execute(
            f"""
            with person as (
                select outcome_year, 'centrality' as geography_type, family_size,
                    cast(centrality_level as varchar) as geography_code,
                    stay_centrality as stay, out_migration_centrality as moved,
                    emigration
                from {warehouse}.{PERSONS}
                union all
                select outcome_year, 'county', family_size, county_code, stay_county,
                    out_migration_county, emigration
                from {warehouse}.{PERSONS}
            ),
            term as (
                select {by}, n_observations, n_families, count(estimate) over (
                    partition by {by}, outcome
                ) as terms
                from {schema}.lpm_estimate
            ),
            model as (
                select {by}, max(n_observations) as persons,
                    max(n_families) as families, max(terms) as terms
                from term group by all
            )
            select {", ".join(f"model.{name}" for name in LINEAR)}, persons, families,
                terms, least(sum(stay), sum(moved), sum(emigration))
            from model left join person
                using (outcome_year, geography_type, geography_code)
            where person.family_size is null
                or person.family_size >= if(model.model = '{FAMILY_MODEL}', 2, 1)
            group by all
            """
        ).fetchall()
    )


def _logit(
    connection: duckdb.DuckDBPyConnection, schema: str, warehouse: str
) -> dict[Model, Size]:
    return _sizes(
        connection.execute(
            f"""
            select fit.outcome_year, fit.model_type, fit.centrality_level, fit.sex,
                n_observations, n_families, n_parameters,
                least(sum(stay_centrality), sum(out_migration_centrality),
                    sum(emigration))
            from {schema}.logit_fit as fit left join {warehouse}.{PERSONS} as person
                on fit.outcome_year = person.outcome_year
                and coalesce(fit.centrality_level = person.centrality_level, true)
                and coalesce(fit.sex = person.sex, true)
            group by all
            """
        ).fetchall()
    )


def _sizes(rows: list[Any]) -> dict[Model, Size]:
    # four columns name a model in both kinds
    return {
        tuple(row[:4]): Size(*(int(number or 0) for number in row[4:])) for row in rows
    }


def _columns(
    connection: duckdb.DuckDBPyConnection, schema: str, table: str
) -> list[str]:
    described = connection.execute(f"describe {schema}.{table}").fetchall()
    return [str(name) for name, *_ in described]
