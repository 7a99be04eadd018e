"""The report is whole, needs no network, and shows what the published file holds.

What it says of numbers that are not there is in test_report_missing.py, and what a
browser makes of it in test_report_layout.py.
"""

import csv
import json
import re
import shutil
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import altair as alt
import duckdb
import pytest
from report_pages import Page, rows, specifications

from bofast.errors import BuildError
from bofast.report import write_picture, write_report
from bofast.report.codes import CODES, NOT_BROKEN_DOWN
from bofast.report.colours import ink, shade
from bofast.report.estimation import read_chapters, table_query
from bofast.report.figures import read_pages
from bofast.report.language import read_catalogue
from bofast.settings import PROJECT

ANALYSIS = PROJECT / "analysis"
# a page that no report has
STALE = "units/9999.html"
LANGUAGES = ["", "nb/"]
FIGURES = ["07", "08", "09", "10", "11"]
MOBILITY = read_pages()
ESTIMATION = {page.name: page for one in read_chapters() for page in one.pages}
# page without suffix -> its charts, for pages that always have the same
CHARTS = {
    **{"index": 0, "risk_index": 5, "registers": 6, "disclosure": 1},
    **{"findings": 0, "methods": 0},
}
# registers of so many persons at risk in the study's year leave nothing out
SUFFICIENT = 50_000
PAGE_LIMIT = 2_000_000
# tables of the estimated models are many, but small
ESTIMATION_LIMIT = 600_000
REPORT_LIMIT = 30_000_000
# study's table -> its column among the published units; table 2 is of the outcome and
# calls its column so, too
OUTCOME_TABLE = "02"
VALUE_TABLES = {
    OUTCOME_TABLE: "disability_share",
    "03": "average_age",
    "04": "primary_education_share",
    "05": "single_parent_share",
    "06": "businesses_weighted",
    "07": "low_income_share",
}


def marked(file: Path, folder: Path, is_synthetic: bool) -> Path:
    """A copy of the published file that says whether its registers are synthetic."""
    copy = folder / "marts.duckdb"
    shutil.copy(file, copy)
    with duckdb.connect(str(copy)) as connection:
        connection.execute(
            "update main.publication set is_synthetic = ?", [is_synthetic]
        )
    return copy


@pytest.fixture(scope="module")
def units(published_file: Path) -> dict[str, str]:
    with duckdb.connect(str(published_file), read_only=True) as connection:
        return dict(
            connection.execute(
                "select region_code, region_name from main.risk_index"
            ).fetchall()
        )


def test_files_for_excel_say_the_same(published_report: Path) -> None:
    """As a Norwegian Excel opens them: semicolons, decimal commas, a mark of UTF-8."""
    files = sorted((published_report / "data").glob("*.csv"))
    numbers = 0
    for file in files:
        excel = file.parent / "excel" / file.name
        assert excel.read_bytes().startswith(b"\xef\xbb\xbf")
        with (
            file.open(encoding="utf-8", newline="") as plain,
            excel.open(encoding="utf-8-sig", newline="") as local,
        ):
            for row, other in zip(
                csv.reader(plain), csv.reader(local, delimiter=";"), strict=True
            ):
                for value, there in zip(row, other, strict=True):
                    if value != there:
                        assert float(value) == float(there.replace(",", "."))
                        numbers += 1
    assert numbers > 1000
    page = (published_report / "nb" / "methods.html").read_text(encoding="utf-8")
    assert "../data/excel/" in page


def charts_of_figures(report: Path, page: Any) -> int:
    """Count the charts that a page of figures has values for, in the CSV files."""
    charts = 0
    for entry in page.figures:
        shown = rows(report, entry.query)
        if entry.last_year_only:
            last = max(row["outcome_year"] for row in shown)
            shown = [row for row in shown if row["outcome_year"] == last]
        drawing = entry.drawing
        charts += len(
            {row.get(drawing.panel) for row in shown if row[drawing.value] != ""}
        )
    return charts


