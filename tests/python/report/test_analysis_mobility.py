"""Figures and tables of report 2016/27, chapters 4 and 5: none lacks its query."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from report_pages import read_codes

from bofast.contract.registers import csv_rows
from bofast.report.figures import PERIODS, YEARS, Page, read_pages
from bofast.report.published import Query, connect, run_queries
from bofast.settings import PROJECT, SEEDS

FOLDER = PROJECT / "analysis" / "mobility"
# followed year by year on the same kind of pages
RETENTION = PROJECT / "analysis" / "retention"
BACKGROUNDS = ["work", "refuge", "family", "education", "nordic", "unknown"]
MEASURES = ["emigration", "out_migration"]
# queries that are not themselves a figure or table on a page
BESIDE = {YEARS, PERIODS, "table_4_published", "rate_decomposition_period"}
COLOURS = csv_rows(SEEDS / "classifications" / "code_colour.csv")
# columns that charts tell apart by colour
COLOURED = ("background", "labour_status", "education_level", "centrality_level")
# distance of two colours in CIE Lab that a reader can tell apart at a glance
TOLD_APART = 9.0
# Machado, Oliveira and Fernandes (2009), table 1, severity 1.0
COLOUR_VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
}


@dataclass(frozen=True)
class Printed:
    """A figure of the report, as its caption says.

    Attributes:
        number: its number.
        measures: what is drawn.
        level: geography level that out-migration is counted at.
        backgrounds: whose.
        by: column of `person_year` it is broken down by, and its name in the query.
        adults: whether only those aged 15-74 are in it.
        periods: whether it is by five-year period and not by year.
    """

    number: str
    measures: list[str]
    level: str
    backgrounds: list[str]
    by: dict[str, str] = field(default_factory=dict)
    adults: bool = False
    periods: bool = False

    @property
    def query(self) -> str:
        chapter, figure = self.number.split(".")
        return f"figure_{chapter}_{int(figure):02}"

    @property
    def time(self) -> str:
        return "period" if self.periods else "outcome_year"


def inventory() -> Iterator[Printed]:
    """The figures with rates, from the captions of chapters 4 and 5."""
    everyone = dict(zip(MEASURES, ("4.1", "4.2"), strict=True))
    for measure, number in everyone.items():
        yield Printed(number, [measure], "centrality", BACKGROUNDS)
    for place, one in enumerate(BACKGROUNDS):
        yield Printed(f"4.{3 + place}", MEASURES, "centrality", [one])
        county = {"county_code": "county_code"}
        yield Printed(
            f"5.{14 + place}", MEASURES, "county", [one], county, periods=True
        )
        for side, measure in enumerate(MEASURES):
            number = 2 * place + side
            for first, column in ((9, "labour_status"), (21, "education_level")):
                by = {column: column}
                yield Printed(
                    f"4.{first + number}", [measure], "county", [one], by, adults=True
                )
            centrality = {"centrality_level": "centrality_level"}
            yield Printed(f"5.{1 + number}", [measure], "centrality", [one], centrality)


INVENTORY = list(inventory())
NUMBERS = {
    **{f"4.{n}": f"figure_4_{n:02}" for n in range(1, 33)},
    **{f"5.{n}": f"figure_5_{n:02}" for n in range(1, 20)},
}
TABLES = {f"4.{n}": f"table_4_{n}" for n in (1, 2, 3)}


@pytest.fixture(scope="module")
def queries(warehouse_file: Path) -> dict[str, Query]:
    """Results on the warehouse, where nothing is withheld."""
    with connect(warehouse_file) as connection:
        return run_queries(connection, FOLDER) | run_queries(connection, RETENTION)


@pytest.fixture(scope="module")
def pages() -> list[Page]:
    return read_pages()


def test_no_figure_or_table_lacks_its_query() -> None:
    files = {file.stem for file in FOLDER.glob("*.sql")}
    assert set(NUMBERS.values()) | set(TABLES.values()) <= files
    assert {one.query for one in INVENTORY} | {"figure_5_13"} == set(NUMBERS.values())


def test_every_figure_and_table_is_on_a_page_under_its_number(
    pages: list[Page],
) -> None:
    figures = {f.number: f.query for p in pages for f in p.figures if f.number}
    tables = {t.number: t.query for p in pages for t in p.tables}
    assert figures == NUMBERS
    assert tables == TABLES


def test_every_query_is_on_one_page(pages: list[Page]) -> None:
    shown = [query for page in pages for query in page.queries]
    assert sorted(shown) == sorted(
        {file.stem for one in (FOLDER, RETENTION) for file in one.glob("*.sql")}
        - BESIDE
    )


@pytest.mark.parametrize(
    ("kind", "number", "name"),
    [("figure", *pair) for pair in NUMBERS.items()]
    + [("table", *pair) for pair in TABLES.items()],
)
def test_a_query_opens_with_what_it_shows(kind: str, number: str, name: str) -> None:
    text = (FOLDER / f"{name}.sql").read_text(encoding="utf-8")
    assert text.startswith(f"-- {kind.capitalize()} {number}: ")
    assert f"-- Source: report 2016/27, {kind} {number}; mart " in text


def test_pages_name_columns_that_their_queries_have(
    pages: list[Page], queries: dict[str, Query]
) -> None:
    for page in pages:
        for entry in page.figures:
            drawn = entry.drawing
            named = {drawn.value, drawn.colour, drawn.dash, drawn.panel}
            named |= {drawn.category, drawn.across}
            assert named - {""} <= set(queries[entry.query].table), entry.query
        for table in page.tables:
            columns = {f"{m}_{group}" for group in table.groups for m in MEASURES}
            assert columns | set(table.rows) <= set(queries[table.query].table)


def test_pages_and_titles_are_in_both_languages(pages: list[Page]) -> None:
    for page in pages:
        entries = [*page.figures, *page.tables]
        texts = [page.title, page.text, *(entry.title for entry in entries)]
        texts += [page.synthetic] if page.synthetic else []
        texts += [figure.note for figure in page.figures if figure.note]
        texts += [text for table in page.tables for text in table.groups.values()]
        for text in texts:
            assert text["en"].strip()
            assert text["nb"].strip()
            assert text["en"] != text["nb"]


@pytest.mark.parametrize("figure", INVENTORY, ids=lambda figure: figure.number)
def test_a_figure_is_a_count_of_persons(
    figure: Printed, queries: dict[str, Query], marts: duckdb.DuckDBPyConnection
) -> None:
    table = queries[figure.query].table
    key = [figure.time, "background", *figure.by.values(), "measure"]
    promised = [*key, "residents", "movers", "rate_percent"]
    assert [column for column in table if column in promised] == promised
    by = "".join(f", cast({column} as varchar)" for column in figure.by)
    known = "".join(f" and {column} is not null" for column in figure.by)
    period = (
        "case when outcome_year between 2004 and 2008 then '2004-2008'"
        " when outcome_year between 2009 and 2013 then '2009-2013' end"
    )
    time = period if figure.periods else "outcome_year"
    ages = " and age between 15 and 74" if figure.adults else ""
    counted = [
        (*row[:-1], measure, row[-1], movers, pytest.approx(100 * movers / row[-1]))
        for measure in figure.measures
        for *row, movers in marts.execute(
            f"select {time}, background{by}, count(*),"
            f" count(*) filter (where outcome_{figure.level} = ?)"
            " from main.person_year"
            f" where list_contains(?, background) {known} {ages}"
            f" and {time} is not null group by all",
            [measure, figure.backgrounds],
        ).fetchall()
    ]
    assert counted
    shown = list(table[promised].itertuples(index=False, name=None))
    assert sorted(shown, key=_key) == sorted(counted, key=_key)


def _key(row: tuple[object, ...]) -> tuple[str, ...]:
    # the numbers come last, and are no part of the key
    return tuple(str(value) for value in row[:-3])


def test_the_composition_adds_up_in_every_county_and_the_country(
    queries: dict[str, Query],
) -> None:
    table = queries["figure_5_13"].table
    assert "country" in set(table["county_code"])
    assert table["county_code"].nunique() == 20
    total = table.groupby(["period", "county_code"])["share_percent"].sum()
    assert np.allclose(total, 100)
    residents = table.groupby(["period", "county_code"])["residents"].transform("sum")
    assert np.allclose(table["share_percent"], 100 * table["residents"] / residents)


@pytest.mark.parametrize(
    ("name", "ages", "column", "groups"),
    [
        (
            "table_4_1",
            "true",
            "family_composition",
            {"all": None, "immigrants_only": "immigrants_only", "mixed": "mixed"},
        ),
        (
            "table_4_2",
            "age between 20 and 35",
            "family_composition",
            {"all": None, "immigrants_only": "immigrants_only", "mixed": "mixed"},
        ),
        (
            "table_4_3",
            "true",
            "family_mix",
            {
                f"mixed_{mix}": mix
                for mix in ("equal", "majority_immigrants", "minority_immigrants")
            },
        ),
    ],
)
def test_a_table_has_the_printed_layout_and_counts_persons(
    name: str,
    ages: str,
    column: str,
    groups: dict[str, str | None],
    queries: dict[str, Query],
    marts: duckdb.DuckDBPyConnection,
) -> None:
    table = queries[name].table
    last = table[table["outcome_year"] == table["outcome_year"].max()]
    # backgrounds in the study's order, families from small to large
    assert list(dict.fromkeys(last["background"])) == BACKGROUNDS
    sizes = ["3+"] if name == "table_4_3" else ["1", "2", "3+"]
    assert list(last["family_size_group"]) == sizes * len(BACKGROUNDS)
    for group, code in groups.items():
        for measure in MEASURES:
            counted = marts.execute(
                "select outcome_year, background,"
                " case when family_size > 2 then '3+' else cast(family_size as varchar)"
                " end as family_size_group,"
                " 100.0 * count(*) filter (where outcome_county = ?) / count(*) as rate"
                f" from main.person_year where {ages}"
                f" and (? is null or {column} = ?) group by all",
                [measure, code, code],
            ).df()
            keys = ["outcome_year", "background", "family_size_group"]
            beside = table.merge(counted, how="left", on=keys)
            ours = beside[f"{measure}_{group}"].astype(float)
            assert ours.notna().any()
            pd.testing.assert_series_equal(
                ours, beside["rate"].astype(float), check_names=False
            )


def test_published_rates_stand_beside_ours_under_the_columns_of_the_tables(
    queries: dict[str, Query],
) -> None:
    published = queries["table_4_published"].table
    assert len(published) == 228
    for number, name in TABLES.items():
        table = queries[name].table
        year = table[table["outcome_year"] == 2013]
        for row in published[published["table_id"] == number].itertuples():
            ours = year[
                (year["background"] == row.background)
                & (year["family_size_group"] == row.family_size_group)
            ]
            own = ours[row.column_name].astype(float)
            assert list(own.fillna(-1)) == pytest.approx(
                [-1 if pd.isna(row.estimate) else row.estimate]
            )
            assert row.difference == pytest.approx(
                row.estimate - row.published, nan_ok=True
            )


def test_measures_of_our_own_follow_from_the_rates(
    queries: dict[str, Query],
) -> None:
    share = queries["administrative_emigration_share"].table
    assert ((share["movers"] >= 0) & (share["movers"] <= share["emigrants"])).all()
    assert share["movers"].sum() > 0
    rate = queries["administrative_emigration_rate"].table.pivot(
        index=["outcome_year", "background"], columns="emigrations", values="movers"
    )
    less = rate["all_emigrations"] - rate["without_administrative"]
    beside = share.set_index(["outcome_year", "background"])["movers"]
    assert (less - beside == 0).all()
    net = queries["net_migration_county"].table
    assert net["net_migration"].sum() == 0
    assert (net["in_migrants"] - net["out_migrants"] == net["net_migration"]).all()
    gained = queries["net_moves_county"].table
    within = gained[gained["net_of"] == "norway"]
    assert list(within["net_movers"]) == list(net["net_migration"])
    flows = queries["gross_flow_rate"].table
    emigrated = flows[flows["direction"] == "emigration"].groupby("outcome_year")
    everybody = share[share["background"] == "all"].set_index("outcome_year")
    assert (emigrated["movers"].sum() == everybody["emigrants"]).all()
    shares = queries["gross_flow_share"].table
    assert ((shares["movers"] >= 0) & (shares["movers"] <= shares["persons"])).all()
    assert shares.groupby("flow")["movers"].sum().min() > 0
    level = queries["net_migration_centrality"].table
    assert (level.groupby("outcome_year")["net_migration"].sum() == 0).all()
    ends = queries["centrality_transition"].table
    total = ends.groupby(["outcome_year", "level_start"])["share_percent"].sum()
    assert np.allclose(total, 100)
    for measure in MEASURES:
        rates = queries[f"standardised_{measure}"].table
        assert set(rates["adjustment"]) == {"crude", "standardised"}
        assert rates["rate_percent"].dropna().between(0, 100).all()


@pytest.mark.parametrize("column", COLOURED)
def test_every_code_has_a_colour(column: str, published_file: Path) -> None:
    with connect(published_file) as connection:
        codes = read_codes(connection).table
    of_list = codes[codes["list_name"] == column]
    assert len(of_list) > 3
    assert of_list["colour"].notna().all()


@pytest.mark.parametrize("vision", COLOUR_VISION)
@pytest.mark.parametrize("column", COLOURED)
def test_colours_are_told_apart_with_any_colour_vision(
    column: str, vision: str
) -> None:
    seen = {
        row["code"]: _lab(COLOUR_VISION[vision] @ _linear(row["colour"]))
        for row in COLOURS
        if row["list_name"] == column
        or (row["code"] == "all" and column == "background")
    }
    for one, other in combinations(seen, 2):
        distance = np.linalg.norm(seen[one] - seen[other])
        assert distance > TOLD_APART, (one, other, distance)


def _linear(colour: str) -> np.ndarray:
    parts = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def _lab(linear: np.ndarray) -> np.ndarray:
    """CIE Lab of linear sRGB, white point D65 (IEC 61966-2-1)."""
    to_xyz = np.array(
        [
            [0.4124, 0.3576, 0.1805],
            [0.2126, 0.7152, 0.0722],
            [0.0193, 0.1192, 0.9505],
        ]
    )
    x, y, z = np.cbrt(to_xyz @ linear.clip(0, 1) / np.array([0.9505, 1, 1.089]))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])
