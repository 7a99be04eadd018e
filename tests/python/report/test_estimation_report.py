"""Pages on the estimated models: what they show, and what when there is nothing."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from report_pages import read_codes

from bofast.estimation.codes import (
    CATEGORY_WITHOUT_OUTCOME,
    NOBODY_IN_CATEGORY,
    NOBODY_IN_MODEL,
    NOBODY_WITH_OUTCOME,
    OTHER_COEFFICIENTS,
    PENALISED_LIKELIHOOD,
)
from bofast.report.codes import CODES, Codes
from bofast.report.colours import PLAIN
from bofast.report.estimation import (
    STUDY_YEAR,
    Chapter,
    EstimatePage,
    ShownModel,
    has_rows,
    page_context,
    read_chapters,
    table_query,
)
from bofast.report.estimation_charts import Plot, draw
from bofast.report.estimation_tables import (
    LAYOUTS,
    PENALISED_MARK,
    difference_reasons,
    is_estimated,
    linear_reasons,
    logit_reasons,
    number_cell,
)
from bofast.report.figure_charts import Series, series
from bofast.report.language import LANGUAGES, Language, is_missing, read_catalogue
from bofast.report.missing import told
from bofast.report.published import Query, connect, records, run_queries
from bofast.report.tables import Table
from bofast.settings import PROJECT

Queries = Mapping[str, Query]
PAGES = [(chapter, page) for chapter in read_chapters() for page in chapter.pages]
EACH_PAGE = pytest.mark.parametrize(
    ("chapter", "page"), PAGES, ids=[page.name for _, page in PAGES]
)
# what disclosure control says of what it leaves out
WITHHELD_FEW = "withheld_few"
# one model for all, which converges in small registers too
SURE = next(pair for pair in PAGES if pair[1].name == "logit_all")
ESTIMATION = PROJECT / "analysis" / "estimation"


@pytest.fixture(scope="module")
def queries(warehouse_file: Path) -> Queries:
    """Results on the warehouse, where nothing is withheld."""
    with connect(warehouse_file) as connection:
        codes = {CODES: read_codes(connection)}
        return run_queries(connection, ESTIMATION) | codes


@pytest.fixture(scope="module")
def languages() -> dict[str, Language]:
    return {code: Language(code, read_catalogue(), {}) for code in LANGUAGES}


@pytest.fixture(scope="module")
def english(languages: dict[str, Language]) -> Language:
    return languages["en"]


def changed(queries: Queries, change: Any) -> Queries:
    """Return the queries with their results changed, those of the marts only."""
    return {
        name: Query(query.sql, change(query.table))
        if "outcome_year" in query.table
        else query
        for name, query in queries.items()
    }


def tables_of(context: Mapping[str, Any]) -> dict[str, ShownModel]:
    return {
        shown.anchor: shown for block in context["blocks"] for shown in block["tables"]
    }


def said(table: Table) -> list[str]:
    """Return every word of a table."""
    cells = [cell.text for row in table.rows for cell in row]
    heads = [heading.text for heading in table.headings]
    return [table.caption, *heads, *(group.text for group in table.groups), *cells]


def test_titles_and_texts_are_in_both_languages_with_the_same_blanks() -> None:
    for chapter, page in PAGES:
        texts = [chapter.title, chapter.text, chapter.synthetic, page.title, page.text]
        for block in page.blocks:
            texts += [block.heading, block.title, *([block.note] if block.note else [])]
            texts += [figure.title for figure in block.figures]
        for text in texts:
            assert set(text) == set(LANGUAGES)
            assert text["en"].strip() != text["nb"].strip()
            blanks = [set(re.findall(r"{(\w+)}", text[code])) for code in LANGUAGES]
            assert blanks[0] == blanks[1]


@EACH_PAGE
@pytest.mark.parametrize("code", LANGUAGES)
def test_no_code_stands_where_a_label_should(
    code: str,
    chapter: Chapter,
    page: EstimatePage,
    queries: Queries,
    languages: dict[str, Language],
) -> None:
    context = page_context(chapter, page, queries, languages[code])
    # logits without a maximum have no errors by family
    known = [context[name] for name in ("errors", "agreement") if context[name]]
    words = [one["text"] for one in known]
    words += [word for one in known for word in said(one["table"])]
    for block in context["blocks"]:
        words += [block["reference"], *(f.caption for f in block["figures"])]
        for figure in block["figures"]:
            words += [panel.title for panel in figure.panels]
        for shown in block["tables"]:
            words += [*shown.notes, *said(shown.table)]
            words += [*shown.reasons, shown.reasons_title]
        words += [*block["fit_reasons"], block["averages_missing"]]
        for table in (block["fit"], block["averages"]):
            words += said(table or NONE)
    for group in context["undrawn"]:
        words += [group.reason, *(one.caption for one in group.entries)]
    assert [word for word in words if "_" in word or "nan" in word] == []


NONE = Table("", "", [], [])


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_code_has_a_label(
    code: str, queries: Queries, languages: dict[str, Language]
) -> None:
    codes = Codes(queries[CODES].table, languages[code])
    references = queries["estimation_reference"].table
    used = set(zip(references["variable"], references["category"], strict=True))
    content = queries["estimation_content"].table
    for column in ("model", "contrast_group", "sex", "centrality_level", "county_code"):
        used |= {(column, one) for one in content[column].dropna()}
    for name in ("lpm_coefficients", "logit_coefficients", "logit_differences"):
        table = queries[name].table
        layout = LAYOUTS[name.removesuffix("_coefficients").removesuffix("s")]
        used |= {(layout.labels, one) for one in table[layout.row]}
        used |= {("outcome", one) for one in table["outcome"]}
        used |= {("missing_reason", one) for one in table["note"].dropna()}
    assert [one for one in used if codes.label(*one) == one[1]] == []


@EACH_PAGE
def test_a_table_shows_its_query_and_the_printed_numbers(
    chapter: Chapter, page: EstimatePage, queries: Queries, english: Language
) -> None:
    tables = tables_of(page_context(chapter, page, queries, english))
    printed = queries["estimation_published"].table
    for block in page.blocks:
        layout = LAYOUTS[block.layout]
        for number in block.tables:
            frame = queries[table_query(number)].table
            frame = frame[frame["outcome_year"] == STUDY_YEAR]
            frame = frame[is_estimated(frame, layout) | layout.stars]
            estimated = is_estimated(frame, layout).any()
            assert (table_query(number) in tables) == estimated
            if not estimated:
                continue
            table = tables[table_query(number)].table
            assert len(table.rows) == len(frame)
            known = 0
            for cells, row in zip(table.rows, records(frame), strict=True):
                numbers = [cell for cell in cells if cell.kind == "number"]
                expected = []
                for outcome in layout.outcomes:
                    stars = row.get(f"{outcome}_stars")
                    mark = row.get("estimator") == PENALISED_LIKELIHOOD
                    estimate = number_cell(row[f"{outcome}_estimate"], 3, english).text
                    estimate += "" if is_missing(stars) else stars
                    expected.append(estimate + (PENALISED_MARK if mark else ""))
                    t_value = row[f"{outcome}_t_value"]
                    expected.append(
                        number_cell(t_value, layout.t_decimals, english).text
                    )
                assert [cell.text for cell in numbers] == expected
                known += sum(bool(cell.note) for cell in numbers)
            if layout.stars:
                persons = printed[
                    (printed["table_id"] == number)
                    & (printed["column_name"] == "n_observations")
                ]
                ours = int(frame["n_observations"].max())
                [published] = persons["published"]
                assert tables[table_query(number)].notes == [
                    f"{ours:,} persons; the report has {published:,.0f}."
                ]
            of_table = printed[
                (printed["table_id"] == number)
                & printed["column_name"].isin(["estimate", "t_value"])
            ]
            if layout.has_profiles and "centrality_level" in frame:
                levels = set(frame["centrality_level"].astype(str))
                of_table = of_table[of_table["centrality_level"].isin(levels)]
            assert known == len(of_table) > 0


@pytest.mark.parametrize("code", LANGUAGES)
def test_penalised_estimates_are_marked_and_the_mark_is_explained(
    code: str, queries: Queries, languages: dict[str, Language]
) -> None:
    """Model D.1 of the demo has no maximum, model D.3 has."""
    chapter, page = next(pair for pair in PAGES if pair[1].name == "logit_centrality")
    language = languages[code]
    context = page_context(chapter, page, queries, language)
    assert context["has_penalised"]
    shown = tables_of(context)
    mark = language.text("estimation.penalised.mark")
    for number, marked in (("d_1", True), ("d_3", False), ("6_7", True)):
        table = shown[f"table_{number}"].table
        assert any(PENALISED_MARK in word for word in said(table)) == marked
        assert (mark in shown[f"table_{number}"].notes) == marked
    assert shown["table_d_1"].reasons
    assert not shown["table_d_3"].reasons
    coefficients = context["blocks"][0]
    fits = [[cell.text for cell in row] for row in coefficients["fit"].rows]
    assert [PENALISED_MARK in row[-1] for row in fits] == [True, True, False, True]
    [figure] = coefficients["figures"]
    assert language.text("estimation.notes.penalised") in figure.note
    assert PENALISED_MARK in [key.mark for key in figure.legend]
    panels = [panel.spec["datasets"]["points"] for panel in figure.panels]
    assert [{"penalised" in point for point in points} for points in panels] == [
        *({True}, {True}, {False}, {True})
    ]


def test_where_all_have_a_maximum_there_is_no_mark(
    queries: Queries, english: Language
) -> None:
    chapter, page = SURE
    context = page_context(chapter, page, queries, english)
    assert not context["has_penalised"]
    for block in context["blocks"]:
        for figure in block["figures"]:
            assert PENALISED_MARK not in [key.mark for key in figure.legend]
    for shown in tables_of(context).values():
        assert not any(PENALISED_MARK in word for word in said(shown.table))


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (NOBODY_IN_MODEL, "nobody is in the model"),
        (None, "the published file does not say why"),
    ],
)
def test_models_without_estimates_are_listed_with_one_reason(
    reason: str | None, told: str, queries: Queries, english: Language
) -> None:
    chapter, page = SURE

    def empty(table: pd.DataFrame) -> pd.DataFrame:
        columns = [c for c in table if str(c).endswith(("estimate", "average"))]
        lost = table.assign(**dict.fromkeys(columns, float("nan")))
        notes = [c for c in table if str(c).endswith("note")]
        return lost.assign(estimator=None, **dict.fromkeys(notes, reason))

    context = page_context(chapter, page, changed(queries, empty), english)
    assert tables_of(context) == {}
    assert not any(block["figures"] for block in context["blocks"])
    assert not context["has_averages"]
    [group] = context["undrawn"]
    assert group.reason == told
    anchors = [one.anchor for one in group.entries]
    assert len(anchors) == len(set(anchors))
    assert {table_query(number) for number in page.tables} < set(anchors)
    plots = sum(len(block.figures) for block in page.blocks)
    assert len(anchors) == len(page.tables) + plots


def test_a_level_without_estimates_is_left_out_and_named_with_the_reason(
    queries: Queries, english: Language
) -> None:
    chapter, page = next(pair for pair in PAGES if pair[1].name == "logit_centrality")

    def only_level_4(table: pd.DataFrame) -> pd.DataFrame:
        if "contrast" not in table or "centrality_level" not in table:
            return table
        lost = table["centrality_level"].astype("string").ne("4")
        columns = [c for c in table if str(c).endswith("estimate")]
        notes = {"note": table["note"].mask(lost, WITHHELD_FEW)}
        return table.assign(**{c: table[c].mask(lost) for c in columns}, **notes)

    context = page_context(chapter, page, changed(queries, only_level_4), english)
    shown = tables_of(context)
    reason = (
        "Least central municipalities, Less central municipalities, Somewhat central"
        " municipalities: withheld: of too few persons"
    )
    for number in (7, 16):
        table = shown[f"table_6_{number}"]
        levels = {row[-7].text for row in table.table.rows}
        assert levels == {"4"}
        assert table.reasons == [reason]
    for figure in context["blocks"][1]["figures"]:
        assert [panel.title for panel in figure.panels] == ["Central municipalities"]
        assert english.text("missing.left_out", what=reason) in figure.note


def test_a_row_without_estimate_is_told_under_the_table(
    queries: Queries, english: Language
) -> None:
    layout = LAYOUTS["lpm"]
    row: dict[str, Any] = {"term": "male"}
    for outcome in layout.outcomes:
        row |= {f"{outcome}_estimate": None, f"{outcome}_t_value": None}
        row |= {f"{outcome}_note": NOBODY_IN_CATEGORY}
    other = row | {
        "term": "employed",
        "stay_estimate": 0.0,
        "stay_note": NOBODY_WITH_OUTCOME,
    }
    codes = Codes(queries[CODES].table, english)
    reasons = linear_reasons(pd.DataFrame([row, other]), layout, codes)
    assert told(reasons, codes, english) == [
        "Man, Employed: a category that nobody is in",
        "Stay: an outcome that nobody had",
    ]
    # what holds of all needs no places
    reasons = linear_reasons(pd.DataFrame([row, row]), layout, codes)
    assert told(reasons, codes, english) == ["A category that nobody is in"]
    unsaid = row | {f"{outcome}_note": None for outcome in layout.outcomes}
    reasons = linear_reasons(pd.DataFrame([unsaid]), layout, codes)
    assert told(reasons, codes, english) == ["The published file does not say why"]


def test_terms_that_leave_a_logit_without_maximum_are_told_under_the_table(
    queries: Queries, english: Language
) -> None:
    layout = LAYOUTS["logit"]
    rows = [
        ("female", OTHER_COEFFICIENTS, OTHER_COEFFICIENTS),
        ("status_employed", CATEGORY_WITHOUT_OUTCOME, CATEGORY_WITHOUT_OUTCOME),
        ("background_work", OTHER_COEFFICIENTS, CATEGORY_WITHOUT_OUTCOME),
    ]
    columns = ["term", "out_migration_note", "emigration_note"]
    frame = pd.DataFrame(rows, columns=columns).assign(
        out_migration_estimate=0.1, emigration_estimate=0.2
    )
    codes = Codes(queries[CODES].table, english)
    [reason] = told(logit_reasons(frame, layout, codes), codes, english)
    places, label = reason.split(": ")
    assert places == "Employed, Came for work (Emigration)"
    assert label == "a category in which nobody had an outcome"


def test_differences_that_are_missing_are_told_under_the_table(
    queries: Queries, english: Language
) -> None:
    layout = LAYOUTS["logit_difference"]
    frame = pd.DataFrame(
        {
            "contrast": ["background_work", "background_refuge"] * 2,
            "centrality_level": ["1", "1", "4", "4"],
            "note": [NOBODY_IN_CATEGORY, None, WITHHELD_FEW, WITHHELD_FEW],
            "stay_estimate": [None, 0.1, None, None],
            "out_migration_estimate": [None, 0.1, None, None],
            "emigration_estimate": [None, 0.1, None, None],
        }
    )
    codes = Codes(queries[CODES].table, english)
    assert told(difference_reasons(frame, layout, codes), codes, english) == [
        "Came for work (Least central municipalities): a category that nobody is in",
        "Central municipalities: withheld: of too few persons",
    ]


@EACH_PAGE
def test_without_the_study_s_year_the_last_is_shown_and_nothing_compared(
    chapter: Chapter, page: EstimatePage, queries: Queries, english: Language
) -> None:
    earlier = changed(queries, lambda table: table[table["outcome_year"] < STUDY_YEAR])
    years = earlier[table_query(page.tables[0])].table["outcome_year"]
    assert has_rows(page, earlier)
    context = page_context(chapter, page, earlier, english)
    assert context["agreement"] is None
    for shown in tables_of(context).values():
        assert shown.table.caption.endswith(f", {years.max()}")
        assert not any(cell.note for row in shown.table.rows for cell in row)


def test_a_page_without_rows_has_nothing_to_show(queries: Queries) -> None:
    nothing = changed(queries, lambda table: table.head(0))
    assert not any(has_rows(page, nothing) for _, page in PAGES)


def test_points_stand_in_their_intervals_on_one_axis(english: Language) -> None:
    points = pd.DataFrame(
        {
            "row": ["male", "male", "female"],
            "outcome": ["stay", "emigration", "stay"],
            "panel": ["1", "1", "2"],
            "value": [0.1, float("nan"), -0.2],
            "low": [0.05, float("nan"), -9.0],
            "high": [0.15, float("nan"), 9.0],
            "published": [0.12, 0.3, float("nan")],
            "is_penalised": [False, False, True],
        }
    )
    outcomes = [
        Series("stay", "Stay", "#111111", "circle"),
        Series("emigration", "Emigration", "#eeeeee", "square"),
    ]
    plot = Plot("Value", "Row", {"male": "Man", "female": "Woman"}, outcomes)
    panels = draw(points, plot, english)
    assert [panel.title for panel in panels] == ["1", "2"]
    specs = [panel.spec for panel in panels]
    assert specs[0]["datasets"]["points"] == [
        {
            "row": "Man",
            "outcome": "Stay",
            "value": 0.1,
            "low": 0.05,
            "high": 0.15,
            "published": 0.12,
        },
        {"row": "Man", "outcome": "Emigration", "published": 0.3},
    ]
    assert [point["penalised"] for point in specs[1]["datasets"]["points"]] == [True]
    domains = [_domain(spec) for spec in specs]
    # a very wide interval does not flatten the rest: half the points' range beyond them
    assert domains[0] == domains[1] == pytest.approx([-0.45, 0.55])


def _domain(spec: Mapping[str, Any]) -> list[float]:
    marks = spec["layer"][-1]["layer"]
    [domain] = {tuple(mark["encoding"]["x"]["scale"]["domain"]) for mark in marks}
    return list(domain)


def test_outcomes_are_told_apart_without_colours_too(
    published_file: Path, english: Language
) -> None:
    with connect(published_file) as connection:
        codes = Codes(read_codes(connection).table, english)
    outcomes = codes.listed("outcome")
    shown = series(codes, "outcome", outcomes)
    assert [one.code for one in shown] == outcomes
    assert len({one.shape for one in shown}) == len(outcomes) == 3
    assert len({one.colour for one in shown}) == 3
    # whichever of them are shown
    assert series(codes, "outcome", outcomes[1:]) == shown[1:]


def test_a_code_without_colour_has_that_of_all_others(english: Language) -> None:
    """As a group of an office's own, until its colour is in the seed."""
    table = pd.DataFrame(
        [
            ("not_broken_down", "all", "#000000"),
            ("background", "work", "#123456"),
            ("background", "own", None),
            ("sex", "male", None),
        ],
        columns=["list_name", "code", "colour"],
    ).assign(label_en="text", label_nb="norsk")
    codes = Codes(table, english)
    found = {code: codes.colour("background", code) for code in ("all", "work", "own")}
    assert found == {"all": "#000000", "work": "#123456", "own": PLAIN}
    assert codes.coloured("background") == ["all", "work"]
    assert codes.coloured("sex") == []
    assert codes.colour("sex", "all") == "#000000"
