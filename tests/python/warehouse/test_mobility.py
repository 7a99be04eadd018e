"""Rates and moves, counted again straight from the panel for random groups."""

import csv
import shutil
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pytest
from conftest import read, run_dbt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bofast.settings import SEEDS

Row = dict[str, Any]

with (SEEDS / "mobility" / "rate_breakdown.csv").open(encoding="utf-8") as file:
    BREAKDOWNS = list(csv.DictReader(file))

KEYS = (
    "outcome_year",
    "geography_code",
    "background",
    "labour_status",
    "education_level",
    "family_size_group",
    "family_composition",
)
COUNTS = ("residents", "emigrants", "out_migrants", "deaths", "unexplained")
PLACES = {"country": "'all'", "centrality": "centrality_level", "county": "county_code"}
# a test made from a fixture of the session, which no example changes
EXAMPLES = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
YEAR_TABLES = (
    "intermediate.int_mobility_cell",
    "intermediate.int_mobility_group",
    "intermediate.int_mobility_stratum",
    "intermediate.int_migration_flow",
    "main.mobility_rate",
    "main.administrative_emigration",
    "main.net_migration",
    "main.centrality_transition",
)
POOLED_TABLES = (
    "main.mobility_rate_period",
    "main.background_composition",
    "main.mobility_rate_standardised",
)


