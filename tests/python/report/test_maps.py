"""Maps of units: tiles, and shapes from a GeoJSON file of the user's own."""

import json
from pathlib import Path

import pandas as pd
import pytest

from bofast.contract.registers import csv_rows
from bofast.errors import SettingError
from bofast.report.maps import (
    MANY_UNITS,
    map_parts,
    read_shapes,
    shape_map,
    short_name,
    tile_map,
)
from bofast.settings import SEEDS

Ring = list[tuple[float, float]]
SQUARE: Ring = [(5, 60), (6, 60), (6, 61), (5, 61), (5, 60)]
NEXT: Ring = [(6, 60), (7, 60), (7, 61), (6, 61), (6, 60)]


def feature(code: object, ring: Ring, name: str = "kommunenummer") -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": {name: code},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def written(file: Path, *features: object, wrapped: bool = False) -> Path:
    data: dict[str, object] = {"type": "FeatureCollection", "features": list(features)}
    if wrapped:
        data = {"administrative_enheter.kommune": data}
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


@pytest.mark.parametrize("wrapped", [False, True])
def test_shapes_by_code(tmp_path: Path, wrapped: bool) -> None:
    file = written(
        tmp_path / "map.json",
        feature("4601", SQUARE),
        # a code that became a number has lost the zero it began with
        feature(301, NEXT),
        wrapped=wrapped,
    )
    shapes = read_shapes(file)
    assert set(shapes) == {"4601", "0301"}
    shown = shape_map(shapes, ["4601", "0301", "9999"])
    assert shown is not None
    assert set(shown.shapes) == {"4601", "0301"}
    assert shown.shapes["4601"].startswith("M")
    # half as wide as degrees would say, so far north
    assert shown.width / shown.height == pytest.approx(2 * 0.496, abs=0.01)
    assert shape_map(shapes, ["9999"]) is None


def test_metres_on_a_plane_keep_their_lengths(tmp_path: Path) -> None:
    ring = [(x * 1e5, y * 1e5) for x, y in SQUARE]
    shapes = read_shapes(written(tmp_path / "map.json", feature("4601", ring)))
    shown = shape_map(shapes, ["4601"])
    assert shown is not None
    assert shown.width == pytest.approx(shown.height)


def test_parts_of_one_code_belong_together(tmp_path: Path) -> None:
    file = written(tmp_path / "m.json", feature("4601", SQUARE), feature("4601", NEXT))
    shapes = read_shapes(file)
    assert shapes["4601"].area == pytest.approx(2 * 0.494, abs=0.01)


FAULTS = {
    "map.json, line 1: is not JSON": "{",
    "map.json: is not a GeoJSON FeatureCollection": '{"type": "Topology"}',
    "map.json: is not a GeoJSON FeatureCollection ": "[1, 2]",
    "map.json, feature 1: no code of a municipality or district among its properties"
    " (name)": json.dumps(
        {"type": "FeatureCollection", "features": [feature("Bergen", SQUARE, "name")]}
    ),
    "map.json, feature 1 (4601): no polygon": json.dumps(
        {
            "type": "FeatureCollection",
            "features": [{"properties": {"kommunenummer": "4601"}}],
        }
    ),
    "map.json, feature 1 (4601): a Point, not a polygon": json.dumps(
        {
            "type": "FeatureCollection",
            "features": [
                {
                    "properties": {"kommunenummer": "4601"},
                    "geometry": {"type": "Point", "coordinates": [5, 60]},
                }
            ],
        }
    ),
    "map.json, feature 1: is no feature": json.dumps(
        {"type": "FeatureCollection", "features": [1]}
    ),
}


@pytest.mark.parametrize("message", FAULTS)
def test_files_with_faults_are_refused(message: str, tmp_path: Path) -> None:
    file = tmp_path / "map.json"
    file.write_text(FAULTS[message], encoding="utf-8")
    with pytest.raises(SettingError) as refused:
        read_shapes(file)
    assert message.strip() in str(refused.value), str(refused.value)


def tiles(rows: list[tuple[str, int, int]]) -> pd.DataFrame:
    return pd.DataFrame(
        [(code, f"Unit {code}", column, row) for code, column, row in rows],
        columns=["region_code", "region_name", "column_number", "row_number"],
    )


def test_tiles_begin_in_the_first_column_and_row() -> None:
    shown = tile_map(tiles([("4601", 3, 7), ("4602", 5, 8)]), {"4601": "#ffffff"}, {})
    assert shown is not None
    assert (shown.columns, shown.rows) == (3, 2)
    assert [(t.column, t.row) for t in shown.tiles] == [(1, 1), (3, 2)]
    assert tile_map(tiles([]), {}, {}) is None


def test_long_names_are_cut() -> None:
    assert short_name("Bergen") == "Bergen"
    assert short_name("Kvinnherad") == "Kvinn."
    assert short_name("Våler (Innlandet)") == "Våler"


def test_many_units_are_shown_by_county() -> None:
    few = [f"46{n:02}" for n in range(43)]
    assert map_parts(few) == [few]
    many = [f"{county}{n:02}" for county in (11, 46) for n in range(MANY_UNITS)]
    assert map_parts(many) == [many[:MANY_UNITS], many[MANY_UNITS:]]


def test_the_layouts_have_every_unit_once() -> None:
    rows = csv_rows(SEEDS / "risk_index" / "region_tile.csv")
    municipalities = {
        row["municipality_code"]
        for row in csv_rows(SEEDS / "classifications" / "municipality.csv")
        if not row["valid_to"]
    }
    for layout in ("county_2024", "norway_2024"):
        codes = [row["region_code"] for row in rows if row["layout"] == layout]
        assert len(codes) == len(set(codes))
        assert municipalities <= set(codes), layout
