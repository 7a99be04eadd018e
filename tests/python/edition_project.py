"""A copy of the whole project with editions of the risk index beside that of 2019."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb
import numpy as np
from small_project import SmallProject

from bofast.contract.registers import csv_rows
from bofast.settings import PROJECT, SEEDS, Settings
from bofast.warehouse.build import DBT_FILES
from bofast_demo.downloads.layouts import Axis, Category, Table, write_wide_csv

PARTS = ("analysis", "macros", "models", "seeds", "tests", "python")
FILES = ("dbt_project.yml", "profiles.yml")
PARSED = "partial_parse.msgpack"
NEW_INDICATOR = "empty_house_share"
"""An indicator that the code list does not have: rows make it known, and no code."""

MAPPING = """
title: empty houses, an indicator of our own
register: region_indicator
titles: ["Tomme hus"]
constants: {indicator: empty_house_share}
dimensions:
  - like: area
  - like: period
"""
CODE = "region_indicator,empty_house_share,9,Empty houses,Tomme hus\n"
GIVEN = {
    "average_age": 40,
    "primary_education_share": 30,
    "single_parent_share": 0,
    "businesses_weighted": 20,
    "low_income_share": 10,
}


def make_whole_project(folder: Path, demo_registers: Path) -> SmallProject:
    """Copy the project; its registers are the demo's, and can be added to."""
    project = folder / "project"
    for part in PARTS:
        shutil.copytree(
            PROJECT / part,
            project / part,
            ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"),
        )
    for file in FILES:
        shutil.copy(PROJECT / file, project / file)
    # what dbt read of the project, so that it reads what is changed alone
    target = project / DBT_FILES.relative_to(PROJECT)
    target.mkdir(parents=True)
    if (DBT_FILES / PARSED).exists():
        shutil.copy(DBT_FILES / PARSED, target)
    registers = folder / "registers"
    # the same files: that registers of persons are as they were is seen by their times
    shutil.copytree(demo_registers, registers, copy_function=shutil.copy2)
    settings = Settings(
        registers=registers,
        warehouse=folder / "warehouse" / "warehouse.duckdb",
        marts=folder / "published" / "marts.duckdb",
    )
    return SmallProject(project, settings)


def succeed(project: SmallProject, *arguments: str, **more: str) -> str:
    """Run a command of bofast, and return what it says."""
    done = project.run(*arguments, **more)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def municipalities_of_2024() -> list[tuple[str, str]]:
    rows = csv_rows(SEEDS / "classifications" / "municipality.csv")
    return [(r["municipality_code"], r["label_nb"]) for r in rows if not r["valid_to"]]


def write_new_indicator(file: Path) -> None:
    """Write a table of an indicator that nobody has heard of, a year each."""
    regions = municipalities_of_2024()
    rng = np.random.default_rng(21)
    values = np.round(rng.uniform(2, 20, (len(regions), 3)), 1)
    years = tuple(Category(str(year), str(year)) for year in (2021, 2022, 2023))
    axes = (
        Axis("Kommune", "GEO", tuple(Category(code, name) for code, name in regions)),
        Axis("År", "AAR", years),
    )
    write_wide_csv(Table("", "Tomme hus", axes, values, "NAV", 1), file, ["År"])


def add_rows(file: Path, rows: str) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text.rstrip()}\n{rows}", encoding="utf-8")


def connect(file: Path) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(file), read_only=True)


def write_squares(file: Path, codes: Sequence[str], size: float = 10_000.0) -> Path:
    """Write a GeoJSON of a square per municipality, in metres, side by side."""
    features = []
    for number, code in enumerate(codes):
        x, y = number % 20 * size, 6_500_000 + number // 20 * size
        corners = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]
        features.append(
            {
                "type": "Feature",
                "properties": {"kommunenummer": code},
                "geometry": {"type": "Polygon", "coordinates": [corners]},
            }
        )
    text = json.dumps({"type": "FeatureCollection", "features": features})
    file.write_text(text, encoding="utf-8")
    return file
