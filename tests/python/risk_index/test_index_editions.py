"""New editions beside that of 2019: from downloads to pages and fact sheets.

One build has all of them: another county, the whole country with another outcome and a
new indicator, weights of another edition, weights that are given. Nobody writes SQL.
"""

import json
import re
import shutil
import time
from pathlib import Path

import duckdb
import edition_project as project
import numpy as np
import pandas as pd
import pytest
from conftest import WITHOUT_TESTS, WITHOUT_UNIT_TESTS
from pypdf import PdfReader
from report_pages import Page
from small_project import SmallProject

from bofast.contract.registers import csv_rows
from bofast.report.editions import IndexEdition, read_editions
from bofast.report.language import LANGUAGES, Language, read_catalogue
from bofast.report.maps import read_shapes
from bofast.report.published import Publication, connect, read_publication, run_queries
from bofast.report.site import labels_of
from bofast.settings import PROJECT, SEEDS
from bofast.sheets.write import _contents, set_sheet, write_sheets

pytestmark = pytest.mark.slow

COUNTY, COUNTRY, BORROWED, GIVEN, ALONE = "2025", "2025c", "2025v", "2025g", "2025u"
EDITIONS = ("2019", COUNTY, COUNTRY, GIVEN, BORROWED)
INDEX = [
    "average_age",
    "businesses_weighted",
    "low_income_share",
    "primary_education_share",
    "single_parent_share",
]
SECONDS = 60
Shown = tuple[list[IndexEdition], list[Language], Publication]
PAGE_LIMIT = 2_000_000


@pytest.fixture(scope="module")
def made(
    tmp_path_factory: pytest.TempPathFactory,
    demo_registers: Path,
    warehouse_file: Path,
) -> SmallProject:
    """The project with five editions, imported, built and published."""
    folder = tmp_path_factory.mktemp("editions")
    whole = project.make_whole_project(folder, demo_registers)
    whole.settings.warehouse.parent.mkdir()
    shutil.copy2(warehouse_file, whole.settings.warehouse)
    downloads = folder / "downloads"
    project.succeed(whole, "downloads", "--out", str(downloads))
    files = [str(file) for file in sorted(downloads.iterdir())]
    own = folder / "own.csv"
    project.write_new_indicator(own)
    mapping = folder / f"{project.NEW_INDICATOR}.yml"
    mapping.write_text(project.MAPPING, encoding="utf-8")
    seeds = whole.folder / "seeds"
    project.add_rows(seeds / "classifications" / "code_list.csv", project.CODE)
    project.succeed(whole, "import", *files, str(own), "--mapping", str(mapping))

    def edition(name: str, *arguments: str) -> None:
        project.succeed(whole, "edition", name, *arguments)

    edition(COUNTY, "--county", "11")
    splits = ("--splits", "population_share")
    edition(BORROWED, "--county", "46", "--weights-from", "2019", *splits)
    other = ("--outcome", "disability_share_crude", "--add", project.NEW_INDICATOR)
    edition(COUNTRY, "--country", "--estimator", "robust_regression", *other)
    edition(GIVEN, "--county", "50", "--weights-from", COUNTY)
    weights = (f"{GIVEN},{name},{w / 100}\n" for name, w in project.GIVEN.items())
    given = seeds / "risk_index" / "risk_index_given_weight.csv"
    project.add_rows(given, "".join(weights))
    project.succeed(whole, "build", "--index", **WITHOUT_UNIT_TESTS)
    project.succeed(whole, "publish")
    return whole


@pytest.fixture(scope="module")
def marts(made: SmallProject) -> duckdb.DuckDBPyConnection:
    return project.connect(made.settings.marts)


def frame(marts: duckdb.DuckDBPyConnection, query: str) -> pd.DataFrame:
    return marts.execute(query).df()


def test_edition_2019_is_the_same_to_the_last_digit(
    marts: duckdb.DuckDBPyConnection, published_file: Path
) -> None:
    marts.execute(f"attach if not exists '{published_file}' as alone (read_only)")
    tables = marts.execute(
        "select distinct table_name from duckdb_columns() where schema_name = 'main'"
        " and database_name = 'alone' and column_name = 'edition'"
        " and table_name like 'risk_index%' order by 1"
    ).fetchall()
    assert len(tables) > 15
    for (table,) in tables:
        here = f"select * from main.{table} where edition = '2019'"
        there = f"select * from alone.main.{table} where edition = '2019'"
        for one, other in ((here, there), (there, here)):
            differ = marts.execute(f"{one} except all {other}").fetchall()
            assert not differ, f"{table}: {differ[:2]}"


