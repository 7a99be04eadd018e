"""Writes fact sheets: what `report.unit` says of a unit, set by Typst."""

import json
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import typst

from bofast.errors import BuildError
from bofast.report.colours import ink
from bofast.report.editions import IndexEdition, sheet_name
from bofast.report.language import Language, is_missing
from bofast.report.maps import EMPTY, ShapeMap, map_parts, shape_map, tile_map
from bofast.report.published import Publication, records
from bofast.report.unit import UnitFacts, unit_facts

TEMPLATE = Path(__file__).parent / "templates" / "sheet.typ"
# what there is room for on a page
MOVES, SINCE = 4, 1
# fewer sheets than this are set by one process
WORTH_SHARING = 40
CHUNK = 16


def write_sheets(
    editions: Sequence[IndexEdition],
    languages: Sequence[Language],
    publication: Publication,
    shapes: Mapping[str, Any],
) -> dict[str, bytes]:
    """Make the fact sheets of all units, in all languages.

    Args:
        editions: the editions.
        languages: the languages.
        publication: what the numbers come from.
        shapes: shapes of regions for maps, by code; empty for tiles.

    Returns:
        Path below the report -> PDF of one page.

    Raises:
        BuildError: Typst refuses a sheet, or it does not fit a page.
    """
    sheets = [
        (sheet_name(edition, language, code), content)
        for edition in editions
        for language in languages
        for code, content in _contents(edition, language, publication, shapes)
    ]
    pdfs = set_sheets([content for _, content in sheets])
    return {name: pdf for (name, _), pdf in zip(sheets, pdfs, strict=True)}


def set_sheets(contents: Sequence[str]) -> list[bytes]:
    """Set sheets, many of them by several processes.

    Args:
        contents: what each says, as JSON.

    Returns:
        The PDF of each.

    Raises:
        BuildError: Typst refuses one.
    """
    if len(contents) >= WORTH_SHARING:
        workers = min(os.cpu_count() or 1, 4)
        # a process may be killed: all sheets are set here then
        with (
            suppress(BrokenExecutor),
            ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as beside,
        ):
            return list(beside.map(set_sheet, contents, chunksize=CHUNK))
    return [*map(set_sheet, contents)]


def set_sheet(content: str) -> bytes:
    """Set one sheet.

    Args:
        content: what it says, as JSON.

    Returns:
        The PDF.

    Raises:
        BuildError: Typst refuses it.
    """
    try:
        # letters are those of the wheel: the same sheet on every machine
        pdf = typst.compile(
            str(TEMPLATE), sys_inputs={"data": content}, ignore_system_fonts=True
        )
    except typst.TypstError as error:
        name = json.loads(content)["name"]
        raise BuildError(f"the fact sheet of {name} cannot be set: {error}") from error
    if not isinstance(pdf, bytes):
        raise BuildError("a fact sheet came out as more than one file")
    return pdf


def _contents(
    edition: IndexEdition,
    language: Language,
    publication: Publication,
    shapes: Mapping[str, Any],
) -> Iterator[tuple[str, str]]:
    """Yield each unit's code and what its sheet says, as JSON."""
    view = edition.view(language, "")
    fills = {
        row["region_code"]: view.colours.get(row["risk_band"], EMPTY)
        for row in records(edition.units)
    }
    shared = {
        "lang": language.code,
        "title": edition.text("label", language),
        "region": edition.text("region", language),
        "caution": language.text(
            "chapter.caution", region=edition.text("region", language)
        ),
        "source": edition.text("source", language) or language.text("chapter.source"),
        "made": language.text(
            "sheet.made",
            day=publication.published_at.strftime("%Y-%m-%d"),
            registers=publication.registers,
        ),
        "synthetic": _synthetic(edition, language, publication),
        "words": _words(edition, language),
        "bands": [
            {"colour": band["colour"], "label": language.label(band["risk_band"])}
            for band in records(edition.table("risk_index_bands"))
        ],
    }
    tiles = edition.table("risk_index_tiles")
    for codes in map_parts(list(edition.units["region_code"])):
        outlines = shape_map(shapes, codes)
        around = tile_map(tiles[tiles["region_code"].isin(codes)], fills, {})
        drawn = None if around is None else asdict(around)
        for code in codes:
            content = {
                **shared,
                **_of_unit(unit_facts(edition, language, code), language),
            }
            if outlines is not None:
                content["map"] = {"svg": svg_of(outlines, fills, code)}
            else:
                content["map"] = drawn and {"svg": "", "marked": code, **drawn}
            yield code, json.dumps(content, ensure_ascii=False)


def _of_unit(facts: UnitFacts, language: Language) -> dict[str, Any]:
    return {
        "name": facts.name,
        "kind": facts.kind,
        "is_ranked": facts.is_ranked,
        "band": facts.band,
        "colour": facts.colour or EMPTY,
        "ink": ink(facts.colour or EMPTY),
        "total": language.text("sheet.points", total=facts.total),
        "lead": facts.lead,
        "sentences": facts.sentences,
        "scores": [asdict(score) for score in facts.scores],
        "against": None if facts.against is None else asdict(facts.against),
        "moves": [asdict(move) for move in facts.moves[:MOVES]],
        "since": [
            {
                "title": language.text("since.unit", edition=since.edition),
                "text": since.text,
                "ways": since.ways,
            }
            for since in facts.since[:SINCE]
        ],
    }


def _synthetic(
    edition: IndexEdition, language: Language, publication: Publication
) -> str:
    if not publication.is_synthetic:
        return ""
    own = edition.text("synthetic", language)
    return " ".join(filter(None, (language.text("site.synthetic"), own)))


def _words(edition: IndexEdition, language: Language) -> dict[str, str]:
    level = edition.about["expected_level"]
    percent = "" if is_missing(level) else language.percent(100 * level)
    return {
        "weighs": language.text("unit.weighs"),
        "weighs_text": language.text("unit.weighs_text"),
        "variable": language.text("columns.variable"),
        "points": language.text("columns.weighted_points"),
        "value": language.text("columns.value"),
        "county": language.text("columns.county_median"),
        "country": language.text("columns.country_median"),
        "sub_index": language.text("columns.sub_index"),
        "without": language.text("columns.rank_without"),
        "expected": language.text("expected.unit"),
        "expected_legend": language.text("expected.legend", level=percent),
        "what_if": language.text("what_if.title"),
        "what_if_text": language.text("what_if.text"),
        "map": language.text("maps.title"),
    }


def svg_of(outlines: ShapeMap, fills: Mapping[str, str], marked: str) -> str:
    """Return a map of shapes as SVG, the marked one with a strong outline on top."""
    order = sorted(outlines.shapes, key=lambda code: code == marked)
    paths = "".join(
        f'<path d="{outlines.shapes[code]}" fill="{fills.get(code, EMPTY)}"'
        + (
            ' stroke="#1d1d1b" stroke-width="6"/>'
            if code == marked
            else ' stroke="#ffffff" stroke-width="1.5"/>'
        )
        for code in order
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4'
        f' {outlines.width + 8:.0f} {outlines.height + 8:.0f}">{paths}</svg>'
    )
