"""Writes the report: one folder of static files that needs no network."""

import os
import shutil
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import altair as alt
import jinja2
import vl_convert
from altair.utils import schemapi

from bofast.errors import BuildError
from bofast.report import estimation
from bofast.report.chapter import named, risk_index_context, unit_context
from bofast.report.disclosure import disclosure_context
from bofast.report.figures import has_rows, page_context, read_pages
from bofast.report.language import LANGUAGES, TEMPLATES, Language, read_catalogue
from bofast.report.methods import methods_context
from bofast.report.published import (
    Publication,
    Query,
    connect,
    read_publication,
    run_queries,
)
from bofast.report.registers import has_persons, registers_context
from bofast.report.study_findings import findings_context, stated_lines

# a folder with this file in it is a report, and may be replaced by a newer one
MARK = "vega.js"
# what pages need of the chart library
EXPORTS = "window.vegaEmbed = vegaEmbed;"
STATIC = ("style.css", "charts.js")


def write_report(
    marts: Path, out: Path, analysis: Path, progress: Callable[[str], None]
) -> list[Path]:
    """Write the report, and replace the one that was there.

    English pages lie in the folder itself, bokmål ones below `nb/`; both share the
    data and queries. Pages are written beside the folder and moved into place in the
    end, so a failure leaves the earlier report as it was.

    Args:
        marts: the published file; nothing else is read for data.
        out: folder to write.
        analysis: folder of analysis queries.
        progress: called with a line of text now and then.

    Returns:
        The files written.

    Raises:
        BuildError: the published file or a query is not as it must be, or `out` holds
            something that is not a report.
    """
    _check_replaceable(out)
    with connect(marts) as connection:
        publication = read_publication(connection)
        queries = run_queries(connection, analysis)
    progress(f"{len(queries)} queries run on {marts.name}")
    files = _shared_files(queries)
    catalogue = read_catalogue()
    # altair checks every part of a chart as it is made, which takes most of the time;
    # the tests hold the finished charts against the same schema
    with schemapi.debug_mode(False):
        for code in LANGUAGES:
            language = Language(code, catalogue, variable_labels(queries, code))
            writers = page_writers(queries, publication, language)
            pages = {name: write() for name, write in writers.items()}
            progress(f"{len(pages)} pages in {code}")
            files |= pages
    _replace(out, files)
    size = sum(len(content.encode()) for content in files.values())
    progress(f"{len(files)} files, {size / 1e6:.1f} MB")
    return [out / name for name in files]


def _shared_files(queries: Mapping[str, Query]) -> dict[str, str]:
    version = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    files = {name: (TEMPLATES / name).read_text(encoding="utf-8") for name in STATIC}
    files[MARK] = vl_convert.javascript_bundle(EXPORTS, version)
    for name, query in queries.items():
        files[f"data/{name}.csv"] = query.table.to_csv(index=False, lineterminator="\n")
        files[f"sql/{name}.sql"] = query.sql
    return files


def variable_labels(queries: Mapping[str, Query], code: str) -> dict[str, str]:
    """Return the labels of variables and bands."""
    labels: dict[str, str] = {}
    for name, column in (
        ("risk_index_table_08", "variable"),
        ("risk_index_bands", "risk_band"),
    ):
        table = queries[name].table
        labels |= dict(zip(table[column], table[f"label_{code}"], strict=True))
    return labels