@pytest.fixture(scope="module")
def rates(marts: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    if not read(marts, "from main.mobility_rate limit 1"):
        pytest.skip("the registers hold no persons")
    return marts


@pytest.fixture(scope="module")
def years(rates: duckdb.DuckDBPyConnection) -> list[int]:
    rows = read(rates, "select distinct outcome_year as year from main.person_year")
    return sorted(row["year"] for row in rows)


@pytest.fixture(scope="module")
def limits(rates: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """What each age range, and each group of family sizes, is in the panel."""
    ranges = read(rates, "from classification.age_range where age_from is not null")
    sizes = read(rates, "from classification.family_size_group")
    return (
        {"all": "true"}
        | {
            row["age_range"]: f"age between {row['age_from']} and {row['age_to']}"
            for row in ranges
        }
        | {
            f"size {row['family_size_group']}": f"family_size >= {row['size_from']}"
            + (f" and family_size <= {row['size_to']}" if row["size_to"] else "")
            for row in sizes
        }
    )


def is_in(column: str, values: set[str]) -> str:
    return f"{column} in ({', '.join(repr(value) for value in sorted(values))})"


def composition(code: str) -> str:
    """The condition that a family is of a code of the rates."""
    if code.startswith("mixed_"):
        return f"family_mix = '{code.removeprefix('mixed_')}'"
    return f"family_composition = '{code}'"


def counted_in_panel(
    connection: duckdb.DuckDBPyConnection, level: str, keys: dict[str, str], where: str
) -> dict[tuple[object, ...], tuple[int, ...]]:
    """Count outcomes in the panel by expressions of its columns; no rates involved."""
    outcome = f"outcome_{level}"
    columns = ", ".join(f"{keys[key]} as {key}" for key in KEYS)
    counts = ", ".join(
        f"count(*) filter (where {outcome} = '{code}')"
        for code in ("emigration", "out_migration", "death", "unexplained")
    )
    rows = connection.execute(
        f"select {columns}, count(*), {counts} from main.person_year"
        f" where {where} group by all"
    ).fetchall()
    return {row[: len(KEYS)]: row[len(KEYS) :] for row in rows}


def description(breakdown: dict[str, str]) -> str:
    by = [name[6:] for name, value in breakdown.items() if value == "true"]
    return "-".join([*list(breakdown.values())[:3], *by])


@pytest.mark.parametrize("breakdown", BREAKDOWNS, ids=description)
@EXAMPLES
@given(data=st.data())
def test_rates_are_counts_of_the_panel_for_any_filter(
    rates: duckdb.DuckDBPyConnection,
    years: list[int],
    limits: dict[str, str],
    breakdown: dict[str, str],
    data: st.DataObject,
) -> None:
    """A random filter on what the breakdown shows: same groups, counts and rates."""
    kind, level = breakdown["geography_type"], breakdown["mobility_level"]
    chosen_years = data.draw(st.sets(st.sampled_from(years), min_size=1))
    filters = [is_in("outcome_year", {str(year) for year in chosen_years})]
    keys = dict.fromkeys(KEYS, "'all'") | {"outcome_year": "outcome_year"}
    panel = [f"({PLACES[kind]}) is not null", limits[breakdown["age_range"]]]
    keys["geography_code"] = f"cast({PLACES[kind]} as varchar)"
    for column in ("background", "labour_status", "education_level"):
        if breakdown[f"is_by_{column}"] == "true":
            codes = read(
                rates,
                "select code from classification.code_list"
                f" where list_name = '{column}'",
            )
            chosen = data.draw(
                st.sets(st.sampled_from([row["code"] for row in codes]), min_size=1)
            )
            keys[column] = column
            filters.append(is_in(column, chosen))
        else:
            filters.append(f"{column} = 'all'")
    by_size = breakdown["is_by_family_size"] == "true"
    sizes = [name[5:] for name in limits if name.startswith("size ")]
    size = data.draw(st.sampled_from(sizes)) if by_size else "all"
    code = "all"
    if breakdown["is_by_family_composition"] == "true":
        # what is mixed in any other size is not told apart
        mixes = [
            "mixed_equal",
            "mixed_majority_immigrants",
            "mixed_minority_immigrants",
        ]
        code = data.draw(
            st.sampled_from(
                ["immigrants_only", "mixed", *(mixes if size == "3+" else [])]
            )
        )
    if size != "all":
        panel.append(limits[f"size {size}"])
    if code != "all":
        panel.append(composition(code))
    keys |= {"family_size_group": f"'{size}'", "family_composition": f"'{code}'"}
    in_panel = [part for part in filters if not part.endswith("= 'all'")]

    expected = counted_in_panel(rates, level, keys, " and ".join(in_panel + panel))
    found = read(
        rates,
        f"from main.mobility_rate where {' and '.join(filters)}"
        f" and geography_type = '{kind}' and mobility_level = '{level}'"
        f" and age_range = '{breakdown['age_range']}'"
        f" and family_size_group = '{size}' and family_composition = '{code}'"
        + ("" if kind != "country" else " and geography_code = 'all'"),
    )
    assert {
        tuple(row[key] for key in KEYS): tuple(row[count] for count in COUNTS)
        for row in found
    } == expected
    for row in found:
        rate = 100 * row["emigrants"] / row["residents"]
        assert row["emigration_rate"] == pytest.approx(rate)
        rate = 100 * row["out_migrants"] / row["residents"]
        assert row["out_migration_rate"] == pytest.approx(rate)


@EXAMPLES
@given(data=st.data())
def test_a_period_is_counted_in_the_panel_year_by_year(
    rates: duckdb.DuckDBPyConnection, years: list[int], data: st.DataObject
) -> None:
    period = data.draw(st.sampled_from(read(rates, "from classification.period")))
    inside = [y for y in years if period["year_from"] <= y <= period["year_to"]]
    found = read(
        rates,
        f"from main.mobility_rate_period where period = '{period['period']}'"
        " and geography_type = 'county' and mobility_level = 'county'"
        " and age_range = 'all'",
    )
    assert bool(found) == bool(inside)
    if not found:
        return
    row = data.draw(st.sampled_from(found))
    condition = f"county_code = '{row['geography_code']}' and outcome_year between"
    condition += f" {period['year_from']} and {period['year_to']}"
    if row["background"] != "all":
        condition += f" and background = '{row['background']}'"
    residents, emigrants, out_migrants = rates.execute(
        "select count(*), count(*) filter (where outcome_county = 'emigration'),"
        " count(*) filter (where outcome_county = 'out_migration')"
        f" from main.person_year where {condition}"
    ).fetchall()[0]
    assert row["years"] == len(inside)
    assert (row["residents"], row["emigrants"]) == (residents, emigrants)
    assert row["out_migration_rate"] == pytest.approx(100 * out_migrants / residents)


def test_moves_to_and_from_regions_are_counted_person_by_person(
    rates: duckdb.DuckDBPyConnection, years: list[int]
) -> None:
    """Where everybody at risk lives a year later, looked up in plain Python."""
    year = years[-1]
    at_end = {
        row["person_id"]: row
        for row in read(
            rates,
            "select person_id, county_code, centrality_level"
            " from staging.stg_population as population"
            " inner join intermediate.int_residence as residence on"
            " population.municipality_code = residence.register_municipality_code"
            f" where population.year = {year + 1}",
        )
    }
    net: Counter[tuple[str, str]] = Counter()
    came: Counter[tuple[str, str]] = Counter()
    ends: Counter[tuple[str, str]] = Counter()
    fates = {"emigration": "abroad", "death": "dead", "unexplained": "unexplained"}
    for row in read(rates, f"from main.person_year where outcome_year = {year}"):
        there = at_end.get(row["person_id"])
        level = row["centrality_level"]
        if level is not None:
            end = fates.get(row["outcome_centrality"])
            ends[
                str(level), end or str(at_end[row["person_id"]]["centrality_level"])
            ] += 1
        if there is None or there["county_code"] is None or row["county_code"] is None:
            continue
        for kind, column in (
            ("county", "county_code"),
            ("centrality", "centrality_level"),
        ):
            if row[column] != there[column]:
                came[kind, str(there[column])] += 1
                net[kind, str(there[column])] += 1
                net[kind, str(row[column])] -= 1
    found = read(
        rates,
        f"from main.net_migration where outcome_year = {year} and background = 'all'",
    )
    regions = {(row["geography_type"], row["geography_code"]): row for row in found}
    assert came.total() > 0
    assert set(came) <= set(regions)
    for region, row in regions.items():
        assert row["in_migrants"] == came[region], region
        assert row["net_migration"] == net[region], region
    transitions = read(
        rates,
        "from main.centrality_transition"
        f" where outcome_year = {year} and background = 'all'",
    )
    assert {
        (row["level_start"], row["level_end"]): row["persons"]
        for row in transitions
        if row["persons"]
    } == ends


@EXAMPLES
@given(data=st.data())
def test_standardised_rates_are_those_of_plain_arithmetic(
    rates: duckdb.DuckDBPyConnection, data: st.DataObject
) -> None:
    row = data.draw(
        st.sampled_from(read(rates, "from main.mobility_rate_standardised"))
    )
    place = PLACES[row["geography_type"]]
    persons = read(
        rates,
        "select sex, age, outcome_year, background,"
        f" cast({place} as varchar) = '{row['geography_code']}' as is_there,"
        f" outcome_{row['mobility_level']} as outcome"
        " from main.person_year where age between 15 and 74",
    )
    standard = Counter((person["sex"], person["age"] // 5) for person in persons)
    strata: dict[tuple[str, int], list[str]] = defaultdict(list)
    for person in persons:
        if (
            person["is_there"]
            and person["outcome_year"] == row["outcome_year"]
            and row["background"] in ("all", person["background"])
        ):
            strata[person["sex"], person["age"] // 5].append(person["outcome"])
    covered = sum(standard[stratum] for stratum in strata)
    assert row["residents"] == sum(map(len, strata.values()))
    assert row["standard_covered_percent"] == pytest.approx(
        100 * covered / standard.total()
    )
    for outcome in ("emigration", "out_migration"):
        rate = sum(
            standard[stratum] / covered * found.count(outcome) / len(found)
            for stratum, found in strata.items()
        )
        assert row[f"{outcome}_rate_standardised"] == pytest.approx(100 * rate)


@pytest.mark.slow
def test_an_added_year_gives_what_a_full_build_gives(
    rates: duckdb.DuckDBPyConnection,
    years: list[int],
    demo_registers: Path,
    warehouse_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without the last year, and a mark on the first that must be left alone."""
    # views name their file, so the copy has the same name
    warehouse = tmp_path / warehouse_file.name
    shutil.copy(warehouse_file, warehouse)
    mark = f"where outcome_year = {years[0]}"
    with duckdb.connect(str(warehouse)) as connection:
        for table in YEAR_TABLES:
            connection.execute(f"delete from {table} where outcome_year = {years[-1]}")
        connection.execute(f"update main.net_migration set residents = 99 {mark}")
    monkeypatch.setenv("BOFAST_YEARS", str(years[-1] + 1))
    result = run_dbt(
        *("run", "--quiet", "--select", "intermediate.mobility", "marts.mobility"),
        registers=demo_registers,
        warehouse=warehouse,
    )
    assert result.returncode == 0, result.stdout
    with duckdb.connect(str(warehouse), read_only=True) as built:
        assert {
            row["residents"] for row in read(built, f"from net_migration {mark}")
        } == {99}
        for table in (*YEAR_TABLES, *POOLED_TABLES):
            query = f"from {table}"
            if table == "main.net_migration":
                query += f" where outcome_year > {years[0]}"
            assert rounded(built, query) == rounded(rates, query), table


def rounded(connection: duckdb.DuckDBPyConnection, query: str) -> list[str]:
    """Rows as text; parallel sums of floating-point numbers differ in the last bits."""
    return sorted(
        str([round(v, 9) if isinstance(v, float) else v for v in row.values()])
        for row in read(connection, query)
    )
