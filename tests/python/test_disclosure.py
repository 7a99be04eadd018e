"""Disclosure control: its rules, on tables small enough to see."""

import csv
import os
import shutil
from pathlib import Path

import duckdb
import pytest

from bofast.disclosure import Limits, protect
from bofast.disclosure.cells import Cells
from bofast.disclosure.estimates import Size, small_models
from bofast.disclosure.panel import Group, relate
from bofast.disclosure.suppression import withhold
from bofast.errors import BuildError, SettingError
from bofast.settings import SEEDS

LIMIT = 10
RATE_COLUMNS = """
    outcome_year integer, geography_type varchar, geography_code varchar,
    mobility_level varchar, age_range varchar, background varchar,
    labour_status varchar, education_level varchar, family_size_group varchar,
    family_composition varchar, residents bigint, emigrants bigint,
    out_migrants bigint, deaths bigint, unexplained bigint, emigration_rate double,
    out_migration_rate double
"""
BACKGROUNDS = {
    # residents, emigrants, out-migrants, deaths, unexplained
    "work": (400, 60, 40, 20, 20),
    "refuge": (300, 4, 30, 20, 20),
    "family": (300, 50, 45, 20, 20),
    "education": (200, 0, 30, 20, 20),
    "nordic": (100, 95, 0, 0, 0),
    "unknown": (500, 70, 60, 30, 40),
    "other": (600, 80, 70, 30, 40),
}


def rate_table(connection: duckdb.DuckDBPyConnection) -> None:
    """Make a mart of one year: the country, by background and without."""
    connection.execute("create schema memory.protected")
    connection.execute(f"create table protected.mobility_rate ({RATE_COLUMNS})")
    total = tuple(map(sum, zip(*BACKGROUNDS.values(), strict=True)))
    for background, counts in [("all", total), *BACKGROUNDS.items()]:
        connection.execute(
            "insert into protected.mobility_rate values (2013, 'country', 'all',"
            " 'county', 'all', ?, 'all', 'all', 'all', 'all', ?, ?, ?, ?, ?, ?, ?)",
            [
                background,
                *counts,
                100 * counts[1] / counts[0],
                100 * counts[2] / counts[0],
            ],
        )


def protected_rates(
    seeds: Path = SEEDS, limit: int = LIMIT
) -> dict[str, dict[str, object]]:
    with duckdb.connect() as connection:
        rate_table(connection)
        protect(connection, "memory.protected", "none", seeds, Limits(limit, limit))
        result = connection.execute("from protected.mobility_rate")
        names = [column[0] for column in result.description]
        rows = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    return {str(row["background"]): row for row in rows}


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """A copy of the seeds that a test may change."""
    for folder in ("disclosure", "contract"):
        shutil.copytree(SEEDS / folder, tmp_path / "seeds" / folder)
    return tmp_path / "seeds"


