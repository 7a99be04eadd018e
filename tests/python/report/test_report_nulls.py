"""The report of whatever the marts hold: none of a mart's rows, none of its numbers.

Pages and fact sheets are written from results of the queries, and only those of which a
result has changed. To be quick the published file is cut to a few years and regions,
pages to one figure or block of each kind, and a chart of the same rows is drawn once.
A second edition of the risk index is a copy of the first, with changes since then.
"""

import json
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import pandas as pd
import pytest
import yaml
from altair.utils import schemapi

from bofast.report import chapter, estimation, figures, site
from bofast.report.editions import EDITIONS, WEIGHTS, IndexEdition, read_editions
from bofast.report.language import LANGUAGES, Language, read_catalogue
from bofast.report.picture import write_picture
from bofast.report.published import (
    Publication,
    Query,
    read_publication,
    run_queries,
    run_query,
    table_names,
)
from bofast.settings import PROJECT
from bofast.sheets import write

pytestmark = pytest.mark.slow

ANALYSIS = PROJECT / "analysis"
FILES = {file.stem: file for file in ANALYSIS.rglob("*.sql")}
TABLE = re.compile(r'ref\("(\w+)"\)|from main\.(\w+)')
TABLES_OF = {
    name: {a or b for a, b in TABLE.findall(file.read_text(encoding="utf-8"))}
    for name, file in FILES.items()
}
# what publishing writes beside the marts
OF_THE_FILE = "disclosure_utility"
MARTS = sorted(
    {file.stem for file in (PROJECT / "models" / "marts").rglob("*.sql")}
    & {table for tables in TABLES_OF.values() for table in tables}
)
ON_NO_PAGE = {
    *("publication", "data_quality", "label"),
    *("risk_index_alternative", "risk_index_bivariate", "risk_index_unit"),
}
# for tools, not for pages
STAR = ("dim_", "fct_", "v_")
# pages that are contents only
CONTENTS = {"index.html", "nb/index.html"}
NUMBERS = ("BIGINT", "DOUBLE")
KEPT = {
    "year": "year in (2003, 2004, 2013, 2014)",
    "outcome_year": "outcome_year in (2004, 2013)",
    "geography_type": "geography_code in ('1', '2', '4', '01', '02', '03')"
    " or geography_type = 'country'",
    "region_code": "region_code in (select region_code from whole.main.risk_index"
    " qualify row_number() over (partition by region_type order by rank) <= 2)",
}
FIRST, SECOND = "2019", "2020"
# what is read of every edition before a page asks for anything
OF_EDITIONS = {EDITIONS, "risk_index_values", WEIGHTS}
NOT_A_NUMBER = re.compile(r"\b(nan|NaN|NaT)\b|&lt;NA&gt;")
SPEC = re.compile(r'<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL)
SHOWN = re.compile(r"<(?:table|figure)\b")
# how names of fact sheets begin
SHEETS = "sheets/"
SET = write.set_sheet


def _not_null() -> dict[str, set[str]]:
    """Columns that the warehouse tests to have no nulls, by mart."""
    tested: dict[str, set[str]] = {}
    for file in (PROJECT / "models" / "marts").rglob("*.yml"):
        for model in yaml.safe_load(file.read_text("utf-8")).get("models", []):
            tested[model["name"]] = {
                column
                for test in model.get("data_tests", [])
                if "complete" in test
                for column in test["complete"]["arguments"]["columns"]
            }
    return tested


NOT_NULL = _not_null()


Result = TypeVar("Result")
Writers = dict[str, Callable[[], str]]


class Used(dict[str, Result]):
    """Results of queries that remember which were asked for."""

    asked: set[str]

    def __getitem__(self, name: str) -> Result:
        self.asked.add(name)
        return super().__getitem__(name)


def used(results: Mapping[str, Result], asked: set[str]) -> Used[Result]:
    found = Used(results)
    found.asked = asked
    return found


class Report:
    """Pages of a cut published file, and of what becomes of it."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self._catalogue = read_catalogue()
        self._tables = table_names(connection)
        self._publication: Publication = read_publication(connection)
        self._results = run_queries(connection, ANALYSIS)
        self._asked: dict[str, set[str]] = {}
        for code in LANGUAGES:
            for name in self._writers(self._results, code):
                self._asked[name] = self._asked_for(name, code)

    def _asked_for(self, name: str, code: str) -> set[str]:
        """Return the queries that a page is written from; nothing is remembered."""
        asked: set[str] = set()
        of_edition: set[str] = set()
        editions = [
            replace(edition, tables=used(edition.tables, of_edition))
            for edition in read_editions(self._results)
        ]
        write = self._writers(used(self._results, asked), code, editions)[name]
        asked.clear()
        of_edition.clear()
        write()
        return asked | of_edition | (OF_EDITIONS if of_edition else set())

    def _writers(
        self,
        results: Mapping[str, Query],
        code: str,
        editions: list[IndexEdition] | None = None,
    ) -> Writers:
        """Return what writes each page, and each edition's fact sheets as JSON."""
        language = Language(code, self._catalogue, site.labels_of(results, code))
        found = read_editions(results) if editions is None else editions

        def sheets(edition: IndexEdition) -> str:
            made = write.write_sheets([edition], [language], self._publication, {})
            return "\n".join(content.decode() for content in made.values())

        pages = site.page_writers(
            results, self._publication, language, found, {}, frozenset()
        )
        return pages | {
            f"{SHEETS}{edition.name}_{code}": partial(sheets, edition)
            for edition in found
        }

    def changed(self, mart: str, change: str) -> Iterator[tuple[str, str]]:
        """Yield each page that is another after a change to a mart, by its file."""
        self.connection.execute("begin")
        try:
            self.connection.execute(change)
            yield from self._pages(mart)
        finally:
            self.connection.execute("rollback")

    def _pages(self, mart: str) -> Iterator[tuple[str, str]]:
        results = dict(self._results)
        changed = set()
        for name, tables in TABLES_OF.items():
            if mart in tables:
                results[name] = run_query(self.connection, FILES[name], self._tables)
                if not results[name].table.equals(self._results[name].table):
                    changed.add(name)
        if changed:
            for code in LANGUAGES:
                for name, write in self._writers(results, code).items():
                    # a page that there was not before is not known
                    if self._asked.get(name, changed) & changed:
                        yield name, write()


def _remembered(make: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that makes the same of the same once."""
    made: dict[str, Any] = {}

    def once(*arguments: Any) -> Any:
        key = "".join(
            one.to_json(orient="split")
            if isinstance(one, pd.DataFrame)
            else one.code
            if isinstance(one, Language)
            else repr(one)
            for one in arguments
            if not isinstance(one, figures.Codes)
        )
        if key not in made:
            made[key] = make(*arguments)
        return made[key]

    return once


def _cut_page(page: figures.Page) -> figures.Page:
    """Return a page with one figure of each kind and one table."""
    kinds = {entry.drawing: entry for entry in reversed(page.figures)}
    return replace(page, figures=list(kinds.values())[::-1], tables=page.tables[:1])


def _cut_block(block: estimation.Block) -> estimation.Block:
    tables = block.tables[:1]
    entries = [
        replace(entry, tables=[t for t in entry.tables if t in tables])
        for entry in block.figures
        if not entry.tables or set(entry.tables) & set(tables)
    ]
    return replace(block, tables=tables, figures=entries)


def _cut_chapter(one: estimation.Chapter) -> estimation.Chapter:
    """Return a chapter with one block and table of each layout a page."""
    pages = []
    for page in one.pages:
        kinds = {block.layout: block for block in reversed(page.blocks)}
        blocks = [_cut_block(block) for block in list(kinds.values())[::-1]]
        pages.append(replace(page, blocks=blocks))
    return replace(one, pages=pages)


def _add_edition(connection: duckdb.DuckDBPyConnection) -> None:
    """Add an edition that is like the first, and what changed between them."""
    tables = connection.execute(
        "select schema_name || '.' || table_name from duckdb_columns()"
        " where column_name = 'edition' and schema_name in ('main', 'classification')"
        " and database_name = current_database()"
        " and table_name != 'risk_index_printed_precision'"
    ).fetchall()
    for (table,) in tables:
        connection.execute(
            f"insert into {table} select * replace ('{SECOND}' as edition)"
            f" from {table} where edition = '{FIRST}'"
        )
    connection.execute(
        "update classification.risk_index_edition"
        " set page = 'risk_index_2020', unit_folder = 'units_2020'"
        f" where edition = '{SECOND}'"
    )
    compared = f"'{FIRST}' as compared_edition"
    connection.execute(
        f"insert into main.risk_index_change_total by name select edition, {compared},"
        " region_code, region_name, total - 1 as total_then, total as total_now,"
        " 1 as total_change, rank + 1 as rank_then, rank as rank_now,"
        " cast(null as varchar) as missing_variable_names"
        f" from main.risk_index where edition = '{SECOND}'"
    )
    connection.execute(
        f"insert into main.risk_index_change by name select edition, {compared},"
        " region_code, region_name, variable, value - 1 as value_then,"
        " value as value_now, 1 as value_change, sub_index - 1 as sub_index_then,"
        " sub_index as sub_index_now, weight, weighted_points - 1 as points_then,"
        " weighted_points as points_now, 1 as points_change"
        f" from main.risk_index_score where edition = '{SECOND}'"
    )


@pytest.fixture(scope="module")
def report(published_file: Path) -> Iterator[Report]:
    connection = duckdb.connect()
    connection.execute(f"attach '{published_file}' as whole (read_only)")
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables()"
        " where database_name = 'whole'"
    ).fetchall()
    for schema, table in tables:
        connection.execute(f"create schema if not exists {schema}")
        where = ""
        if schema == "main":
            columns = [
                row[0]
                for row in connection.execute(
                    f"describe whole.{schema}.{table}"
                ).fetchall()
            ]
            kept = [f"({KEPT[name]})" for name in KEPT if name in columns]
            if table == "risk_index_unit":
                # the line of a figure needs units to go through
                kept = ["hash(region_code) % 8 = 0"]
            where = f" where {' and '.join(kept)}" if kept else ""
        connection.execute(
            f"create table {schema}.{table} as from whole.{schema}.{table}{where}"
        )
    _add_edition(connection)
    pages, chapters = figures.read_pages(), estimation.read_chapters()
    with pytest.MonkeyPatch.context() as patch, schemapi.debug_mode(False):
        cut_pages = [_cut_page(page) for page in pages]
        cut_chapters = [_cut_chapter(one) for one in chapters]
        patch.setattr(site, "read_pages", lambda: cut_pages)
        patch.setattr(estimation, "read_chapters", lambda: cut_chapters)
        for module, name in (
            (figures, "draw"),
            (estimation, "draw"),
            (chapter, "scatter"),
        ):
            patch.setattr(module, name, _remembered(getattr(module, name)))
        # a fact sheet stands for what it is set from
        patch.setattr(write, "set_sheet", str.encode)
        yield Report(connection)
    connection.close()


def changes(connection: duckdb.DuckDBPyConnection, mart: str) -> list[str]:
    """SQL of all changes to a mart: no rows, and each column that may be null so."""
    described = connection.execute(f"describe main.{mart}").fetchall()
    columns = [
        name
        for name, kind, *_ in described
        if kind in NUMBERS or name not in NOT_NULL.get(mart, set())
    ]
    return [
        f"delete from main.{mart}",
        *(f"update main.{mart} set {name} = null" for name in columns),
    ]


def reasons() -> dict[str, list[str]]:
    """What a page says that can show nothing, by language."""
    texts = read_catalogue()
    keys = [key for key in texts if key.endswith(".missing")]
    keys += ["missing.no_rows", "missing.undrawn", "registers.no_rows"]
    return {
        code: [re.split(r"[{]", texts[key][code])[0] for key in keys]
        for code in LANGUAGES
    }


def refuse(constant: str) -> None:
    raise ValueError(constant)


def test_every_published_mart_is_emptied_here(
    published_file: Path,
) -> None:
    with duckdb.connect(str(published_file), read_only=True) as connection:
        found = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'main'"
        ).fetchall()
    names = {name for (name,) in found if not name.startswith(STAR)}
    assert names - {*MARTS, OF_THE_FILE} == ON_NO_PAGE


def check(name: str, page: str, said: dict[str, list[str]]) -> None:
    """Fail if a page shows what a program calls nothing, or nothing at all."""
    is_sheet = name.startswith(SHEETS)
    code = "nb" if name.startswith("nb/") or name.endswith("_nb") else "en"
    assert not NOT_A_NUMBER.search(page)
    # the English label of "0 times" is a word that Python has too
    assert code == "en" or not re.search(r"\bNone\b", page)
    for spec in SPEC.findall(page):
        json.loads(spec, parse_constant=refuse)
    tells = SHOWN.search(page) or any(text in page for text in said[code])
    assert tells or is_sheet or name in CONTENTS


@pytest.mark.parametrize("mart", [*MARTS, OF_THE_FILE])
def test_a_page_shows_something_or_says_why_not(mart: str, report: Report) -> None:
    """Of no rows, and of a column without any number, in both languages."""
    said = reasons()
    for change in changes(report.connection, mart):
        sheets = []
        for name, page in report.changed(mart, change):
            try:
                check(name, page, said)
            except AssertionError as error:
                raise AssertionError(f"{change}: {name}") from error
            sheets += page.splitlines()[:1] if name.startswith(SHEETS) else []
        for sheet in sheets[:1]:
            assert SET(sheet).startswith(b"%PDF"), change


@pytest.mark.parametrize("mart", ["risk_index_rank_interval", "risk_index_score"])
def test_units_keep_their_pages_without_what_is_said_of_them(
    mart: str, report: Report
) -> None:
    pages = dict(report.changed(mart, f"delete from main.{mart}"))
    links = re.findall(r'href="(units/\d+\.html)"', pages["risk_index.html"])
    assert links
    assert set(links) <= set(pages)


def test_units_without_a_name_are_called_by_their_code(report: Report) -> None:
    change = "update main.risk_index set region_name = null"
    pages = dict(report.changed("risk_index", change))
    codes = [name.split("/")[1][:-5] for name in pages if name.startswith("units/")]
    assert codes
    for code in codes:
        assert f"<h1>{code}</h1>" in pages[f"units/{code}.html"]
        assert f'<a href="units/{code}.html">{code}</a>' in pages["risk_index.html"]
        assert f'"name": "{code}"' in pages[f"{SHEETS}{FIRST}_en"]


def test_the_picture_of_units_without_a_name_and_of_none(
    published_file: Path, tmp_path: Path
) -> None:
    file, out = tmp_path / "marts.duckdb", tmp_path / "ranking.svg"
    shutil.copy2(published_file, file)
    with duckdb.connect(str(file)) as connection:
        connection.execute("update main.risk_index_score set region_name = null")
        codes = connection.execute("select region_code from main.risk_index").fetchall()
    assert write_picture(file, out) == [out]
    drawn = out.read_text(encoding="utf-8")
    assert all(f">{code}<" in drawn for (code,) in codes)
    with duckdb.connect(str(file)) as connection:
        connection.execute("delete from main.risk_index")
    assert write_picture(file, out) == []