@cache
def _environment() -> jinja2.Environment:
    """Return what pages are rendered with; templates are compiled once."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":")}
    return environment


def page_writers(
    queries: Mapping[str, Query], publication: Publication, language: Language
) -> dict[str, Callable[[], str]]:
    """Return every page's file and what writes it, which reads only its own queries."""
    environment = _environment()
    of_language = {
        "t": language.text,
        "language": language,
        "publication": publication,
        "stated": stated_lines(queries, language),
    }
    tree = "" if language.code == LANGUAGES[0] else f"{language.code}/"

    def page(template: str, name: str, context: Mapping[str, Any]) -> str:
        up = "../" * name.count("/")
        root = up + "../" * tree.count("/")
        other = "" if language.other == LANGUAGES[0] else f"{language.other}/"
        return environment.get_template(template).render(
            of_language, **context, root=root, up=up, other_page=f"{root}{other}{name}"
        )

    def missing(name: str, title: str, text: str) -> str:
        context = {"title": title, "missing": language.text(text)}
        return page("missing.html", name, context)

    mobility = read_pages()

    def figures(place: int) -> str:
        shown = mobility[place]
        name = f"{shown.name}.html"
        if not has_rows(shown, queries):
            return missing(name, shown.heading(language), "mobility.missing")
        neighbours = {
            "before": mobility[:place][-1:],
            "after": mobility[place + 1 : place + 2],
        }
        context = page_context(shown, queries, language)
        return page("figures.html", name, context | neighbours)

    chapters = estimation.read_chapters()
    models = [(chapter, shown) for chapter in chapters for shown in chapter.pages]

    def estimated(place: int) -> str:
        chapter, shown = models[place]
        name = f"{shown.name}.html"
        if not estimation.has_rows(shown, queries):
            return missing(name, shown.heading(language), "mobility.missing")
        neighbours = {
            "before": [other for _, other in models[:place][-1:]],
            "after": [other for _, other in models[place + 1 : place + 2]],
        }
        context = estimation.page_context(chapter, shown, queries, language)
        return page("estimation.html", name, context | neighbours)

    units = named(queries["risk_index_ranking"].table[["region_code", "region_name"]])

    def index() -> str:
        context = {
            "units": sorted(units, key=_alphabetical),
            "has_persons": has_persons(queries),
            "mobility": mobility,
            "has_mobility": any(has_rows(shown, queries) for shown in mobility),
            "estimation": chapters,
            "has_estimation": any(estimation.has_rows(p, queries) for _, p in models),
        }
        return page("index.html", "index.html", context)

    def risk_index() -> str:
        name = "risk_index.html"
        if not units:
            return missing(name, language.text("chapter.title"), "chapter.missing")
        return page(name, name, risk_index_context(queries, language))

    def registers() -> str:
        name = "registers.html"
        if not has_persons(queries):
            return missing(name, language.text("registers.title"), "registers.missing")
        return page(name, name, registers_context(queries, language))

    def disclosure() -> str:
        name = "disclosure.html"
        return page(name, name, disclosure_context(queries, language))

    def findings() -> str:
        name = "findings.html"
        return page(name, name, findings_context(queries, language))

    def methods() -> str:
        name = "methods.html"
        return page(name, name, methods_context(queries, language))

    def unit(code: str) -> str:
        name = f"units/{code}.html"
        return page("unit.html", name, unit_context(queries, language, code))

    writers: dict[str, Callable[[], str]] = {
        "index.html": index,
        "risk_index.html": risk_index,
        "registers.html": registers,
        "findings.html": findings,
        "methods.html": methods,
        "disclosure.html": disclosure,
    }
    for place, shown in enumerate(mobility):
        writers[f"{shown.name}.html"] = partial(figures, place)
    for place, (_, estimated_page) in enumerate(models):
        writers[f"{estimated_page.name}.html"] = partial(estimated, place)
    for one in units:
        writers[f"units/{one['region_code']}.html"] = partial(unit, one["region_code"])
    return {f"{tree}{name}": write for name, write in writers.items()}


def _alphabetical(unit: Mapping[str, Any]) -> str:
    """Return a key that puts å last, as Norwegian does and Unicode does not."""
    return str(unit["region_name"]).casefold().replace("å", "\uffff")


def _check_replaceable(out: Path) -> None:
    if out.exists() and not (out.is_dir() and (_is_report(out) or _is_empty(out))):
        raise BuildError(f"{out} holds something that is not a report: choose another")


def _is_report(out: Path) -> bool:
    return (out / MARK).is_file()


def _is_empty(out: Path) -> bool:
    return not any(out.iterdir())


def _replace(out: Path, files: Mapping[str, str]) -> None:
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        for name, content in files.items():
            file = draft / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content, encoding="utf-8")
        if out.exists():
            shutil.rmtree(out)
        draft.rename(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