def test_units_are_those_of_the_editions(marts: duckdb.DuckDBPyConnection) -> None:
    counts = marts.execute(
        "select edition, count(*), count(total), count(rank) from risk_index"
        " group by all order by all"
    ).fetchall()
    assert counts == [
        ("2019", 66, 66, 66),
        (COUNTY, 23, 23, 23),
        (COUNTRY, 357, 348, 348),
        (GIVEN, 38, 38, 38),
        (BORROWED, 43, 42, 42),
    ]
    codes = {
        row["municipality_code"]
        for row in csv_rows(SEEDS / "classifications" / "municipality.csv")
        if not row["valid_to"] and row["municipality_code"].startswith("11")
    }
    found = frame(marts, f"from risk_index where edition = '{COUNTY}'")
    assert set(found["region_code"]) == codes


def test_sub_indexes_are_within_their_ends(marts: duckdb.DuckDBPyConnection) -> None:
    bounds = marts.execute(
        "select min(sub_index), max(sub_index) from risk_index_score"
        " where sub_index is not null group by edition, variable"
    ).fetchall()
    assert len(bounds) == len(EDITIONS) * len(INDEX)
    assert {low for low, _ in bounds} == {0.0}
    assert {high for _, high in bounds} <= {100.0, float(np.nextafter(100, 0))}