def charts_of_models(report: Path, page: Any) -> int:
    """Count the charts that a page of models has values for, in the CSV files."""
    content = {row["table_id"]: row for row in rows(report, "estimation_content")}
    charts = set()
    for block in page.blocks:
        for place, entry in enumerate(block.figures):
            tables = entry.tables or block.tables
            for row in rows(report, entry.query):
                if row["outcome_year"] == "2013" and row["table_id"] in tables:
                    panel = row.get(
                        entry.panel, content[row["table_id"]].get(entry.panel)
                    )
                    charts |= {
                        (block.heading["en"], place, panel if entry.panel else column)
                        for column in entry.values or [entry.value]
                        if row[column] != ""
                    }
    return len(charts)


def charts_by_data(report: Path) -> dict[str, int]:
    """Count the charts that each page has values for."""
    figures = {page.name: charts_of_figures(report, page) for page in MOBILITY}
    models = {name: charts_of_models(report, page) for name, page in ESTIMATION.items()}
    return CHARTS | figures | models


def tables_with_values(report: Path, page: Any) -> set[str]:
    """Return the queries of a page's tables that have a value in the CSV file."""
    found = set()
    for query in [table_query(number) for number in page.tables]:
        for row in rows(report, query):
            values = [v for name, v in row.items() if name.endswith("_estimate")]
            if row["outcome_year"] == "2013" and any(values):
                found.add(query)
    return found


def test_every_query_has_rows_and_its_data_and_sql_are_in_the_report(
    report: Path,
) -> None:
    names = {file.stem for file in ANALYSIS.rglob("*.sql")}
    files = {f"data/{name}.csv" for name in names}
    files |= {f"data/excel/{name}.csv" for name in names}
    files |= {f"sql/{name}.sql" for name in names}
    found = [*(report / "data").rglob("*"), *(report / "sql").rglob("*")]
    assert {str(f.relative_to(report)) for f in found if f.is_file()} == files
    # nothing to disagree about would be no fault
    empty = {name for name in names if not rows(report, name)}
    assert empty <= {"risk_index_disagreement"}


def test_the_queries_in_the_report_run_as_they_are(
    report: Path, published_file: Path
) -> None:
    with duckdb.connect(str(published_file), read_only=True) as connection:
        for file in (report / "sql").iterdir():
            found = connection.execute(file.read_text(encoding="utf-8")).fetchall()
            assert len(found) == len(rows(report, file.stem)), file.name


@pytest.mark.parametrize(("table", "column"), VALUE_TABLES.items())
def test_tables_show_the_study_s_values_in_its_order(
    table: str, column: str, report: Path, published_file: Path
) -> None:
    value = column if table == OUTCOME_TABLE else "value"
    shown = [
        (row["region_name"], float(row[value]))
        for row in rows(report, f"risk_index_table_{table}")
    ]
    with duckdb.connect(str(published_file), read_only=True) as connection:
        printed = connection.execute(
            f"select unit_name, {column} from published.published_risk_index_units"
        ).fetchall()
    assert sorted(shown) == sorted(printed)
    values = [value for _, value in shown]
    assert values == sorted(values, reverse=table != "06")


def test_table_1_is_the_ranking_rounded(report: Path) -> None:
    table = rows(report, "risk_index_table_01")
    ranking = rows(report, "risk_index_ranking")
    assert [row["region_code"] for row in table] == [
        row["region_code"] for row in ranking
    ]
    for shown, exact in zip(table, ranking, strict=True):
        assert abs(int(shown["total"]) - float(exact["total"])) <= 0.5


def test_figures_have_every_unit_with_both_values(
    report: Path, published_file: Path
) -> None:
    with duckdb.connect(str(published_file), read_only=True) as connection:
        for number in FIGURES:
            shown = rows(report, f"risk_index_figure_{number}")
            variable = shown[0]["variable"]
            expected = connection.execute(
                "select count(*) from main.risk_index_unit as x"
                " inner join main.risk_index_unit as y using (edition, region_code)"
                " where x.variable = ? and y.variable = 'disability_share'"
                " and x.value is not null and y.value is not null",
                [variable],
            ).fetchone()
            assert expected == (len(shown),)
            assert len({row["slope"] for row in shown}) == 1


def test_both_languages_have_the_same_pages(
    pages: dict[str, Page], units: dict[str, str]
) -> None:
    names = [*CHARTS, *(page.name for page in MOBILITY), *ESTIMATION]
    expected = {f"{name}.html" for name in names}
    expected |= {f"units/{code}.html" for code in units}
    assert set(pages) == {f"{tree}{page}" for tree in LANGUAGES for page in expected}
    for name, page in pages.items():
        language = "nb" if name.startswith("nb/") else "en"
        assert ("html", {"lang": language}) in page.attributes


