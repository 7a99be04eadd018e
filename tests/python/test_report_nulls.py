"""The report of whatever the marts hold: none of a mart's rows, none of its numbers.

Pages are written from results of the queries, and only those of which a result has
changed. To be quick the published file is cut to a few years and regions, pages to one
figure or block of each kind, and a chart of the same rows is drawn once.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
import yaml
from altair.utils import schemapi

from bofast.report import chapter, estimation, figures, site
from bofast.report.language import LANGUAGES, Language, read_catalogue
from bofast.report.published import (
    Publication,
    Query,
    read_publication,
    run_queries,
    run_query,
    table_names,
)
from bofast.settings import PROJECT

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
NUMBERS = ("BIGINT", "DOUBLE")
KEPT = {
    "year": "year in (2003, 2004, 2013, 2014)",
    "outcome_year": "outcome_year in (2004, 2013)",
    "geography_type": "geography_code in ('1', '2', '4', '01', '02', '03')"
    " or geography_type = 'country'",
    "region_code": "region_code in (select region_code from whole.main.risk_index"
    " order by rank limit 3)",
}
NOT_A_NUMBER = re.compile(r"\b(nan|NaN|NaT)\b|&lt;NA&gt;")
SPEC = re.compile(r'<script type="application/json"[^>]*>(.*?)</script>', re.DOTALL)
SHOWN = re.compile(r"<(?:table|figure)\b")


def _not_null() -> dict[str, set[str]]:
    """Columns that the warehouse tests to have no nulls, by mart."""
    tested: dict[str, set[str]] = {}
    for file in (PROJECT / "models" / "marts").rglob("*.yml"):
        for model in yaml.safe_load(file.read_text("utf-8")).get("models", []):
            tested[model["name"]] = {
                column["name"]
                for column in model.get("columns", [])
                if "not_null" in column.get("data_tests", [])
            }
    return tested


NOT_NULL = _not_null()


class Used(dict[str, Query]):
    """Results of queries that remember which were asked for."""

    asked: set[str]

    def __getitem__(self, name: str) -> Query:
        self.asked.add(name)
        return super().__getitem__(name)


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
            results = Used(self._results)
            results.asked = set()
            for name, write in self._writers(results, code).items():
                results.asked = set()
                write()
                self._asked[name] = results.asked

    def _writers(
        self, results: dict[str, Query], code: str
    ) -> dict[str, Callable[[], str]]:
        labels = site.variable_labels(results, code)
        language = Language(code, self._catalogue, labels)
        return site.page_writers(results, self._publication, language)

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
                    if self._asked[name] & changed:
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
    # on no page
    assert {name for (name,) in found} - {*MARTS, OF_THE_FILE} == {
        "publication",
        "data_quality",
    }


@pytest.mark.parametrize("mart", [*MARTS, OF_THE_FILE])
def test_a_page_shows_something_or_says_why_not(mart: str, report: Report) -> None:
    """Of no rows, and of a column without any number, in both languages."""
    said = reasons()
    contents = {"index.html", "nb/index.html"}
    for change in changes(report.connection, mart):
        for name, page in report.changed(mart, change):
            code = "nb" if name.startswith("nb/") else "en"
            assert not NOT_A_NUMBER.search(page), (change, name)
            # the English label of "0 times" is a word that Python has too
            assert code == "en" or not re.search(r"\bNone\b", page), (change, name)
            for spec in SPEC.findall(page):
                json.loads(spec, parse_constant=refuse)
            tells = SHOWN.search(page) or any(text in page for text in said[code])
            assert tells or name in contents, (change, name)
