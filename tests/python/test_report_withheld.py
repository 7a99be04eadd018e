"""The report of a file of which numbers are withheld: no gap passes for a number."""

import csv
import re
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from report_pages import CHROMIUM, Page, chart_boxes, drawn, has_marks

from bofast.disclosure import Limits
from bofast.report import write_report
from bofast.report.figure_charts import Drawing, drawn_values
from bofast.report.language import MISSING, read_catalogue
from bofast.settings import PROJECT

NOT_A_NUMBER = re.compile(r"\b(nan|NaN|NaT|<NA>)\b")


@pytest.fixture(scope="module")
def report(published_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("withheld") / "report"
    write_report(published_file, out, PROJECT / "analysis", lambda _: None)
    return out


@pytest.fixture(scope="module")
def pages(report: Path) -> dict[str, Page]:
    return {str(f.relative_to(report)): Page(f) for f in report.rglob("*.html")}


def test_every_page_says_what_a_dash_stands_for(pages: dict[str, Page]) -> None:
    texts = read_catalogue()["site.withheld"]
    limit = Limits.from_environment().min_cell
    for name, page in pages.items():
        code = "nb" if name.startswith("nb/") else "en"
        assert texts[code].format(limit=limit) in page.words, name


def test_a_withheld_number_is_a_dash_on_the_page_and_empty_in_the_csv(
    report: Path, pages: dict[str, Page]
) -> None:
    with (report / "data" / "table_4_1.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["outcome_year"] == "2013"]
    values = [
        value
        for row in rows
        for column, value in row.items()
        if column.startswith(("emigration_", "out_migration_"))
    ]
    assert "" in values
    cells = [
        text for text in pages["mobility_families.html"].text if text.strip() == MISSING
    ]
    assert len(cells) >= values.count("")


def test_no_page_and_no_file_shows_what_a_program_calls_nothing(
    report: Path, pages: dict[str, Page]
) -> None:
    for name, page in pages.items():
        assert not NOT_A_NUMBER.search(page.words), name
    for file in (report / "data").iterdir():
        assert not NOT_A_NUMBER.search(file.read_text(encoding="utf-8")), file.name


def test_a_sum_with_a_withheld_part_is_not_shown(
    report: Path, published_file: Path
) -> None:
    with duckdb.connect(str(published_file), read_only=True) as connection:
        incomplete = connection.execute(
            "select geography_code from main.net_migration"
            " where geography_type = 'county' and background = 'all'"
            " group by all having count(*) > count(out_migrants)"
        ).fetchall()
    assert incomplete
    with (report / "data" / "net_migration_county.csv").open(encoding="utf-8") as file:
        rows = {row["county_code"]: row for row in csv.DictReader(file)}
    for (county,) in incomplete:
        assert rows[county]["out_migrants"] == ""
        assert rows[county]["rate_percent"] == ""


def test_stacked_bars_are_whole_or_not_drawn() -> None:
    """A bar without one of its parts would pass for the whole."""
    drawing = Drawing(
        chart="shares",
        unit="immigrants",
        value="share_percent",
        colour="background",
        panel="period",
        category="county_code",
    )
    shares = pd.DataFrame(
        [
            ("2004-2008", "01", "work", 40.0, 400),
            ("2004-2008", "01", "refuge", 60.0, 600),
            ("2004-2008", "02", "work", None, None),
            ("2004-2008", "02", "refuge", 70.0, 700),
            ("2009-2013", "02", "work", 30.0, 300),
        ],
        columns=["period", "county_code", "background", "share_percent", "residents"],
    )
    drawn_ones = drawn_values(shares, drawing).notna()
    assert list(drawn_ones) == [True, True, False, False, True]


@pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed")
@pytest.mark.parametrize(
    "name",
    [
        *("registers", "mobility_development", "mobility_labour_status"),
        *("mobility_centrality", "mobility_counties", "mobility_measures"),
        *("lpm_county", "logit_centrality"),
    ],
)
def test_charts_with_gaps_are_drawn_without_complaint(
    name: str, report: Path, tmp_path: Path
) -> None:
    dom, complaints = drawn(report / f"{name}.html", tmp_path)
    assert complaints == []
    for box in chart_boxes(dom):
        assert has_marks(box), box[:80]