@pytest.mark.parametrize("tree", LANGUAGES)
def test_every_unit_has_its_page_with_its_name(
    tree: str, pages: dict[str, Page], units: dict[str, str]
) -> None:
    chapter = pages[f"{tree}risk_index.html"]
    for code, name in units.items():
        assert f"units/{code}.html" in chapter.links
        page = pages[f"{tree}units/{code}.html"]
        assert page.words.count(name) >= 3
        assert page.count("table") == 2


def test_ids_are_unique_and_local_links_resolve(pages: dict[str, Page]) -> None:
    read = {page.file.resolve(): page for page in pages.values()}
    for page in pages.values():
        assert len(page.ids) == len(set(page.ids)), page.file
        for link in page.links:
            if link == "data:,":
                continue
            path, _, fragment = link.partition("#")
            target = (page.file.parent / path).resolve() if path else page.file
            assert target.is_file(), f"{page.file}: {link}"
            if fragment:
                assert fragment in read[target].ids, f"{page.file}: {link}"


def test_nothing_is_fetched_from_a_network(report: Path) -> None:
    for file in report.rglob("*"):
        # vega.js names XML namespaces, which are addresses that nobody visits
        if file.suffix in {".html", ".css", ".js"} and file.name != "vega.js":
            text = file.read_text(encoding="utf-8")
            assert not re.search(r"https?:|[\"'(]//|@import", text), file


