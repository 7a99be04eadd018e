"""Maps of an edition's units: tiles side by side, or shapes from a GeoJSON file.

Tiles are a seed (`region_tile`). Shapes are the user's own, Kartverket's for example:
each feature has the code of a municipality or district among its properties, and is
made simple enough for a page together with its neighbours, so that no gaps open.
"""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import shapely  # type: ignore[import-untyped]
from shapely.geometry import shape  # type: ignore[import-untyped]

from bofast.errors import SettingError
from bofast.report.colours import ink
from bofast.report.published import records

# names of the property that holds the code, as publishers of shapes have them
CODE_PROPERTIES = (
    *("kommunenummer", "Kommunenummer", "kommunenr", "KOMMUNENR", "KOMM", "komm"),
    *("municipality_code", "region_code", "bydelsnummer", "bydelsnr", "code", "id"),
)
CODE_LENGTHS = (4, 6)
# width of a drawing, in its own units, and the detail that is kept at that width
WIDTH, DETAIL = 1000.0, 1.2
# longitude and latitude are within these; larger numbers are metres on a plane
DEGREES = (180.0, 90.0)
LETTERS = 5
COUNTY_DIGITS = 2
# with more units than this a unit is shown among those of its county
MANY_UNITS = 100
EMPTY = "#f1f1ec"


@dataclass(frozen=True)
class Tile:
    """A unit on a tile map.

    Attributes:
        code: the unit.
        name: its name.
        short: as much of the name as fits.
        column: from 1 in the west.
        row: from 1 in the north.
        fill: colour.
        ink: colour of letters on it.
        said: what the tile says when pointed at.
    """

    code: str
    name: str
    short: str
    column: int
    row: int
    fill: str
    ink: str
    said: str


@dataclass(frozen=True)
class TileMap:
    """A map of tiles: how many columns and rows, and the tiles in reading order."""

    columns: int
    rows: int
    tiles: list[Tile]


@dataclass(frozen=True)
class ShapeMap:
    """A map of shapes, in units of `viewBox`.

    Attributes:
        width: of the drawing.
        height: of the drawing.
        shapes: outlines by code.
    """

    width: float
    height: float
    shapes: Mapping[str, str] = field(default_factory=dict)


def map_parts(codes: Sequence[str]) -> list[list[str]]:
    """Divide an edition's units into those that a unit's own map shows together.

    A map of hundreds of units says little about one of them, and makes its page heavy.
    """
    if len(codes) <= MANY_UNITS:
        return [list(codes)]
    parts: dict[str, list[str]] = {}
    for code in codes:
        parts.setdefault(code[:COUNTY_DIGITS], []).append(code)
    return list(parts.values())


def tile_map(
    tiles: pd.DataFrame,
    fills: Mapping[str, str],
    said: Mapping[str, str],
) -> TileMap | None:
    """Colour the tiles of an edition.

    Args:
        tiles: rows of the query of tiles.
        fills: unit -> colour.
        said: unit -> what it says when pointed at.

    Returns:
        The map; None when the edition has no tiles. Units without a tile of their own
        stand in rows below the others.
    """
    rows = records(tiles)
    if not rows:
        return None
    left = min(int(row["column_number"]) for row in rows) - 1
    top = min(int(row["row_number"]) for row in rows) - 1
    made = [
        _tile(
            row["region_code"],
            row["region_name"],
            int(row["column_number"]) - left,
            int(row["row_number"]) - top,
            fills,
            said,
        )
        for row in rows
    ]
    return TileMap(max(t.column for t in made), max(t.row for t in made), made)


def _tile(
    code: str,
    name: str,
    column: int,
    row: int,
    fills: Mapping[str, str],
    said: Mapping[str, str],
) -> Tile:
    fill = fills.get(code, EMPTY)
    return Tile(
        code,
        name,
        short_name(name),
        column,
        row,
        fill,
        ink(fill),
        said.get(code, name),
    )


def short_name(name: str) -> str:
    """Return as much of a name as fits a tile."""
    first = name.split(" (")[0]
    return first if len(first) <= LETTERS + 1 else f"{first[:LETTERS]}."


