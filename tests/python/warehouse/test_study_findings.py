"""What the studies state, checked: findings point at what there is, and can fail."""

import shutil
from pathlib import Path

import duckdb
import pytest

from bofast.disclosure.built import BuiltModel, built_models
from bofast.settings import PROJECT
from bofast.warehouse.version import project_digest

CHECK = "finding_check"
REMADE = ("int_stated_comparison", CHECK)
SEX_TERMS = "('male', 'female')"
# what changes places in the marts: mart, column, and the two codes
Swap = tuple[str, str, str, str]
BACKGROUNDS: list[Swap] = [
    ("mobility_rate", "background", "work", "refuge"),
    ("mobility_rate_period", "background", "work", "refuge"),
    ("background_composition", "background", "work", "refuge"),
    ("lpm_estimate", "term", "background_work", "background_refuge"),
    ("logit_estimate", "term", "background_work", "background_refuge"),
    ("logit_difference", "contrast", "background_work", "background_refuge"),
]
LEVELS: list[Swap] = [
    ("mobility_rate", "geography_code", "1", "4"),
    ("lpm_estimate", "geography_code", "1", "4"),
    ("logit_difference", "centrality_level", "1", "4"),
]
Statuses = dict[tuple[str, int | None], str]


@pytest.fixture
def changed(warehouse_file: Path, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    """A copy of the warehouse whose marts may be changed."""
    copied = shutil.copy(warehouse_file, tmp_path / warehouse_file.name)
    return duckdb.connect(str(copied))


def models_of(connection: duckdb.DuckDBPyConnection) -> dict[str, BuiltModel]:
    (name,) = connection.execute("select current_catalog()").fetchone() or ("",)
    models = built_models(connection, name, project_digest())
    assert models is not None
    return models


def statuses(connection: duckdb.DuckDBPyConnection) -> Statuses:
    """Run the project's own SQL over the marts as they are."""
    models = models_of(connection)
    for name in REMADE:
        model = models[name]
        connection.execute(
            f"create or replace table {model.schema}.{name} as {model.sql}"
        )
    rows = connection.execute(f"select finding_id, outcome_year, status from {CHECK}")
    return {(finding, year): status for finding, year, status in rows.fetchall()}


def swap(connection: duckdb.DuckDBPyConnection, swaps: list[Swap]) -> None:
    for mart, column, one, other in swaps:
        connection.execute(
            f"update {mart} set {column} = case cast({column} as varchar)"
            f" when '{one}' then '{other}' else '{one}' end"
            f" where cast({column} as varchar) in ('{one}', '{other}')"
        )


def lost(before: Statuses, after: Statuses) -> set[str]:
    """Return the findings that held, or could not be told, and now do not hold."""
    failing = "does_not_hold"
    return {
        finding
        for (finding, year), status in after.items()
        if status == failing and before[finding, year] != failing
    }


def test_swapped_groups_make_findings_fail(
    changed: duckdb.DuckDBPyConnection,
) -> None:
    before = statuses(changed)
    assert lost(before, statuses(changed)) == set()
    found = {}
    for name, swaps in (("backgrounds", BACKGROUNDS), ("levels", LEVELS)):
        swap(changed, swaps)
        found[name] = lost(before, statuses(changed))
        swap(changed, swaps)
    for mart in ("lpm_estimate", "logit_estimate"):
        # a term of one sex is the other's with the other sign
        changed.execute(
            f"update {mart} set estimate = -estimate where term in {SEX_TERMS}"
        )
    after = statuses(changed)
    # in the small demo few differences of the sexes can be told
    assert after != before
    assert len(found["backgrounds"]) >= 12
    assert len(found["levels"]) >= 3
    assert len(set.union(*found.values(), lost(before, after))) >= 20


def test_findings_point_at_numbers_that_the_marts_have(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """In registers of all kinds of persons and regions; estimates may be missing."""
    unknown = marts.execute(
        "select mart, measure, left_key from classification.finding_comparison"
        " where (mart, measure) not in (select (mart, measure)"
        " from intermediate.int_stated_quantity where not is_printed)"
    ).fetchall()
    assert unknown == []
    # in the small demo nobody is in some groups, and some logits have no maximum
    rows = marts.execute(
        f"select distinct finding_id from {CHECK} where status = 'not_available'"
        " and (outcome_year is null or outcome_year in"
        " (select outcome_year from panel_year where is_in_panel))"
    ).fetchall()
    assert len(rows) < 15


def test_the_study_s_text_agrees_with_its_tables_but_for_known_places(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    """What print contradicts has been compared with print, so it is read right."""
    contradicted = marts.execute(
        f"select distinct finding_id from {CHECK}"
        " where status = 'contradicted_in_print' order by all"
    ).fetchall()
    assert [row[0] for row in contradicted] == [
        "emigration_falls_with_botid",
        "employed_emigrates_least_level_4",
        "in_education_emigrates_most_level_1",
        "primary_women_stay_less",
        "tertiary_long_women_stay_less",
    ]
    held = marts.execute(
        "select count(distinct finding_id) from intermediate.int_stated_comparison"
        " where printed is not null"
    ).fetchone()
    assert held is not None
    assert held[0] > 50


def test_there_are_sixty_findings_at_places_that_the_report_has(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    rows = marts.execute("select shown_at from classification.finding").fetchall()
    assert len(rows) >= 60
    queries = {file.stem for file in (PROJECT / "analysis").rglob("*.sql")}
    assert {row[0] for row in rows if row[0]} <= queries