def test_pages_are_light(report: Path, pages: dict[str, Page]) -> None:
    assert max(page.file.stat().st_size for page in pages.values()) < PAGE_LIMIT
    files = [file for file in report.rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < REPORT_LIMIT


def test_tables_have_captions_and_scopes_and_charts_are_described(
    pages: dict[str, Page],
) -> None:
    for page in pages.values():
        assert page.count("caption") == page.count("table")
        for tag, values in page.attributes:
            if tag == "th":
                assert values.get("scope") in {"row", "col", "rowgroup", "colgroup"}
            if "data-chart" in values:
                assert values["role"] == "img"
                assert values["aria-label"]
                assert values["data-chart"] in page.ids


@pytest.mark.parametrize("tree", LANGUAGES)
def test_the_chapter_has_all_tables_and_figures_of_the_study(
    tree: str, pages: dict[str, Page]
) -> None:
    page = pages[f"{tree}risk_index.html"]
    for number in range(1, 12):
        assert f"{tree and '../'}data/risk_index_table_{number:02}.csv" in page.links
        assert f"{tree and '../'}sql/risk_index_table_{number:02}.sql" in page.links
    for number in FIGURES:
        assert f"risk_index_figure_{number}" in page.ids
        assert f"{tree and '../'}data/risk_index_figure_{number}.csv" in page.links


@pytest.mark.parametrize("tree", LANGUAGES)
def test_the_registers_page_shows_every_query_about_them(
    tree: str, report: Path, pages: dict[str, Page]
) -> None:
    page = pages[f"{tree}registers.html"]
    up = tree and "../"
    # whom the registers hold is said in words
    shown = {f.stem for f in (ANALYSIS / "register_profile").glob("*.sql")}
    for name in shown - {"register_profile_coverage"}:
        assert f"{up}data/{name}.csv" in page.links
        assert f"{up}sql/{name}.sql" in page.links
    source = "synthetic registers" if not tree else "syntetiske registrene"
    charts = [v for _, v in page.attributes if "data-chart" in v]
    assert page.words.count(source) == len(charts) + 1


def test_the_whole_country_is_compared_with_registers_of_everybody_only(
    report: Path, pages: dict[str, Page]
) -> None:
    coverage = rows(report, "register_profile_coverage")[-1]["coverage"]
    texts = read_catalogue()
    for code, tree in (("en", ""), ("nb", "nb/")):
        said = texts[f"registers.coverage.{coverage}"][code].rpartition("}")[2]
        assert said in pages[f"{tree}registers.html"].words
    comparison = rows(report, "register_profile_comparison")
    compared = {row["population"] for row in comparison if row["reference"]}
    everybody = {"all", "men", "women", "immigrants"}
    assert compared == (everybody if coverage == "everybody" else {"immigrants"})
    for row in comparison:
        assert bool(row["reference"]) == bool(row["kind"])
        assert bool(row["reference"]) == bool(row["reference_source_nb"])


def test_a_chapter_without_registers_says_so_and_shows_nothing(
    published_file: Path, tmp_path: Path
) -> None:
    marts = marked(published_file, tmp_path, True)
    with duckdb.connect(str(marts)) as connection:
        tables = connection.execute(
            "select table_name from duckdb_tables()"
            " where schema_name = 'main' and table_name <> 'publication'"
        ).fetchall()
        for (table,) in tables:
            connection.execute(f"delete from main.{table}")
    write_report(marts, tmp_path / "report", ANALYSIS, lambda _: None)
    texts = read_catalogue()
    for code, tree in (("en", ""), ("nb", "nb/")):
        contents = Page(tmp_path / "report" / tree / "index.html")
        for chapter, name in (("chapter", "risk_index"), ("registers", "registers")):
            page = Page(tmp_path / "report" / tree / f"{name}.html")
            missing = texts[f"{chapter}.missing"][code]
            assert missing in page.words
            assert missing in contents.words
            assert not page.count("figure") + page.count("table")
        missing = texts["mobility.missing"][code]
        assert missing in contents.words
        for shown in MOBILITY:
            page = Page(tmp_path / "report" / tree / f"{shown.name}.html")
            assert missing in page.words
            assert shown.title[code] in page.words
            assert not page.count("figure") + page.count("table")
        for name, estimated in ESTIMATION.items():
            page = Page(tmp_path / "report" / tree / f"{name}.html")
            assert missing in page.words
            assert estimated.title[code] in page.words
            assert not page.count("figure") + page.count("table")


def test_registers_of_other_years_than_the_periods_are_told_of_the_periods(
    published_file: Path, tmp_path: Path
) -> None:
    """Immigrants with an outcome there are; what lacks is a period of their years."""
    marts = marked(published_file, tmp_path, True)
    with duckdb.connect(str(marts)) as connection:
        connection.execute(
            "update classification.period set period = 'before ' || period,"
            " year_from = year_from - 100, year_to = year_to - 100"
        )
        for table in (
            *("background_composition", "mobility_rate_period"),
            *("rate_decomposition", "mobility_figure_period_rate"),
        ):
            connection.execute(f"delete from main.{table}")
        periods = connection.execute(
            "select string_agg(period, ', ' order by year_from)"
            " from classification.period"
        ).fetchone()
    assert periods
    write_report(marts, tmp_path / "report", ANALYSIS, lambda _: None)
    texts = read_catalogue()
    (by_county,) = [one for one in MOBILITY if one.name == "mobility_counties"]
    for code, tree in (("en", ""), ("nb", "nb/")):
        reason = texts["missing.no_period"][code].format(periods=periods[0])
        for name, lacking in (
            ("mobility_counties", by_county.queries),
            ("mobility_measures", ["rate_decomposition"]),
        ):
            page = Page(tmp_path / "report" / tree / f"{name}.html")
            listed = [v.get("id") for tag, v in page.attributes if tag == "li"]
            assert [one for one in listed if one] == lacking
            assert page.words.count(reason) == 1
            assert texts["mobility.missing"][code] not in page.words


def test_estimates_that_are_not_there_are_not_put_down_to_the_registers(
    published_file: Path, tmp_path: Path
) -> None:
    marts = marked(published_file, tmp_path, True)
    with duckdb.connect(str(marts)) as connection:
        connection.execute("delete from main.lpm_table")
    write_report(marts, tmp_path / "report", ANALYSIS, lambda _: None)
    texts = read_catalogue()
    page = Page(tmp_path / "report" / "lpm_county.html")
    assert texts["missing.no_rows"]["en"] in page.words
    assert texts["mobility.missing"]["en"] not in page.words


@pytest.fixture(scope="module")
def other_report(
    report: Path, published_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Of registers that are not synthetic, without a mart, over an earlier report."""
    folder = tmp_path_factory.mktemp("other")
    out = Path(shutil.copytree(report, folder / "report"))
    (out / STALE).write_text("a unit of an earlier report")
    marts = marked(published_file, folder, False)
    with duckdb.connect(str(marts)) as connection:
        connection.execute("delete from main.net_migration")
    write_report(marts, out, ANALYSIS, lambda _: None)
    return out


def test_a_figure_without_rows_is_named_and_the_others_shown(
    other_report: Path,
) -> None:
    page = Page(other_report / "mobility_measures.html")
    listed = [values.get("id") for tag, values in page.attributes if tag == "li"]
    queries = ["net_migration_centrality", "net_migration_county"]
    assert [one for one in listed if one] == [*queries, "net_migration_county_year"]
    assert page.words.count("nobody in the group") == 1
    for query in queries:
        assert f"data/{query}.csv" in page.links
    assert ("figure", {"id": queries[0]}) not in page.attributes
    assert "administrative_emigration_rate" in page.ids


def test_every_page_says_that_the_registers_are_synthetic(
    pages: dict[str, Page],
) -> None:
    texts = read_catalogue()["site.synthetic"]
    for name, page in pages.items():
        assert texts["nb" if name.startswith("nb/") else "en"] in page.words


def test_other_registers_are_not_called_synthetic(other_report: Path) -> None:
    texts = read_catalogue()["site.synthetic"]
    for file in other_report.rglob("*.html"):
        page = Page(file)
        assert ("p", {"class": "banner", "role": "note"}) not in page.attributes
        assert not any(text in page.words for text in texts.values())
        if file.stem.startswith("mobility_") or file.stem in ESTIMATION:
            assert "synthetic" not in page.words
            assert "syntetisk" not in page.words


def test_a_file_without_publication_is_refused_and_the_old_report_stays(
    report: Path, published_file: Path, tmp_path: Path
) -> None:
    out = tmp_path / "report"
    shutil.copytree(report, out)
    broken = tmp_path / "broken.duckdb"
    shutil.copy(published_file, broken)
    with duckdb.connect(str(broken)) as connection:
        connection.execute("drop table main.publication")
    with pytest.raises(BuildError, match="publication"):
        write_report(broken, out, ANALYSIS, lambda _: None)
    with pytest.raises(BuildError, match="no published file"):
        write_report(tmp_path / "none.duckdb", out, ANALYSIS, lambda _: None)
    before = {file.relative_to(report) for file in report.rglob("*")}
    assert {file.relative_to(out) for file in out.rglob("*")} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "broken.duckdb",
        "report",
    ]


def test_a_query_on_an_unpublished_table_is_refused(
    published_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "risk.sql").write_text('select * from {{ ref("person_year") }}')
    with pytest.raises(BuildError, match=r"risk\.sql needs person_year"):
        write_report(published_file, tmp_path / "report", tmp_path, lambda _: None)


def test_a_folder_that_is_not_a_report_is_left_alone(
    published_file: Path, tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(BuildError, match="not a report"):
        write_report(published_file, tmp_path, ANALYSIS, lambda _: None)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_an_earlier_report_is_replaced_whole(other_report: Path) -> None:
    assert not (other_report / STALE).exists()
    assert (other_report / "index.html").is_file()


def test_texts_have_both_languages_with_the_same_blanks() -> None:
    for key, texts in read_catalogue().items():
        blanks = {
            language: {name for _, name, _, _ in Formatter().parse(text) if name}
            for language, text in texts.items()
        }
        assert blanks["en"] == blanks["nb"], key
        assert all(text.strip() for text in texts.values()), key


def test_letters_can_be_read_on_every_shade() -> None:
    assert shade(0) != shade(0.5) != shade(1)
    assert shade(-1) == shade(0)
    assert shade(2) == shade(1)
    assert ink("#ffffff") == "#000000"
    assert ink("#000000") == "#ffffff"
    # by WCAG 2.2 black on #d73027 has a contrast of 4.3, white one of 4.9
    assert ink("#d73027") == "#ffffff"


def test_the_picture_names_every_unit_and_says_what_is_synthetic(
    published_file: Path, units: dict[str, str], tmp_path: Path
) -> None:
    out = tmp_path / "ranking.svg"
    write_picture(published_file, out)
    root = ET.fromstring(out.read_text(encoding="utf-8"))
    assert float(root.attrib["width"]) <= 900
    words = {(element.text or "").strip() for element in root.iter()}
    assert set(units.values()) <= words
    assert any("synthetic" in text for text in words)


@pytest.mark.parametrize("tree", LANGUAGES)
@pytest.mark.parametrize("shown", MOBILITY, ids=lambda shown: shown.name)
def test_figures_and_tables_have_titles_units_sources_data_and_sql(
    shown: Any, tree: str, pages: dict[str, Page]
) -> None:
    code = "nb" if tree else "en"
    page = pages[f"{tree}{shown.name}.html"]
    source = "de syntetiske registrene" if tree else "the synthetic registers"
    assert page.words.count(source) == page.count("figure") + 1
    for entry in [*shown.figures, *shown.tables]:
        assert entry.query in page.ids
        for folder, suffix in (("data", "csv"), ("sql", "sql")):
            assert f"{tree and '../'}{folder}/{entry.query}.{suffix}" in page.links
        # contents and caption
        title = entry.title[code].partition("{")[0].rstrip(", ")
        assert page.words.count(title) >= 2
    assert shown.synthetic.get(code, "") in page.words
    for figure in shown.figures:
        texts = read_catalogue()[f"units.{figure.drawing.unit}"]
        assert (figure.note or texts)[code] in page.words


@pytest.mark.parametrize("name", [*CHARTS, *(page.name for page in MOBILITY)])
def test_charts_keep_to_the_schema(name: str, report: Path) -> None:
    for spec in specifications(report, f"{name}.html"):
        json.dumps(spec, allow_nan=False)
        alt.Chart.from_dict(spec, validate=True)


@pytest.mark.parametrize("tree", LANGUAGES)
def test_what_has_a_value_is_drawn_and_nothing_else(
    tree: str, report: Path, pages: dict[str, Page]
) -> None:
    for name, charts in charts_by_data(report).items():
        assert len(specifications(report, f"{tree}{name}.html")) == charts, name
    for name, page in ESTIMATION.items():
        with_values = tables_with_values(report, page)
        for query in [table_query(number) for number in page.tables]:
            tag = "table" if query in with_values else "li"
            assert (tag, {"id": query}) in pages[f"{tree}{name}.html"].attributes


def test_registers_of_sufficient_size_leave_nothing_out(
    report: Path, pages: dict[str, Page], published_file: Path
) -> None:
    with duckdb.connect(str(published_file), read_only=True) as connection:
        persons = connection.execute(
            "select max(persons_at_risk) from main.panel_year"
        ).fetchone()
    if persons is None or persons[0] < SUFFICIENT:
        pytest.skip(f"the registers have fewer than {SUFFICIENT} persons at risk")
    for name, page in pages.items():
        assert ("ul", {"class": "undrawn"}) not in page.attributes, name
    # every figure and table of the study, and every panel
    assert charts_by_data(report) == CHARTS | {
        "mobility_development": 8,
        "mobility_labour_status": 12,
        "mobility_education": 12,
        "mobility_families": 0,
        "mobility_centrality": 12,
        # two panels each: periods, or emigration and moves
        "mobility_counties": 2 * 7,
        # a panel per background and for all, three times, and one per county
        "mobility_measures": 4 + 3 * 7 + 19,
        # a panel per level, or per background of five, twice
        "lpm_individual": 4,
        "lpm_family": 4 + 4,
        "lpm_county": 2 * 5,
        # the coefficients, and each difference for one person and on average
        "logit_all": 1 + 2,
        # a panel per level of the coefficients, and of differences by sex
        "logit_centrality": 4 + 4 * 2 * 5,
        "logit_centrality_sex": 4 * 2 + 4 * 2 * 5,
    }


@pytest.mark.parametrize("tree", LANGUAGES)
def test_a_background_has_the_same_colour_everywhere(tree: str, report: Path) -> None:
    rows_of = rows(report, CODES)
    labels = {
        row[f"label_{'nb' if tree else 'en'}"]: row["colour"]
        for row in rows_of
        if row["list_name"] == "background"
    }
    assert len(set(labels.values())) == len(labels) > 5
    (everybody,) = (
        row["colour"] for row in rows_of if row["list_name"] == NOT_BROKEN_DOWN
    )
    drawn: set[tuple[str, str]] = set()
    for shown in MOBILITY:
        for spec in specifications(report, f"{tree}{shown.name}.html"):
            colour = spec.get("encoding", {}).get("color", {})
            if colour.get("field") == "background":
                scale = colour["scale"]
                drawn |= set(zip(scale["domain"], scale["range"], strict=True))
    assert {label for label, _ in drawn} >= set(labels)
    assert drawn - set(labels.items()) <= {
        (text, everybody) for text in read_catalogue()["codes.background.all"].values()
    }


@pytest.mark.parametrize("tree", LANGUAGES)
def test_hovering_shows_the_value_and_how_many_it_is_of(
    tree: str, report: Path
) -> None:
    for shown in MOBILITY:
        for spec in specifications(report, f"{tree}{shown.name}.html"):
            layers = spec.get("layer", [spec])
            fields = {
                tip["field"]
                for layer in layers
                for tip in layer["encoding"].get("tooltip", [])
            }
            assert fields & {
                *("rate_percent", "share_percent", "retained_percent"),
                *("difference_percent", "hazard_ratio"),
            }
            # or how uncertain it is
            assert fields & {
                *("residents", "emigrants", "persons", "at_risk"),
                *("error_percent", "std_error"),
            }


def test_published_values_stand_beside_ours(pages: dict[str, Page]) -> None:
    for tree in LANGUAGES:
        page = pages[f"{tree}mobility_families.html"]
        # three tables, and as many that compare them number by number
        assert page.count("table") == 6
        assert page.count("details") == 3
        assert page.count("small") == 228


@pytest.mark.parametrize("tree", LANGUAGES)
@pytest.mark.parametrize("name", ESTIMATION)
def test_every_table_of_the_models_is_shown_with_its_data_and_sql(
    name: str, tree: str, report: Path, pages: dict[str, Page]
) -> None:
    page = pages[f"{tree}{name}.html"]
    up = tree and "../"
    for number in ESTIMATION[name].tables:
        query = table_query(number)
        assert query in page.ids
        assert f"{up}data/{query}.csv" in page.links
        assert f"{up}sql/{query}.sql" in page.links
        assert f"{'Tabell' if tree else 'Table'} {number}: " in page.words
    for one in ("estimation_published", "estimation_agreement"):
        assert f"{up}data/{one}.csv" in page.links
    # logits without a maximum, as the small demo may have, have no errors by family
    errors = rows(report, "clustered_errors")
    last = max(row["outcome_year"] for row in errors)
    has = {
        row["model"]
        for row in errors
        if row["outcome_year"] == last and row["median_ratio"]
    }
    assert len(has) > 3
    shown = f"{up}data/clustered_errors.csv" in page.links
    assert shown == (name in has or not name.startswith("logit"))
    source = "de syntetiske registrene" if tree else "the synthetic registers"
    assert page.words.count(source) == page.count("figure") + 1
    assert page.file.stat().st_size < ESTIMATION_LIMIT
    assert f"{name}.html" in pages[f"{tree}index.html"].links


@cache
def keep_to_schema(specification: str) -> None:
    alt.Chart.from_dict(json.loads(specification), validate=True)


@pytest.mark.parametrize("tree", LANGUAGES)
@pytest.mark.parametrize("name", ESTIMATION)
def test_plots_of_the_models_keep_to_the_schema_and_name_no_codes(
    name: str, tree: str, report: Path, pages: dict[str, Page]
) -> None:
    specs = specifications(report, f"{tree}{name}.html")
    boxes = [v for _, v in pages[f"{tree}{name}.html"].attributes if "data-chart" in v]
    assert len(specs) == len(boxes) > 0
    for spec in specs:
        [(name, points)] = spec["datasets"].items()
        # panels of a plot differ in their rows alone, which may hold anything
        keep_to_schema(json.dumps(spec | {"datasets": {name: [{}]}}))
        assert any("value" in point for point in points)
        for point in points:
            assert "_" not in point["row"] + point["outcome"]


def test_years_since_arrival_stand_in_their_order(published_report: Path) -> None:
    """An order that is not of the rows' own values would be passed over."""
    orders = {}
    for specification in specifications(published_report, "retention.html"):
        x = specification["encoding"]["x"]
        if isinstance(x.get("sort"), list):
            rows = specification["data"]["values"]
            assert {row[x["field"]] for row in rows} == set(x["sort"])
            assert x["sort"] == sorted(x["sort"], key=int)
            orders[x["field"]] = x["sort"]
    assert orders["duration"] == [str(years) for years in range(1, 11)]
