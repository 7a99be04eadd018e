"""What the report says of numbers that are not there: none is missing without why."""

import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from report_pages import Page, rows

from bofast.report.codes import CODES, Codes
from bofast.report.figure_charts import Drawing
from bofast.report.figure_gaps import shown
from bofast.report.figures import YEARS, read_pages
from bofast.report.language import LANGUAGES, MISSING, Language, read_catalogue
from bofast.report.missing import UNSAID, once, told
from bofast.report.published import Query, connect, read_publication, run_queries
from bofast.settings import PROJECT

NOT_A_NUMBER = re.compile(r"\b(nan|NaN|NaT|<NA>)\b")
# columns that are empty where they do not apply: a place, a sex
APPLIES_TO_SOME = {"centrality_level", "county_code", "sex"}
# columns that are empty for another reason than that a number is missing, such as
# numbers that the row says why it lacks
NOT_MISSING = {
    "average_differences": {"estimator"},
    "estimation_agreement": {"median_difference"},
    "estimation_content": None,
    "estimation_published": {
        *("row_code", "outcome"),
        # only estimates have an error of ours
        *("std_error", "z"),
    },
    # not every statement is of one year, one figure, a number or a limit to both sides
    "finding_overview": {
        *("outcome_year", "shown_at", "stated", "limit_low", "limit_high"),
        # a note in words is that of the code, or the study's
        *("finding_note_en", "finding_note_nb"),
    },
    "mobility_year": {"period", "missing_registers"},
    # codes that charts do not tell apart by colour
    "code": {"colour"},
    # the row of all tables
    "disclosure_summary": {"table_name"},
    # only rows that have probably been swapped in print are compared the other way, too
    "table_4_published": {"published_swapped", "z_swapped"},
}
# is_comparable says it of the references
COMPARED = {"register_profile_comparison", "register_profile_households"}


@pytest.fixture(scope="module")
def queries(published_file: Path) -> dict[str, Query]:
    with connect(published_file) as connection:
        return run_queries(connection, PROJECT / "analysis")


@pytest.fixture(scope="module")
def english() -> Language:
    return Language("en", read_catalogue(), {})


@pytest.fixture(scope="module")
def codes(queries: dict[str, Query], english: Language) -> Codes:
    return Codes(queries[CODES].table, english)


def test_every_page_says_what_a_dash_stands_for_and_leads_to_more(
    pages: dict[str, Page], published_file: Path
) -> None:
    texts = read_catalogue()["site.protected"]
    with connect(published_file) as connection:
        base = read_publication(connection).rounding_base
    for name, page in pages.items():
        code = "nb" if name.startswith("nb/") else "en"
        assert texts[code].format(base=base) in page.words, name
        assert any(link.endswith("disclosure.html") for link in page.links), name


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_on_protection_tells_what_it_costs(
    code: str, report: Path, pages: dict[str, Page], published_file: Path
) -> None:
    page = pages["disclosure.html" if code == "en" else "nb/disclosure.html"]
    language = Language(code, read_catalogue(), {})
    with duckdb.connect(str(published_file), read_only=True) as connection:
        rounded = connection.execute(
            "select table_name, column_name, counts, mean_difference,"
            " largest_difference from main.disclosure_utility"
        ).fetchall()
        row = connection.execute(
            "select rounding_base, min_cell, min_df, rows_withheld"
            " from main.publication"
        ).fetchone()
    assert row
    for number in row:
        assert " ".join(language.number(number).split()) in page.words
    counts = sum(row[2] for row in rounded)
    mean = sum(row[2] * row[3] for row in rounded) / counts
    for fact in (
        language.number(counts),
        language.number(mean, 2),
        language.number(max(row[4] for row in rounded)),
    ):
        assert fact in page.text
    # a head a table, and a row a count
    assert page.count("table") == 2
    texts = read_catalogue()
    for table, column, *_ in rounded:
        assert texts[f"disclosure.tables.{table}"][code] in page.words
        assert texts[f"columns.{column}"][code] in page.words
    for reason in rows(report, "missing_reason"):
        assert reason["code"] in page.words
        assert reason[f"label_{code}"] in page.words


def test_nobody_in_a_group_is_a_dash_on_the_page_and_empty_with_a_note_in_the_csv(
    report: Path, pages: dict[str, Page]
) -> None:
    """One person is no family of immigrants and others."""
    table = [r for r in rows(report, "table_4_1") if r["outcome_year"] == "2013"]
    values = [
        value
        for row in table
        for column, value in row.items()
        if column.startswith(("emigration_", "out_migration_"))
    ]
    assert "" in values
    for row in table:
        assert (row["note"] == "nobody_in_group") == ("" in list(row.values())[:-1])
    page = pages["mobility_families.html"]
    cells = [text for text in page.text if text.strip() == MISSING]
    assert len(cells) >= values.count("")
    # once for the whole page
    assert page.words.count("nobody in the group") == 1


def test_no_page_and_no_file_shows_what_a_program_calls_nothing(
    report: Path, pages: dict[str, Page]
) -> None:
    for name, page in pages.items():
        assert not NOT_A_NUMBER.search(page.words), name
    for file in (report / "data").rglob("*.csv"):
        assert not NOT_A_NUMBER.search(file.read_text(encoding="utf-8")), file.name


