"""Facts for BI tools: any sum over any filter is what the marts say of it."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

COUNTRY = "geography_type = 'country' and mobility_level = '{level}'"
PLAIN = (
    " and labour_status = 'all' and education_level = 'all'"
    " and family_size_group = 'all' and family_composition = 'all'"
)
# fact -> the mart that has its totals, the rows of it, and its columns that filter
TOTALS: dict[str, tuple[str, str, dict[str, str]]] = {
    "fct_mobility_county": (
        "mobility_rate",
        COUNTRY.format(level="county") + " and age_range = 'all'" + PLAIN,
        {"year": "outcome_year", "background": "background"},
    ),
    "fct_mobility_centrality": (
        "mobility_rate",
        COUNTRY.format(level="centrality") + " and age_range = 'all'" + PLAIN,
        {"year": "outcome_year", "background": "background"},
    ),
    "fct_mobility_labour_status": (
        "mobility_rate",
        COUNTRY.format(level="county")
        + " and age_range = '15-74' and education_level = 'all'"
        " and family_size_group = 'all' and family_composition = 'all'",
        {
            "year": "outcome_year",
            "background": "background",
            "labour_status": "labour_status",
        },
    ),
    "fct_mobility_education_level": (
        "mobility_rate",
        COUNTRY.format(level="county")
        + " and age_range = '15-74' and labour_status = 'all'"
        " and family_size_group = 'all' and family_composition = 'all'",
        {
            "year": "outcome_year",
            "background": "background",
            "education_level": "education_level",
        },
    ),
    "fct_mobility_family": (
        "mobility_rate",
        COUNTRY.format(level="county") + " and age_range = 'all'" + PLAIN,
        {"year": "outcome_year", "background": "background"},
    ),
    "fct_resident": ("register_coverage", "true", {"year": "year"}),
    "fct_centrality_transition": (
        "centrality_transition",
        "true",
        {
            "year": "outcome_year",
            "background": "background",
            "level_start": "level_start",
            "level_end": "level_end",
        },
    ),
}
# counts of the marts that are there under another filter or name
COUNTS = ("residents", "emigrants", "out_migrants", "deaths", "unexplained", "persons")


@pytest.fixture(scope="module")
def published(published_file: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(published_file), read_only=True)


def columns(published: duckdb.DuckDBPyConnection, table: str) -> dict[str, str]:
    return {
        name: kind
        for name, kind, *_ in published.execute(f"describe {table}").fetchall()
    }


def test_every_fact_of_counts_is_held_against_a_mart(
    published: duckdb.DuckDBPyConnection,
) -> None:
    facts = published.execute(
        "select distinct table_name from duckdb_columns() where not internal"
        " and table_name like 'fct%' and data_type = 'BIGINT'"
        " and column_name not in ('rank')"
    ).fetchall()
    assert {fact for (fact,) in facts} == set(TOTALS)


def is_in(column: str, values: list[Any]) -> str:
    return f"{column} in ({', '.join(repr(value) for value in values)})"


@pytest.mark.parametrize("fact", sorted(TOTALS))
@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_any_sum_is_the_marts(
    published: duckdb.DuckDBPyConnection, fact: str, data: st.DataObject
) -> None:
    """Whatever is chosen of each column; where nothing is, `all` stands in the mart."""
    mart, rows, named = TOTALS[fact]
    of_fact, of_mart = ["true"], [rows]
    for column, there in named.items():
        values = sorted(
            value
            for (value,) in published.execute(
                f"select distinct {column} from {fact}"
            ).fetchall()
        )
        chosen = data.draw(st.lists(st.sampled_from(values), unique=True))
        has_all = there in columns(published, mart) and published.execute(
            f"select count(*) from {mart} where cast({there} as varchar) = 'all'"
        ).fetchone() != (0,)
        if chosen:
            of_fact.append(is_in(column, chosen))
            of_mart.append(is_in(there, chosen))
        elif has_all:
            of_mart.append(f"{there} = 'all'")
    for count in COUNTS:
        if count in columns(published, fact) and count in columns(published, mart):
            sums = [
                published.execute(
                    f"select coalesce(sum({count}), 0) from {table}"
                    f" where {' and '.join(conditions)}"
                ).fetchone()
                for table, conditions in ((fact, of_fact), (mart, of_mart))
            ]
            assert sums[0] == sums[1], (fact, count, of_fact)


@pytest.mark.parametrize(
    ("fact", "geography_type", "column"),
    [
        ("fct_mobility_county", "county", "county_code"),
        ("fct_mobility_centrality", "centrality", "centrality_level"),
    ],
)
def test_regions_are_those_of_the_marts(
    published: duckdb.DuckDBPyConnection, fact: str, geography_type: str, column: str
) -> None:
    """Region by region: movers in and out, and deregistration by decision."""
    for mart, counts in (
        ("net_migration", ("residents", "in_migrants", "out_migrants")),
        ("administrative_emigration", ("emigrants", "administrative_emigrants")),
    ):
        for count in counts:
            differ = published.execute(
                f"select count(*), count(*) filter ({mart}.{count} <> fact.{count})"
                f" from {mart} inner join {fact} as fact"
                f" on fact.year = {mart}.outcome_year"
                f" and cast(fact.{column} as varchar) = {mart}.geography_code"
                f" and fact.background = {mart}.background"
                f" where {mart}.geography_type = '{geography_type}'"
            ).fetchone()
            assert differ
            assert differ[0] > 0
            assert differ[1] == 0, (mart, count)


def test_keys_join_every_fact_to_its_dimensions(
    published: duckdb.DuckDBPyConnection,
) -> None:
    dimensions = [
        table
        for (table,) in published.execute(
            "select table_name from duckdb_tables() where table_name like 'dim%'"
        ).fetchall()
    ]
    joined = 0
    for dimension in dimensions:
        key = next(iter(columns(published, dimension)))
        assert published.execute(
            f"select count(*) - count(distinct {key}) from {dimension}"
        ).fetchone() == (0,)
        for fact in published.execute(
            "select table_name from duckdb_columns() where table_name like 'fct%'"
            f" and column_name = '{key}'"
        ).fetchall():
            assert published.execute(
                f"select count(*) from {fact[0]} anti join {dimension} using ({key})"
                f" where {key} is not null"
            ).fetchone() == (0,), (fact, dimension)
            joined += 1
    assert joined > 20


def test_points_of_a_unit_are_its_total(published: duckdb.DuckDBPyConnection) -> None:
    row = published.execute(
        "select count(*), max(abs(points - total)) from fct_risk_index inner join"
        " (select region_key, sum(weighted_points) as points from fct_risk_index_score"
        " group by region_key) using (region_key)"
    ).fetchone()
    assert row
    assert row[0] > 0
    assert row[1] < 1e-9