def read_shapes(file: Path) -> dict[str, Any]:
    """Read the shapes of a GeoJSON file.

    Args:
        file: a feature collection of polygons, in longitude and latitude or in metres
            on a plane (UTM), with the code of each region among its properties.

    Returns:
        Code -> shape, on a plane with north upwards.

    Raises:
        SettingError: the file is not such a collection; with what is wrong where.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingError(f"{file.name}: cannot be read: {error}") from error
    except json.JSONDecodeError as error:
        raise SettingError(
            f"{file.name}, line {error.lineno}: is not JSON: {error.msg}"
        ) from error
    features = _features(data)
    if not features:
        raise SettingError(f"{file.name}: is not a GeoJSON FeatureCollection")
    shapes: dict[str, Any] = {}
    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict):
            raise SettingError(f"{file.name}, feature {number}: is no feature")
        code = _code(feature)
        if not code:
            known = ", ".join(map(str, (feature.get("properties") or {})))
            raise SettingError(
                f"{file.name}, feature {number}: no code of a municipality or district"
                f" among its properties ({known})"
            )
        try:
            outline = shape(feature["geometry"])
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise SettingError(
                f"{file.name}, feature {number} ({code}): no polygon: {error}"
            ) from error
        if outline.geom_type not in ("Polygon", "MultiPolygon") or outline.is_empty:
            raise SettingError(
                f"{file.name}, feature {number} ({code}): a {outline.geom_type}, not"
                " a polygon"
            )
        valid = shapely.make_valid(outline)
        shapes[code] = valid if code not in shapes else shapes[code].union(valid)
    return _on_a_plane(shapes)


def _features(data: object) -> list[Mapping[str, Any]]:
    if not isinstance(data, dict):
        return []
    if data.get("type") == "FeatureCollection":
        return list(data.get("features") or [])
    # Kartverket wraps the collection in an object named after what it holds
    for value in data.values():
        if isinstance(value, dict) and value.get("type") == "FeatureCollection":
            return list(value.get("features") or [])
    return []


def _code(feature: Mapping[str, Any]) -> str:
    properties = {**(feature.get("properties") or {}), "id": feature.get("id")}
    for name in CODE_PROPERTIES:
        value = properties.get(name)
        text = str(value) if isinstance(value, str | int) else ""
        if text.isdigit() and len(text) in (3, 5):
            # a number has lost the zero it began with
            text = f"0{text}"
        if text.isdigit() and len(text) in CODE_LENGTHS:
            return text
    return ""


def _on_a_plane(shapes: Mapping[str, Any]) -> dict[str, Any]:
    """Return shapes with equal lengths in both directions, y downwards."""
    bounds = shapely.total_bounds(list(shapes.values()))
    in_degrees = abs(bounds[[0, 2]]).max() <= DEGREES[0] and (
        abs(bounds[[1, 3]]).max() <= DEGREES[1]
    )
    stretch = math.cos(math.radians((bounds[1] + bounds[3]) / 2)) if in_degrees else 1.0
    return {
        code: shapely.transform(outline, lambda xy: xy * [stretch, -1.0])
        for code, outline in shapes.items()
    }


def shape_map(shapes: Mapping[str, Any], codes: Iterable[str]) -> ShapeMap | None:
    """Draw the shapes of some regions.

    Args:
        shapes: what `read_shapes` read.
        codes: regions to draw.

    Returns:
        The map; None when there is no shape of any.
    """
    chosen = {code: shapes[code] for code in codes if code in shapes}
    if not chosen:
        return None
    outlines = list(chosen.values())
    left, top, right, bottom = shapely.total_bounds(outlines)
    scale = WIDTH / max(right - left, bottom - top)
    moved = shapely.transform(outlines, lambda xy: (xy - [left, top]) * scale)
    simple = _simple(list(moved))
    return ShapeMap(
        (right - left) * scale,
        (bottom - top) * scale,
        {code: _path(outline) for code, outline in zip(chosen, simple, strict=True)},
    )


def _simple(outlines: Sequence[Any]) -> Sequence[Any]:
    """Return outlines with less detail; borders that two share stay shared."""
    try:
        return list(shapely.coverage_simplify(list(outlines), DETAIL**2))
    except shapely.errors.GEOSException:
        # shapes that overlap are no coverage
        return [outline.simplify(DETAIL) for outline in outlines]


def _path(outline: Any) -> str:
    parts = getattr(outline, "geoms", [outline])
    rings = [
        ring
        for part in parts
        if part.geom_type == "Polygon"
        for ring in (part.exterior, *part.interiors)
    ]
    return "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y, *_ in list(ring.coords)[:-1]) + "Z"
        for ring in rings
        if len(ring.coords) > 3
    )