def test_an_empty_field_of_a_csv_file_has_a_note(report: Path) -> None:
    """But for the risk index, whose units are told of in its own tables."""
    for file in (report / "data").glob("*.csv"):
        if file.stem.startswith("risk_index_"):
            continue
        other = NOT_MISSING.get(file.stem, set())
        if other is None:
            continue
        other = other | APPLIES_TO_SOME
        for row in rows(report, file.stem):
            notes = [name for name in row if name.endswith("note")]
            empty = {
                name
                for name, value in row.items()
                if value == "" and name not in notes and not name.endswith("stars")
            }
            if empty - other and not any(row[name] for name in notes):
                assert file.stem in COMPARED, (file.stem, row)
                assert row["is_comparable"] == "False", (file.stem, row)


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_cannot_be_shown_is_listed_with_the_reason_of_its_rows(
    code: str, report: Path, pages: dict[str, Page]
) -> None:
    tree = "" if code == "en" else "nb/"
    labels = {
        row["code"]: row[f"label_{code}"] for row in rows(report, "missing_reason")
    }
    for name, page in pages.items():
        if name.startswith("nb/") != bool(tree):
            continue
        listed = [v["id"] for tag, v in page.attributes if tag == "li" and "id" in v]
        for query in [one for one in listed if one and one.startswith("table_")]:
            table = [r for r in rows(report, query) if r["outcome_year"] == "2013"]
            notes = {r[n] for r in table for n in r if n.endswith("note")} - {""}
            assert notes
            for note in notes:
                label = labels[note]
                assert f"{label[:1].lower()}{label[1:]}" in page.words, (name, query)


def figure(rates: list[tuple[int, str, float | None, str | None]]) -> pd.DataFrame:
    columns = ["outcome_year", "labour_status", "rate_percent", "note"]
    return pd.DataFrame(rates, columns=columns)


LINES = Drawing("lines", "residents", colour="labour_status")


def years(in_panel: list[int], out: list[int]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "outcome_year": in_panel + out,
            "period": "2009-2013",
            "is_in_panel": [True] * len(in_panel) + [False] * len(out),
        }
    )


def test_a_year_without_rows_breaks_the_line_and_says_why(codes: Codes) -> None:
    frame = figure(
        [
            (2010, "employed", 1.0, None),
            (2012, "employed", 2.0, None),
            (2013, "employed", None, "withheld_few"),
            (2010, "unemployed", 3.0, None),
            (2013, "unemployed", 4.0, None),
        ]
    )
    drawn = shown(frame, LINES, codes, years([2010, 2012, 2013], [2011, 2014]))
    values = drawn.frame.set_index(["labour_status", "outcome_year"])
    # a row a year between the first and the last of the panel
    assert len(values) == 2 * 4
    notes = values["note"].dropna().to_dict()
    assert notes == {
        ("employed", 2011): "year_not_in_panel",
        ("employed", 2013): "withheld_few",
        ("unemployed", 2011): "year_not_in_panel",
        ("unemployed", 2012): "nobody_in_group",
    }
    assert set(drawn.gaps) == set(notes.values())
    assert set(drawn.left_out) == {"nobody_in_group"}


def test_a_line_without_a_value_is_left_out_and_named(
    codes: Codes, english: Language
) -> None:
    frame = figure(
        [
            (2012, "employed", 1.0, None),
            (2013, "employed", 1.0, None),
            (2012, "unemployed", None, "withheld_few"),
            (2013, "unemployed", None, None),
        ]
    )
    drawn = shown(frame, LINES, codes, years([2012, 2013], []))
    assert set(drawn.frame["labour_status"]) == {"employed"}
    assert drawn.gaps == []
    assert told(drawn.left_out, codes, english) == [
        "Unemployed: withheld: of too few persons",
        "Unemployed: the published file does not say why",
        "Employed and in education, In education, Otherwise outside the labour force:"
        " nobody in the group",
    ]


def test_a_figure_of_one_code_is_not_told_to_lack_the_others(codes: Codes) -> None:
    drawn = shown(
        figure([(2013, "employed", 1.0, None)]), LINES, codes, years([2013], [])
    )
    assert drawn.reasons == []


def test_a_figure_without_any_value_has_its_reasons_and_no_rows(codes: Codes) -> None:
    nothing = figure([])
    assert shown(nothing, LINES, codes, years([2013], [])).reasons == [
        "nobody_in_group"
    ]
    null = figure([(2013, "employed", None, None)])
    drawn = shown(null, LINES, codes, years([2013], []))
    assert drawn.frame.empty
    assert drawn.reasons == [UNSAID]


def test_a_panel_without_a_value_is_named_once(codes: Codes, english: Language) -> None:
    frame = pd.DataFrame(
        [
            ("2004-2008", "01", None, None),
            ("2009-2013", "01", 1.0, None),
            ("2009-2013", "02", None, "withheld_few"),
        ],
        columns=["period", "county_code", "rate_percent", "note"],
    )
    drawing = Drawing("bars", "residents", category="county_code", panel="period")
    drawn = shown(frame, drawing, codes, years([2013], []))
    assert told(drawn.left_out, codes, english) == [
        "2004-2008: the published file does not say why",
        "Akershus: withheld: of too few persons",
    ]
    assert list(drawn.frame["county_code"]) == ["01"]


def test_reasons_stand_once_within_a_sentence(codes: Codes, english: Language) -> None:
    found = ["withheld_few", "nobody_in_group", "withheld_few"]
    assert once(found, codes, english) == (
        "withheld: of too few persons; nobody in the group"
    )


def test_every_figure_asks_for_years_and_reasons_that_there_are(
    queries: dict[str, Query], codes: Codes
) -> None:
    """Of the demo: what its figures lack has a reason that the list has."""
    for page in read_pages():
        for entry in page.figures:
            frame = queries[entry.query].table
            drawn = shown(frame, entry.drawing, codes, queries[YEARS].table)
            assert UNSAID not in drawn.reasons
            for reason in drawn.reasons:
                assert codes.label("missing_reason", reason) != reason
