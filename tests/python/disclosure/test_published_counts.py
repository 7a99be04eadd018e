"""Counts of the published file: none is small, all add up, and none moved far.

What a reader can subtract is formed here anew, from what the columns mean.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import jinja2
import pytest
from conftest import run_bofast

from bofast.settings import PROJECT, Settings

pytestmark = pytest.mark.slow

BASE = Settings.from_environment().limits.rounding_base
CODES = (
    *("geography_type", "geography_code", "mobility_level", "age_range"),
    *("background", "labour_status", "education_level", "family_size_group"),
    "family_composition",
)
MEASURES = ("residents", "emigrants", "out_migrants", "deaths", "unexplained")
# tables of groups of residents and what became of them
GROUPS = (
    *("mobility_rate", "mobility_rate_period", "mobility_rate_trait"),
    *("fct_mobility_centrality", "fct_mobility_county", "fct_mobility_family"),
    *("fct_mobility_education_level", "fct_mobility_labour_status"),
)
# a category of these is a part of the row in which they are `all`
PARTS = ("background", "labour_status", "education_level", "family_size_group")
# the ranges of ages, from the widest
AGES = [("all", "15-74"), ("15-74", "20-35"), ("all", "20-35")]
# tests of the warehouse that a table of rounded counts must pass, too
IDENTITIES = [
    "mobility/a_period_is_the_sum_of_its_years",
    "mobility/administrative_emigrants_emigrate",
    "mobility/as_many_move_in_as_out",
    "mobility/breakdowns_add_up",
    "mobility/country_groups_add_up",
    "mobility/mixes_of_families_add_up",
    "mobility/movers_are_residents",
    "mobility/shares_of_backgrounds_add_up",
    "mobility/transitions_add_up",
    "register_profile/counted_persons_are_residents",
]
TRAITS = ("sex", "age_group", "botid_group")
# other numbers that one reader's subtraction gives: name -> query
DIFFERENCES = {
    "who_does_not_move": """
        select residents - persons from centrality_transition
        union all select emigrants - administrative_emigrants
            from administrative_emigration
        union all select residents - administrative_emigrants
            from administrative_emigration
        union all select residents - out_migrants from net_migration
    """,
    "who_ends_elsewhere": """
        select max(residents) - sum(persons) from centrality_transition
        group by outcome_year, background, level_start
    """,
    "country_less_its_places": """
        select country.residents - sum(place.residents)
        from administrative_emigration as country
        inner join administrative_emigration as place
            using (outcome_year, background)
        where country.geography_type = 'country' and place.geography_type <> 'country'
        group by outcome_year, background, place.geography_type, country.residents
    """,
    "all_ages_less_those_of_the_standard": """
        select whole.residents - standard.residents
        from mobility_rate_standardised as standard
        inner join administrative_emigration as whole
            using (outcome_year, geography_type, geography_code, background)
    """,
    "emigrants_at_ages_of_the_standard": """
        select round(emigration_rate * residents / 100) from mobility_rate_standardised
        union all select residents - round(emigration_rate * residents / 100)
            from mobility_rate_standardised
        union all select round(out_migration_rate * residents / 100)
            from mobility_rate_standardised
    """,
    "a_period_less_its_other_years": """
        select period.residents - sum(annual.residents)
        from mobility_rate_period as period
        inner join period as years using (period)
        inner join mobility_rate as one using (geography_type, geography_code,
            mobility_level, age_range, background, labour_status, education_level,
            family_size_group, family_composition)
        inner join mobility_rate as annual using (geography_type, geography_code,
            mobility_level, age_range, background, labour_status, education_level,
            family_size_group, family_composition)
        where one.outcome_year between years.year_from and years.year_to
            and annual.outcome_year between years.year_from and years.year_to
            and annual.outcome_year <> one.outcome_year
        group by period.period, period.geography_code, period.background,
            one.outcome_year, period.residents
    """,
    "residents_by_sex_and_origin": """
        select sum(residents) from resident_profile
        group by cube (year, sex, is_born_abroad, is_immigrant)
        having grouping(year) = 0
    """,
    "residents_who_are_not_counted_by_jobs": """
        select residents - persons from (
            select year, sex, is_immigrant, sum(residents) as residents
            from resident_profile group by all
        ) as resident
        inner join (
            select year + 1 as year, sex, is_immigrant, sum(persons) as persons
            from job_profile group by all
        ) as counted using (year, sex, is_immigrant)
    """,
    "who_has_moved": """
        select residents - persons from move_profile
        inner join (
            select year, is_immigrant, sum(residents) as residents
            from resident_profile group by all
        ) as resident using (year, is_immigrant)
        where count_group = '0'
    """,
    "who_leaves_a_cohort_and_who_stays": """
        select at_risk - emigrants from cohort_retention
        union all select at_risk - deaths from cohort_retention
        union all select at_risk - emigrants - deaths - unexplained
            from cohort_retention
        union all select whole.at_risk - part.at_risk from cohort_retention as whole
            inner join cohort_retention as part using (cohort_year, outcome_year)
            where whole.background = 'all' and part.background <> 'all'
        union all select whole.emigrants - part.emigrants from cohort_retention as whole
            inner join cohort_retention as part using (cohort_year, outcome_year)
            where whole.background = 'all' and part.background <> 'all'
    """,
    "who_is_in_no_cohort": """
        select max(whole.residents) - sum(cohort.at_risk)
        from administrative_emigration as whole
        inner join cohort_retention as cohort using (outcome_year, background)
        where whole.geography_type = 'country' group by outcome_year, background
        union all select max(whole.emigrants) - sum(cohort.emigrants)
        from administrative_emigration as whole
        inner join cohort_retention as cohort using (outcome_year, background)
        where whole.geography_type = 'country' group by outcome_year, background
    """,
    "who_has_been_here_as_long_as_a_cohort_and_is_in_none": """
        with missing as (
            select max(trait.residents) - sum(cohort.at_risk) as residents,
                max(trait.emigrants) - sum(cohort.emigrants) as emigrants,
                max(trait.deaths) - sum(cohort.deaths) as deaths,
                max(trait.unexplained) - sum(cohort.unexplained) as unexplained
            from mobility_rate_trait as trait
            inner join classification.botid_group using (botid_group)
            inner join cohort_retention as cohort
                on trait.outcome_year = cohort.outcome_year
                and trait.outcome_year - 1 - cohort_year
                    between botid_from and coalesce(botid_to, 1000)
            where trait.geography_type = 'country' and cohort.background = 'all'
            group by trait.outcome_year, trait.mobility_level, botid_group
        )
        select residents from missing
        union all select emigrants from missing
        union all select deaths from missing
        union all select unexplained from missing
    """,
    "how_many_more_than_the_open_group_begins_with": """
        select persons - 5 * households from household_profile
        where household_size = '5+'
        union all select jobs - 3 * persons from job_profile where count_group = '3+'
        union all select moves - 3 * persons from move_profile
        where count_group = '3+'
    """,
    "who_flows_in_and_out": """
        select arrivals - returns from gross_flow
        union all select emigrants - administrative_emigrants from gross_flow
        union all select residents - emigrants from gross_flow
        union all select whole.arrivals - part.arrivals from gross_flow as whole
            inner join gross_flow as part using (outcome_year, geography_type)
            where whole.country_group = 'all' and geography_type = 'country'
        union all select whole.returns - part.returns from gross_flow as whole
            inner join gross_flow as part using (outcome_year, geography_type)
            where whole.country_group = 'all' and geography_type = 'country'
        union all select whole.residents - part.residents from gross_flow as whole
            inner join gross_flow as part using (outcome_year, geography_type)
            where whole.country_group = 'all' and geography_type = 'country'
        union all select whole.emigrants - part.emigrants from gross_flow as whole
            inner join gross_flow as part using (outcome_year, geography_type)
            where whole.country_group = 'all' and geography_type = 'country'
        union all
            select whole.administrative_emigrants - part.administrative_emigrants
            from gross_flow as whole
            inner join gross_flow as part using (outcome_year, geography_type)
            where whole.country_group = 'all' and geography_type = 'country'
    """,
    "arrivals_in_no_place": """
        select max(country.arrivals) - sum(place.arrivals) from gross_flow as country
        inner join gross_flow as place using (outcome_year, country_group)
        where country.geography_type = 'country' and place.geography_type <> 'country'
        group by outcome_year, place.geography_type
        union all
        select max(country.returns) - sum(place.returns) from gross_flow as country
        inner join gross_flow as place using (outcome_year, country_group)
        where country.geography_type = 'country' and place.geography_type <> 'country'
        group by outcome_year, place.geography_type
    """,
    "one_range_of_households_less_another": """
        select sum(households) from household_profile
        group by cube (year, household_type, household_size)
        having grouping(year) = 0
    """,
}


@pytest.fixture(scope="module", params=[BASE, 5, 10], ids="base {}".format)
def published(
    request: pytest.FixtureRequest,
    settings: Settings,
    published_file: Path,
    warehouse_file: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[int, duckdb.DuckDBPyConnection]]:
    """The published file, and what it would be with larger bases."""
    base = request.param
    file = published_file
    if base != BASE:
        file = tmp_path_factory.mktemp(f"base_{base}") / "marts.duckdb"
        with pytest.MonkeyPatch.context() as environment:
            environment.setenv("BOFAST_ROUNDING_BASE", str(base))
            done = run_bofast("publish", settings.registers, warehouse_file, file)
        assert done.returncode == 0, done.stderr
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute("set search_path = 'main,classification,published'")
        yield base, connection


def assert_none_is_small(
    connection: duckdb.DuckDBPyConnection, numbers: str, base: int
) -> None:
    found = connection.execute(
        f"select count(*), count(*) filter (number > 0 and number < {base}),"
        f" count(*) filter (number < 0) from ({numbers}) as differences (number)"
    ).fetchone()
    assert found is not None
    assert found[0] > 0
    assert found[1:] == (0, 0)


def test_no_count_is_small(published: tuple[int, duckdb.DuckDBPyConnection]) -> None:
    base, connection = published
    columns = connection.execute(
        "select table_name, column_name from duckdb_columns()"
        " where not internal and schema_name = 'main' and data_type = 'BIGINT'"
        " and not contains(table_name, 'risk_index')"
        " and table_name not in ('publication', 'disclosure_utility')"
        " and column_name not in ('net_migration', 'net_immigration', 'net_moves')"
    ).fetchall()
    assert len(columns) > 25
    for table, column in columns:
        assert_none_is_small(connection, f"select {column} from {table}", base)


@pytest.mark.parametrize("measure", MEASURES[1:])
def test_the_rest_of_a_group_is_not_small(
    measure: str, published: tuple[int, duckdb.DuckDBPyConnection]
) -> None:
    base, connection = published
    for table in GROUPS:
        assert_none_is_small(
            connection, f"select residents - {measure} from {table}", base
        )
        stayed = "residents - emigrants - out_migrants - deaths - unexplained"
        assert_none_is_small(connection, f"select {stayed} from {table}", base)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("measure", MEASURES)
def test_a_total_less_its_categories_is_not_small(
    part: str, measure: str, published: tuple[int, duckdb.DuckDBPyConnection]
) -> None:
    base, connection = published
    others = ", ".join(code for code in CODES if code != part)
    joined = f"""
        from mobility_rate as whole
        inner join mobility_rate as part using (outcome_year, {others})
        where whole.{part} = 'all' and part.{part} <> 'all'
    """
    assert_none_is_small(
        connection, f"select whole.{measure} - part.{measure} {joined}", base
    )
    assert_none_is_small(
        connection,
        f"select max(whole.{measure}) - sum(part.{measure}) {joined}"
        f" group by outcome_year, {others}",
        base,
    )


@pytest.mark.parametrize("measure", MEASURES)
def test_one_range_of_ages_less_another_is_not_small(
    measure: str, published: tuple[int, duckdb.DuckDBPyConnection]
) -> None:
    base, connection = published
    others = ", ".join(code for code in CODES if code != "age_range")
    for wide, narrow in AGES:
        assert_none_is_small(
            connection,
            f"select whole.{measure} - part.{measure} from mobility_rate as whole"
            f" inner join mobility_rate as part using (outcome_year, {others})"
            f" where whole.age_range = '{wide}' and part.age_range = '{narrow}'",
            base,
        )


@pytest.mark.parametrize("trait", TRAITS)
@pytest.mark.parametrize("measure", MEASURES)
def test_all_less_those_of_a_trait_are_not_small(
    trait: str, measure: str, published: tuple[int, duckdb.DuckDBPyConnection]
) -> None:
    """The total is another mart's, with the ages that the trait is of."""
    base, connection = published
    place = "outcome_year, geography_code, geography_type, mobility_level, background"
    others = " and ".join(f"part.{code} = 'all'" for code in TRAITS if code != trait)
    joined = f"""
        from mobility_rate as whole
        inner join mobility_rate_trait as part using ({place})
        where whole.age_range in ('all', if(part.age_group = 'all', 'all', '15-74'))
            and whole.labour_status = 'all' and whole.education_level = 'all'
            and whole.family_size_group = 'all'
    """
    assert_none_is_small(
        connection, f"select whole.{measure} - part.{measure} {joined}", base
    )
    assert_none_is_small(
        connection,
        f"select max(whole.{measure}) - sum(part.{measure}) {joined}"
        f" and part.{trait} <> 'all' and {others} group by {place}, whole.age_range",
        base,
    )


