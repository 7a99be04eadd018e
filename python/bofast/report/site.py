"""Writes the report: one folder of static files that needs no network."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

import altair as alt
import jinja2
import pandas as pd
import vl_convert
from altair.utils import schemapi

from bofast.errors import BuildError
from bofast.report import estimation
from bofast.report.chapter import (
    MapFigure,
    risk_index_context,
    unit_context,
    unit_maps,
)
from bofast.report.disclosure import disclosure_context
from bofast.report.editions import (
    EDITIONS,
    IndexEdition,
    kinds,
    read_editions,
    sheet_name,
)
from bofast.report.figures import has_rows, page_context, read_pages
from bofast.report.language import LANGUAGES, TEMPLATES, Language, read_catalogue
from bofast.report.maps import read_shapes
from bofast.report.methods import methods_context
from bofast.report.published import (
    Publication,
    Query,
    connect,
    read_publication,
    records,
    run_queries,
)
from bofast.report.registers import has_persons, registers_context
from bofast.report.study_findings import findings_context, stated_lines

# a folder with this file in it is a report, and may be replaced by a newer one
MARK = "vega.js"
# by which Excel knows UTF-8
BYTE_ORDER_MARK = "\ufeff"
# what pages need of the chart library
EXPORTS = "window.vegaEmbed = vegaEmbed;"
STATIC = ("style.css", "charts.js")
MakeSheets = Callable[
    [list[IndexEdition], list[Language], Publication, Mapping[str, Any]],
    dict[str, bytes],
]


def write_report(
    marts: Path,
    out: Path,
    analysis: Path,
    progress: Callable[[str], None],
    shapes_file: Path | None = None,
    make_sheets: MakeSheets | None = None,
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
        shapes_file: GeoJSON of regions to draw maps of, if any.
        make_sheets: makes fact sheets of the units (`sheets.write`); none without.

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
    files: dict[str, str | bytes] = {**_shared_files(queries)}
    catalogue = read_catalogue()
    editions = read_editions(queries)
    shapes = read_shapes(shapes_file) if shapes_file else {}
    languages = [
        Language(code, catalogue, labels_of(queries, code)) for code in LANGUAGES
    ]
    sheets: dict[str, bytes] = {}
    if make_sheets:
        sheets = make_sheets(editions, languages, publication, shapes)
        progress(f"{len(sheets)} fact sheets")
    # altair checks every part of a chart as it is made, which takes most of the time;
    # the tests validate the finished charts with the same schema
    with schemapi.debug_mode(False):
        for language in languages:
            writers = page_writers(
                queries, publication, language, editions, shapes, frozenset(sheets)
            )
            pages = {name: write() for name, write in writers.items()}
            progress(f"{len(pages)} pages in {language.code}")
            files |= pages
    files |= sheets
    _replace(out, files)
    size = sum(len(_bytes(content)) for content in files.values())
    progress(f"{len(files)} files, {size / 1e6:.1f} MB")
    return [out / name for name in files]


def _shared_files(queries: Mapping[str, Query]) -> dict[str, str]:
    version = ".".join(alt.SCHEMA_VERSION.removeprefix("v").split(".")[:2])
    files = {name: (TEMPLATES / name).read_text(encoding="utf-8") for name in STATIC}
    files[MARK] = vl_convert.javascript_bundle(EXPORTS, version)
    for name, query in queries.items():
        files[f"data/{name}.csv"] = query.table.to_csv(index=False, lineterminator="\n")
        files[f"data/excel/{name}.csv"] = _for_excel(query.table)
        files[f"sql/{name}.sql"] = query.sql
    return files


def _for_excel(table: pd.DataFrame) -> str:
    """Return a table as Excel opens it in Norwegian: semicolon, decimal comma, BOM."""
    return BYTE_ORDER_MARK + table.to_csv(
        index=False, sep=";", decimal=",", lineterminator="\r\n"
    )


def labels_of(queries: Mapping[str, Query], code: str) -> dict[str, str]:
    """Return the labels of variables and bands."""
    labels: dict[str, str] = {}
    for name, column in (
        ("risk_index_labels", "variable"),
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
    queries: Mapping[str, Query],
    publication: Publication,
    language: Language,
    editions: list[IndexEdition],
    shapes: Mapping[str, Any],
    sheets: frozenset[str],
) -> dict[str, Callable[[], str]]:
    """Return every page's file and what writes it.

    Args:
        queries: all analysis queries by name; a page reads only its own.
        publication: what the published file says of itself.
        language: language of the pages.
        editions: editions of the risk index that have pages.
        shapes: shapes of regions for maps, by code; empty without.
        sheets: files of the fact sheets that there are.
    """
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
    has_mobility = any(has_rows(shown, queries) for shown in mobility)
    without_estimates = "missing.no_rows" if has_mobility else "mobility.missing"

    def figures(place: int) -> str:
        shown = mobility[place]
        name = f"{shown.name}.html"
        # a page without rows beside others with some says why of each figure
        if not has_mobility:
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
            return missing(name, shown.heading(language), without_estimates)
        neighbours = {
            "before": [other for _, other in models[:place][-1:]],
            "after": [other for _, other in models[place + 1 : place + 2]],
        }
        context = estimation.page_context(chapter, shown, queries, language)
        return page("estimation.html", name, context | neighbours)

    def index() -> str:
        context = {
            "editions": [about(edition) for edition in editions],
            "has_persons": has_persons(queries),
            "mobility": mobility,
            "has_mobility": has_mobility,
            "estimation": chapters,
            "without_estimates": without_estimates,
            "has_estimation": any(estimation.has_rows(p, queries) for _, p in models),
        }
        return page("index.html", "index.html", context)

    def about(edition: IndexEdition) -> dict[str, Any]:
        return {
            "edition": edition,
            "title": edition.text("label", language),
            "region": edition.text("region", language),
            "ranked": edition.ranked,
            "kinds": kinds(language, edition.units["region_code"]),
            "conditions": len(edition.variables),
            "outcome": language.variable(edition.outcome).lower(),
            "units": sorted(
                records(edition.units[["region_code", "region_name"]]),
                key=_alphabetical,
            ),
        }

    def risk_index(edition: IndexEdition) -> str:
        context = risk_index_context(edition, editions, language, shapes)
        return page("risk_index.html", f"{edition.page}.html", context)

    @cache
    def maps(place: int) -> dict[str, MapFigure]:
        return unit_maps(editions[place], language, shapes)

    def unit(place: int, code: str) -> str:
        edition = editions[place]
        context = unit_context(edition, language, code, maps(place)[code])
        sheet = sheet_name(edition, language, code)
        context["sheet"] = sheet if sheet in sheets else ""
        return page("unit.html", f"{edition.unit_folder}/{code}.html", context)

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

    writers: dict[str, Callable[[], str]] = {
        "index.html": index,
        "registers.html": registers,
        "findings.html": findings,
        "methods.html": methods,
        "disclosure.html": disclosure,
    }
    for name, title in _without_units(queries, editions, language):
        writers[f"{name}.html"] = partial(
            missing, f"{name}.html", title, "chapter.missing"
        )
    for place, edition in enumerate(editions):
        writers[f"{edition.page}.html"] = partial(risk_index, edition)
        for code in edition.units["region_code"]:
            name = f"{edition.unit_folder}/{code}.html"
            writers[name] = partial(unit, place, code)
    for place, shown in enumerate(mobility):
        writers[f"{shown.name}.html"] = partial(figures, place)
    for place, (_, estimated_page) in enumerate(models):
        writers[f"{estimated_page.name}.html"] = partial(estimated, place)
    return {f"{tree}{name}": write for name, write in writers.items()}


def _without_units(
    queries: Mapping[str, Query], editions: list[IndexEdition], language: Language
) -> Iterator[tuple[str, str]]:
    """Yield page and title of the first edition, where no edition has units."""
    about = queries[EDITIONS].table.dropna(subset=["page"])
    if not editions:
        for row in records(about.head(1)):
            yield str(row["page"]), str(row[f"label_{language.code}"])


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


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else content.encode()


def _replace(out: Path, files: Mapping[str, str | bytes]) -> None:
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        for name, content in files.items():
            file = draft / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(_bytes(content))
        if out.exists():
            shutil.rmtree(out)
        draft.rename(out)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