def approve(seeds: Path, **changes: str) -> None:
    row = {
        "table_name": "mobility_rate",
        "cell": "outcome_year=2013 background=refuge",
        "column_name": "emigrants",
        "approved_by": "Head of statistics",
        "approved_on": "2026-11-20",
        "reason": "Published before",
    }
    file = seeds / "disclosure" / "disclosure_exception.csv"
    with file.open("a", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerow((row | changes).values())


def test_a_small_count_and_one_of_nobody_or_all_are_withheld() -> None:
    rows = protected_rates()
    for background in ("refuge", "education", "nordic"):
        assert rows[background]["emigrants"] is None, background
        assert rows[background]["emigration_rate"] is None, background
        assert rows[background]["sdc_status"] == "partly_withheld"
        reason = str(rows[background]["sdc_reason"])
        assert "emigrants, emigration_rate" in reason, reason


def test_rows_stay_and_what_is_large_is_published() -> None:
    rows = protected_rates()
    assert set(rows) == {"all", *BACKGROUNDS}
    assert rows["all"]["emigrants"] == sum(row[1] for row in BACKGROUNDS.values())
    assert rows["work"]["residents"] == BACKGROUNDS["work"][0]
    assert rows["all"]["sdc_status"] == "published"
    assert rows["all"]["sdc_reason"] is None


def test_a_lone_count_takes_another_along() -> None:
    """Out-migrants of one background only are small: the total would tell them."""
    rows = protected_rates()
    gone = {name for name, row in rows.items() if row["out_migrants"] is None}
    assert "nordic" in gone
    assert len(gone) == 2


def test_a_higher_limit_withholds_more() -> None:
    def withheld(limit: int) -> int:
        rows = protected_rates(limit=limit).values()
        return sum(row["out_migrants"] is None for row in rows)

    assert withheld(10) < withheld(50)


def test_counts_that_only_each_other_bound_need_a_third() -> None:
    """3 + 4 = 7 leaves each at 0 to 7, which is narrower than the limit."""
    cells = Cells()
    for name, value in {"a": 3, "b": 4, "c": 50, "d": 60, "total": 117}.items():
        cells.add((name,), value, LIMIT)
    cells.relate(("total",), [("a",), ("b",), ("c",), ("d",)])
    gone = withhold(cells, LIMIT)
    assert {("a",), ("b",)} < gone
    assert len(gone) == 3


def test_arrivals_where_nobody_of_the_group_lived_are_counted_nowhere() -> None:
    """So arrivals that have rows are no more than all moves, and may be fewer."""
    cells = Cells()

    def add(kind: str, code: str, background: str, measure: str, value: int) -> None:
        group = Group(2013, kind, code, background=background)
        cells.add((*group, measure), value, LIMIT)

    for background, residents in (("all", 60), ("work", 60)):
        add("country", "all", background, "residents", residents)
        add("country", "all", background, "out_migrants_county", 20)
    for county, background in (("01", "all"), ("01", "work"), ("02", "all")):
        add("county", county, background, "in_migrants_county", 10)
    relate(cells, {})
    by_county = {
        background: [
            relation
            for relation in [*cells.equalities, *cells.inequalities]
            if (*Group(2013, background=background), "out_migrants_county") in relation
            and any(key[1] == "county" for key in relation)
        ]
        for background in ("all", "work")
    }
    assert all(relation in cells.equalities for relation in by_county["all"])
    assert all(relation in cells.inequalities for relation in by_county["work"])
    assert by_county["all"]
    assert by_county["work"]


def test_tables_that_contradict_each_other_are_not_published() -> None:
    cells = Cells()
    cells.add(("a",), 3, LIMIT)
    with pytest.raises(BuildError, match="differ on the same count, a: 3 and 4"):
        cells.add(("a",), 4, LIMIT)
    cells.add(("total",), 2, LIMIT)
    with pytest.raises(BuildError, match="more than their total, total: by 1"):
        cells.relate(("total",), [("a",)])


def test_an_approved_exception_is_published_and_says_so(seeds: Path) -> None:
    approve(seeds)
    row = protected_rates(seeds)["refuge"]
    assert row["emigrants"] == BACKGROUNDS["refuge"][1]
    assert "small but approved" in str(row["sdc_reason"])


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"approved_by": ""}, "line 2: approved_by is missing"),
        ({"reason": " "}, "line 2: reason is missing"),
        ({"approved_on": "yesterday"}, "approved_on=yesterday is no date"),
        ({"cell": "2013"}, "cell must be column=value"),
        ({"cell": "outcome_year=1999"}, "no count mobility_rate.emigrants where"),
        ({"table_name": "elsewhere"}, "no count elsewhere.emigrants where"),
    ],
)
def test_an_exception_must_say_who_why_and_which(
    seeds: Path, changes: dict[str, str], message: str
) -> None:
    approve(seeds, **changes)
    with pytest.raises(BuildError, match=message):
        protected_rates(seeds)


def test_exceptions_may_not_give_others_away(seeds: Path) -> None:
    for background in BACKGROUNDS:
        if background != "nordic":
            cell = f"background={background}"
            approve(seeds, cell=cell, column_name="out_migrants")
    approve(seeds, cell="background=all", column_name="out_migrants")
    with pytest.raises(BuildError, match="leave counts that can be worked out"):
        protected_rates(seeds)


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("residents bigint", "knows nothing of new_mart"),
        ("dwelling_id varchar", r"may not be published: \['mobility_rate.dwelling_id'"),
        ("family_id varchar", r"may not be published: \['mobility_rate.family_id'"),
        ("person_id varchar", r"may not be published: \['mobility_rate.person_id'"),
    ],
)
def test_unknown_marts_and_identifiers_are_not_published(
    column: str, message: str
) -> None:
    with duckdb.connect() as connection:
        rate_table(connection)
        if column.startswith("residents"):
            connection.execute(f"create table protected.new_mart ({column})")
        else:
            connection.execute(
                f"alter table protected.mobility_rate add column {column}"
            )
        with pytest.raises(BuildError, match=message):
            protect(connection, "memory.protected", "none", SEEDS, Limits())


def test_every_published_mart_has_a_rule(published_file: Path) -> None:
    with duckdb.connect(str(published_file), read_only=True) as connection:
        found = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'main'"
            " and table_name <> 'publication' except"
            " select table_name from classification.disclosure_table"
        ).fetchall()
        stale = connection.execute(
            "select table_name from classification.disclosure_table except"
            " select table_name from duckdb_tables() where schema_name = 'main'"
        ).fetchall()
    assert (found, stale) == ([], [])


def test_no_small_count_is_published(published_file: Path) -> None:
    with duckdb.connect(str(published_file), read_only=True) as connection:
        columns = connection.execute(
            "select table_name, column_name, is_sensitive"
            " from classification.disclosure_column where role = 'count'"
        ).fetchall()
        assert columns
        for table, column, is_sensitive in columns:
            first = 0 if is_sensitive else 1
            small = connection.execute(
                f"select count(*) from {table} where {column} between {first} and"
                f" {Limits.from_environment().min_cell - 1}"
            ).fetchone()
            assert small == (0,), (table, column)