@pytest.mark.parametrize("name", DIFFERENCES)
def test_other_differences_are_not_small(
    name: str, published: tuple[int, duckdb.DuckDBPyConnection]
) -> None:
    base, connection = published
    assert_none_is_small(connection, DIFFERENCES[name], base)


@pytest.mark.parametrize("name", IDENTITIES)
def test_published_counts_add_up_and_agree(
    name: str, published: tuple[int, duckdb.DuckDBPyConnection]
) -> None:
    """A test of the warehouse, on the published file."""
    _, connection = published
    text = (PROJECT / "tests" / "dbt" / f"{name}.sql").read_text(encoding="utf-8")
    sql = jinja2.Environment().from_string(text).render(ref=str)
    assert connection.execute(sql).fetchall() == []


def test_numbers_of_residents_agree_between_marts(
    published: tuple[int, duckdb.DuckDBPyConnection],
) -> None:
    _, connection = published
    rows = connection.execute(
        """
        with rate as (
            select outcome_year as year, residents from mobility_rate
            where geography_type = 'country' and mobility_level = 'county'
                and age_range = 'all' and background = 'all' and labour_status = 'all'
                and education_level = 'all' and family_size_group = 'all'
        ),
        profile as (
            select year, sum(residents) as residents from resident_profile
            where is_immigrant group by year
        )
        select year, rate.residents, profile.residents, coverage.immigrants,
            panel.persons_at_risk, administrative.residents, quality.base_rows
        from rate
        inner join profile using (year)
        inner join register_coverage as coverage using (year)
        inner join panel_year as panel on panel.outcome_year = year
        inner join administrative_emigration as administrative
            on administrative.outcome_year = year
            and administrative.geography_type = 'country'
            and administrative.background = 'all'
        inner join data_quality as quality
            on quality.year = rate.year and quality.rule = 'outcome_unexplained'
        """
    ).fetchall()
    assert len(rows) == 10
    for _, *residents in rows:
        assert len(set(residents)) == 1, residents