def test_weights_are_estimated_taken_and_given(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    table = frame(marts, "from risk_index_weight order by edition, variable")
    weights = table.pivot(index="variable", columns="edition", values="weight")
    assert list(weights.index) == INDEX
    assert weights.sum().to_list() == pytest.approx([1] * len(EDITIONS))
    assert weights[BORROWED].to_list() == weights["2019"].to_list()
    given = {name: w / 100 for name, w in project.GIVEN.items()}
    assert weights[GIVEN].to_dict() == pytest.approx(given)
    assert weights[COUNTY].to_list() != weights["2019"].to_list()


def test_a_weight_of_0_gives_no_points(marts: duckdb.DuckDBPyConnection) -> None:
    points = marts.execute(
        "select distinct weighted_points from risk_index_score"
        f" where edition = '{GIVEN}' and variable = 'single_parent_share'"
    ).fetchall()
    assert points == [(0.0,)]
    # and no change of it would move anybody
    moves = marts.execute(
        "select distinct value_needed, note from risk_index_what_if"
        f" where edition = '{GIVEN}' and variable = 'single_parent_share'"
    ).fetchall()
    assert all(needed is None and note for needed, note in moves), moves


def test_another_outcome_and_a_new_indicator_need_rows_alone(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    outcomes = marts.execute(
        f"select distinct outcome_variable from risk_index where edition = '{COUNTRY}'"
    ).fetchall()
    assert outcomes == [("disability_share_crude",)]
    steps = frame(marts, f"from risk_index_selection where edition = '{COUNTRY}'")
    assert project.NEW_INDICATOR in set(steps["variable"])
    # what the registers say of it comes out again
    values = frame(
        marts,
        "select region_code, value from risk_index_unit"
        f" where edition = '{COUNTRY}' and variable = '{project.NEW_INDICATOR}'",
    )
    assert len(values) == 357


def test_expected_of_all_units_that_have_values(
    marts: duckdb.DuckDBPyConnection,
) -> None:
    table = frame(marts, "from risk_index_expected where difference is not null")
    assert set(table["edition"]) == {"2019", COUNTY, COUNTRY}
    assert (table["observed"] - table["expected"]).to_list() == pytest.approx(
        table["difference"].to_list()
    )
    for low, high, middle in (
        ("expected_low", "expected_high", "expected"),
        ("single_low", "single_high", "expected"),
        ("difference_low", "difference_high", "difference"),
    ):
        assert (table[low] < table[middle]).all()
        assert (table[middle] < table[high]).all()
    of_2019 = table[(table["edition"] == "2019") & table["in_index"]]
    assert (len(of_2019), int((of_2019["difference"] < 0).sum())) == (65, 47)


def test_what_if_leads_where_it_says(marts: duckdb.DuckDBPyConnection) -> None:
    table = frame(
        marts,
        """
        select
            what_if.*, score.sub_index, weight.weight, risk_index.total
        from risk_index_what_if as what_if
        inner join risk_index_score as score using (edition, region_code, variable)
        inner join risk_index_weight as weight using (edition, variable)
        inner join risk_index using (edition, region_code)
        where what_if.value_needed is not null
        """,
    )
    assert set(table["edition"]) == set(EDITIONS)
    moved = table["total"] + table["weight"] * (
        table["sub_index_needed"] - table["sub_index"]
    )
    assert moved.to_list() == pytest.approx(table["target_total"].to_list())
    assert table["sub_index_needed"].between(0, 100).all()


def test_points_in_another_indicator(marts: duckdb.DuckDBPyConnection) -> None:
    # the study's example: 75 points for low income answer to 25 for age, 57 to 44
    rows = marts.execute(
        "select variable, round(sub_index), round(equivalent_sub_index)"
        " from risk_index_equivalent inner join risk_index"
        " using (edition, region_code) where edition = '2019'"
        " and region_name = 'Fjaler' and other_variable = 'average_age'"
        " and variable in ('low_income_share', 'single_parent_share') order by 1"
    ).fetchall()
    assert rows == [("low_income_share", 75, 24), ("single_parent_share", 57, 44)]


def test_changes_add_up(marts: duckdb.DuckDBPyConnection) -> None:
    compared = marts.execute(
        "select distinct edition, compared_edition from risk_index_change order by all"
    ).fetchall()
    # an edition of the same periods says nothing about time
    assert compared == [(name, "2019") for name in EDITIONS[1:]]
    table = frame(
        marts,
        """
        select edition, region_code, any_value(total.total_change) as whole,
            any_value(total.total_then) as whole_then,
            sum(points_change) as parts, sum(points_then) as parts_then,
        from risk_index_change as change
        inner join risk_index_change_total as total
            using (edition, compared_edition, region_code)
        where total.total_change is not null
        group by all
        """,
    )
    assert len(table) > 300
    assert table["parts"].to_list() == pytest.approx(table["whole"].to_list(), abs=1e-9)
    assert table["parts_then"].to_list() == pytest.approx(table["whole_then"].to_list())


def test_totals_are_kept_where_municipalities_were_divided(
    made: SmallProject,
) -> None:
    """Everybody who lived in the country in 2018 lives in the division of 2024."""
    query = """
        select sum(persons) from intermediate.int_region_population
        where edition = $edition and year = 2018 and length(region_code) = 4
    """
    said = """
        select sum(persons) from staging.stg_region_population
        where year = 2018 and length(region_code) = 4
    """
    with project.connect(made.settings.warehouse) as warehouse:
        everybody = warehouse.execute(said).fetchone()
        shared = warehouse.execute(query, {"edition": BORROWED}).fetchone()
        left_out = warehouse.execute(query, {"edition": COUNTRY}).fetchone()
    assert everybody is not None
    assert shared == everybody
    # those of divided municipalities are nowhere, which coverage says
    assert left_out is not None
    assert left_out[0] < everybody[0]


def test_other_ways_to_put_it_together(marts: duckdb.DuckDBPyConnection) -> None:
    table = frame(marts, "from risk_index_alternative_summary")
    by = table.groupby("edition")["alternative"].nunique()
    ways = 4 + len(INDEX)
    assert by.to_dict() == dict.fromkeys(EDITIONS, ways)
    assert table["rank_correlation"].between(-1, 1).all()
    # a variable without weight can be left out by nobody's notice
    zero = table[
        (table["edition"] == GIVEN)
        & (table["variable_left_out"] == "single_parent_share")
    ]
    assert zero["largest_rank_shift"].to_list() == [0]


def test_show_has_all_editions(made: SmallProject) -> None:
    said = project.succeed(made, "show")
    for name, units in zip(EDITIONS, (66, 23, 348, 38, 42), strict=True):
        assert f"Risk index for public health, edition {name}, {units} units" in said
    assert "synthetic" in said


def test_an_edition_can_be_built_alone_and_one_unit_is_refused(
    made: SmallProject, tmp_path: Path
) -> None:
    seeds = made.folder / "seeds"
    before = {f: f.read_bytes() for f in (seeds / "risk_index").glob("*.csv")}
    one = ("--municipality", "1103", "--weights-from", COUNTY)
    alone = made.run("edition", ALONE, *one)
    assert alone.returncode != 0
    assert "1 municipality(ies) to rank" in alone.stdout + alone.stderr
    project.succeed(made, "edition", ALONE, "--municipality", "1101", *one)
    try:
        # rows can be changed afterwards
        sets = seeds / "risk_index" / "risk_index_region_set.csv"
        lines = sets.read_text(encoding="utf-8").splitlines(keepends=True)
        other = f"{ALONE},municipality,1101,"
        kept = [line for line in lines if not line.startswith(other)]
        assert len(kept) == len(lines) - 1
        sets.write_text("".join(kept), encoding="utf-8")
        both = f"{COUNTY},{ALONE}"
        refused = made.run("build", "--index", BOFAST_INDEX=both, **WITHOUT_TESTS)
    finally:
        project.succeed(made, "edition", ALONE, "--remove")
    assert refused.returncode != 0
    said = refused.stdout + refused.stderr
    assert f"(edition {ALONE}): fewer than two complete units to rank" in said
    assert f"average_age (edition {ALONE}): constant over all complete units" in said
    assert before == {f: f.read_bytes() for f in (seeds / "risk_index").glob("*.csv")}


def test_other_registers_of_persons_want_a_whole_build(made: SmallProject) -> None:
    file = next((made.settings.registers / "person").glob("*.parquet"))
    away = file.with_suffix(".away")
    file.rename(away)
    try:
        refused = made.run("build", "--index")
    finally:
        away.rename(file)
    assert refused.returncode != 0
    assert "person changed since the warehouse was built" in (
        refused.stdout + refused.stderr
    )


# --- pages and sheets -----------------------------------------------------------------


@pytest.fixture(scope="module")
def pages(made: SmallProject, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pages") / "report"
    project.succeed(made, "report", "--out", str(out), "--sheets")
    return out


def test_every_edition_has_pages_and_sheets(pages: Path) -> None:
    for name, page, units in (
        ("2019", "risk_index", "units"),
        *((e, f"risk_index_{e}", f"units_{e}") for e in EDITIONS[1:]),
    ):
        for root in (pages, pages / "nb"):
            assert (root / f"{page}.html").is_file()
            listed = list((root / units).glob("*.html"))
            assert len(listed) == {"2019": 66, COUNTY: 23, COUNTRY: 357}.get(
                name, len(listed)
            )
        sheets = list((pages / "sheets" / name).glob("*.pdf"))
        assert len(sheets) == 2 * len(listed)


def test_links_lead_somewhere_and_anchors_are_unique(pages: Path) -> None:
    read = {
        file.resolve(): Page(file)
        for file in pages.rglob("*.html")
        if COUNTRY not in file.parent.name or file.stem in ("1103", "5601")
    }
    for file, page in read.items():
        assert len(page.ids) == len(set(page.ids)), file
        for link in page.links:
            if link.startswith(("http", "data:", "mailto:")):
                continue
            path, _, anchor = link.partition("#")
            target = (file.parent / path).resolve() if path else file
            assert target.exists(), f"{file}: {link}"
            if anchor and target in read:
                assert anchor in read[target].ids, f"{file}: {link}"


def test_pages_are_not_too_large(pages: Path) -> None:
    for file in pages.rglob("*.html"):
        assert file.stat().st_size < PAGE_LIMIT, file


def test_a_page_speaks_of_its_own_edition(pages: Path) -> None:
    county = Page(pages / f"risk_index_{COUNTY}.html").words
    assert "ranks 23 municipalities in Rogaland by 5 social conditions" in county
    assert "Vestland" not in county.replace("Risk index for public health 2019", "")
    assert "compares units within Rogaland only" in county
    country = Page(pages / f"risk_index_{COUNTRY}.html").words
    assert "ranks 348 municipalities in Norway" in country
    for name in EDITIONS[1:]:
        page = Page(pages / f"risk_index_{name}.html")
        assert "synthetic" in page.words
        assert not re.search(r"\bTable \d", page.words), name


def test_runs_of_districts_stand_where_there_are_districts(
    pages: Path, editions: Shown
) -> None:
    assert "robustness" in Page(pages / "risk_index.html").ids
    assert "robustness" not in Page(pages / f"risk_index_{COUNTY}.html").ids
    (country,) = (edition for edition in editions[0] if edition.name == COUNTRY)
    runs = country.table("risk_index_robustness_runs")
    assert project.NEW_INDICATOR in set(runs["variable"])


def test_weights_of_all_editions_stand_side_by_side(pages: Path) -> None:
    page = Page(pages / f"risk_index_{COUNTY}.html").words
    for printed in ("2012", "2015", "2019", COUNTY, COUNTRY):
        assert printed in page
    # printed: 26, 22, 19, 18, below 5 (S795-809)
    assert "26" in page
    assert "workplace coverage" in page.lower()


def test_a_units_page_and_sheet_say_everything(pages: Path) -> None:
    page = Page(pages / f"units_{COUNTY}" / "1103.html").words
    sheet = _words(pages / "sheets" / COUNTY / "1103_en.pdf")
    for said in (
        "risk, not state",
        "Observed against expected",
        "What would move it",
        "Since edition 2019",
        "synthetic",
        "Stavanger",
    ):
        assert said in page, said
        assert said in sheet, said
    assert "Middle of the county" in page
    norsk = _words(pages / "sheets" / COUNTY / "1103_nb.pdf")
    for said in (
        "risiko, ikke tilstand",
        "Observert mot ventet",
        "Hva som ville flytte den",
        "Siden utgave 2019",
        "syntetiske",
    ):
        assert said in norsk, said


def _words(pdf: Path) -> str:
    reader = PdfReader(pdf)
    assert len(reader.pages) == 1, pdf
    width, height = (float(reader.pages[0].mediabox[side]) for side in (2, 3))
    assert (round(width), round(height)) == (595, 842)
    return " ".join(reader.pages[0].extract_text().split())


@pytest.fixture(scope="module")
def editions(
    made: SmallProject,
) -> Shown:
    with connect(made.settings.marts) as connection:
        publication = read_publication(connection)
        queries = run_queries(connection, PROJECT / "analysis")
    catalogue = read_catalogue()
    languages = [
        Language(code, catalogue, labels_of(queries, code)) for code in LANGUAGES
    ]
    return read_editions(queries), languages, publication


def test_sheets_of_a_whole_country_in_a_minute(
    editions: Shown,
) -> None:
    found, languages, publication = editions
    country = [edition for edition in found if edition.name == COUNTRY]
    began = time.perf_counter()
    sheets = write_sheets(country, languages, publication, {})
    seconds = time.perf_counter() - began
    assert len(sheets) == 2 * 357
    assert seconds < SECONDS, f"{seconds:.0f} s"
    assert len(set(sheets.values())) == len(sheets)


def test_a_sheet_of_many_indicators_is_one_page(
    editions: Shown, tmp_path: Path
) -> None:
    found, languages, publication = editions
    county = next(edition for edition in found if edition.name == COUNTY)
    _, text = next(_contents(county, languages[0], publication, {}))
    content = json.loads(text)
    content["scores"] *= 3
    for part in (*content["moves"], *content["since"]):
        part["ways"] *= 3
    sheet = tmp_path / "many.pdf"
    sheet.write_bytes(set_sheet(json.dumps(content)))
    assert _words(sheet).count("low income") >= 3


def test_sheets_with_a_map_of_shapes(editions: Shown, tmp_path: Path) -> None:
    found, languages, publication = editions
    county = next(edition for edition in found if edition.name == COUNTY)
    codes = list(county.units["region_code"])
    shapes = read_shapes(project.write_squares(tmp_path / "map.geojson", codes))
    tiles = write_sheets([county], languages[:1], publication, {})
    drawn = write_sheets([county], languages[:1], publication, shapes)
    assert set(tiles) == set(drawn)
    assert all(tiles[name] != drawn[name] for name in tiles)


def test_a_report_with_a_map_of_ones_own(made: SmallProject, tmp_path: Path) -> None:
    codes = [code for code, _ in project.municipalities_of_2024()]
    file = project.write_squares(tmp_path / "map.geojson", codes)
    # pages of persons have no map
    marts = Path(shutil.copy(made.settings.marts, tmp_path / "marts.duckdb"))
    with duckdb.connect(str(marts)) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'main'"
            " and not contains(table_name, 'risk_index')"
            " and table_name <> 'publication'"
        ).fetchall()
        for (table,) in tables:
            connection.execute(f"delete from main.{table}")
    out = tmp_path / "report"
    places = {"BOFAST_MAP": str(file), "BOFAST_MARTS": str(marts)}
    project.succeed(made, "report", "--out", str(out), **places)
    page = Page(out / f"risk_index_{COUNTY}.html")
    assert page.count("svg") == 1 + len(INDEX)
    assert page.count("path") == 23 * page.count("svg")
    # edition 2019 is of municipalities that the file does not have: tiles are drawn
    earlier = Page(out / "risk_index.html")
    assert earlier.count("path") == 0
    assert ("ol", "tiles") in {
        (tag, str(values.get("class", "")).split(" ")[0])
        for tag, values in earlier.attributes
    }