def test_status_and_reason_say_what_is_null(published_file: Path) -> None:
    with duckdb.connect(str(published_file), read_only=True) as connection:
        odd = connection.execute(
            "select count(*) from mobility_rate where (sdc_status = 'published')"
            " <> (sdc_reason is null) or (emigrants is null)"
            " <> coalesce(regexp_matches(sdc_reason, '\\bemigrants\\b'), false)"
        ).fetchone()
        described = connection.execute(
            "select count(*) from duckdb_columns() where comment is null"
            " and column_name in ('sdc_status', 'sdc_reason')"
        ).fetchone()
    assert (odd, described) == ((0,), (0,))


def test_no_p_value_tells_the_size_of_a_model(published_file: Path) -> None:
    """Degrees of freedom follow from a t-value and its p."""
    with duckdb.connect(str(published_file), read_only=True) as connection:
        counts = connection.execute(
            "select count(*), count(p_value) from lpm_estimate"
            " where n_observations is null"
        ).fetchone()
    assert counts is not None
    assert counts[0]
    assert counts[1] == 0


# our numbers that stand beside printed ones, with what they are called there
REPEATED = {
    "lpm": """
        select table_id, 'n_observations', n_observations from lpm_table
        where outcome_year = 2013
        union select distinct table_id || '/' || term || '/emigration', 'estimate',
            emigration_estimate from lpm_table where outcome_year = 2013
    """,
    "logit": """
        select table_id || '/' || term || '/emigration', 'estimate',
            emigration_estimate from logit_table where outcome_year = 2013
    """,
    "logit_diagnostics": """
        from (
            select distinct logit_table.table_id,
                cast(n_observations as double) as n_observations, scaled_r2,
                schwarz_bic, log_likelihood
            from logit_fit inner join logit_table
                on logit_fit.outcome_year = 2013 and logit_table.outcome_year = 2013
                and logit_fit.model_type = logit_table.model_type
                and logit_fit.centrality_level
                    is not distinct from logit_table.centrality_level
                and logit_fit.sex is not distinct from logit_table.sex
        ) unpivot include nulls (value for name in (
            n_observations, scaled_r2, schwarz_bic, log_likelihood
        ))
    """,
    "family_rates": """
        select table_id || '/' || concat_ws(
                '/', background, family_size_group, family_composition
            ), 'emigration', emigration_rate
        from mobility_rate inner join (
            select distinct table_id, age_range from published_family_rates
        ) as printed using (age_range)
        where outcome_year = 2013 and geography_type = 'country'
            and mobility_level = 'county'
    """,
}


@pytest.mark.parametrize("source_table", REPEATED)
def test_numbers_that_are_withheld_do_not_stand_beside_printed_ones(
    source_table: str, published_file: Path
) -> None:
    with duckdb.connect(str(published_file), read_only=True) as connection:
        connection.execute("use main; set search_path = 'main,published'")
        values = {
            (key, column): value
            for key, column, value in connection.execute(
                REPEATED[source_table]
            ).fetchall()
        }
        rows = connection.execute(
            "select row_key, column_name, estimate, sdc_status"
            " from published_comparison where source_table = ?",
            [source_table],
        ).fetchall()
    known = [row for row in rows if row[:2] in values]
    assert known
    for key, column, estimate, status in known:
        if values[key, column] is None:
            assert estimate is None, (key, column)
        elif status == "published":
            assert estimate == pytest.approx(values[key, column]), (key, column)


def test_models_of_few_go_and_never_alone() -> None:
    large = Size(persons=500, families=400, terms=20, rarest=50)
    few_freedoms = Size(persons=29, families=29, terms=20, rarest=11)
    rare = Size(persons=500, families=400, terms=20, rarest=9)
    smaller = Size(persons=300, families=300, terms=20, rarest=30)

    def small(**models: Size) -> set[str]:
        sizes = {("set", name): size for name, size in models.items()}
        return {name for _, name in small_models(sizes, 10, 10)}

    assert small(a=large, b=smaller) == set()
    assert small(a=few_freedoms, b=rare, c=large) == {"a", "b"}
    assert small(a=few_freedoms, b=smaller, c=large) == {"a", "b"}
    assert small(a=rare) == {"a"}


@pytest.mark.parametrize("text", ["0", "1", "ten", "-5"])
def test_a_limit_must_be_a_number_that_protects(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("BOFAST_MIN_CELL", text)
    with pytest.raises(SettingError, match="BOFAST_MIN_CELL"):
        Limits.from_environment()
    monkeypatch.setitem(os.environ, "BOFAST_MIN_CELL", "25")
    assert Limits.from_environment().min_cell == 25