def test_rates_are_those_of_the_published_counts(
    published: tuple[int, duckdb.DuckDBPyConnection],
) -> None:
    _, connection = published
    for table in ("mobility_rate", "mobility_rate_period"):
        for rate, count in (
            ("emigration_rate", "emigrants"),
            ("out_migration_rate", "out_migrants"),
        ):
            found = connection.execute(
                f"select count(*), count(*) filter ("
                f"{rate} is null or abs({rate} - 100.0 * {count} / residents) > 1e-9)"
                f" from {table}"
            ).fetchone()
            assert found is not None
            assert found[0] > 0
            assert found[1] == 0


def test_every_row_of_a_mart_of_counts_shows_its_values(
    published_file: Path,
) -> None:
    with duckdb.connect(str(published_file), read_only=True) as connection:
        for table in (
            *("mobility_rate", "mobility_rate_period", "centrality_transition"),
            *("background_composition", "resident_profile", "household_profile"),
            *("job_profile", "move_profile", "data_quality", "register_coverage"),
        ):
            columns = connection.execute(f"describe {table}").fetchall()
            for column, kind, *_ in columns:
                if kind in ("BIGINT", "DOUBLE"):
                    missing = connection.execute(
                        f"select count(*) from {table} where {column} is null"
                    ).fetchone()
                    assert missing == (0,), (table, column)
        unexplained = connection.execute(
            "select count(*) from net_migration"
            " where net_migration_rate is null and note is null"
            " union all select count(*) from administrative_emigration"
            " where share_percent is null and note is null"
            " union all select count(*) from mobility_rate_standardised"
            " where emigration_rate_standardised is null and note is null"
        ).fetchall()
    assert unexplained == [(0,)] * 3


def test_the_file_says_what_rounding_costs(published_file: Path) -> None:
    with duckdb.connect(str(published_file), read_only=True) as connection:
        costs = connection.execute(
            "select table_name, column_name, counts, share_changed_percent,"
            " mean_difference, largest_difference, hellinger_utility"
            " from disclosure_utility"
        ).fetchall()
    by_table = {(table, column): rest for table, column, *rest in costs}
    assert ("mobility_rate", "residents") in by_table
    assert ("net_migration", "net_migration") not in by_table
    assert not any(table.startswith(("risk_index", "l")) for table, _ in by_table)
    for counts, changed, mean, largest, utility in by_table.values():
        assert counts > 0
        assert 0 <= changed <= 100
        assert 0 <= mean <= largest
        assert 0 < utility <= 1
    # of a rule that too few rows break: the rows looked at have not become 0
    *_, largest, _ = by_table["data_quality", "base_rows"]
    assert largest <= 10 * BASE
