"""Downloads become registers, or are refused and change none."""

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import download_tables as tables
import duckdb
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from openpyxl import Workbook, load_workbook

from bofast.check.catalogue import Kind
from bofast.check.examine import examine_register
from bofast.cli import main
from bofast.contract.registers import marked_synthetic
from bofast.errors import DownloadError
from bofast.importing import mapping as mappings
from bofast.importing.mapping import read_mappings
from bofast.importing.run import import_files
from bofast.settings import PROJECT
from bofast_demo.downloads import layouts
from bofast_demo.downloads.layouts import Axis, Table

DOWNLOADS = PROJECT / "tests" / "fixtures" / "downloads"
PEOPLE = np.arange(3 * 4 * 2).reshape(3, 4, 2) + 10
FIRMS = np.array([[[30, 32], [12, 13]], [[20, 21], [9, 9]], [[7, 8], [7, 6]]])
WORKERS = np.array([[[90, 95], [99, 98]], [[50, 51], [40, 41]], [[9, 9], [3, 0]]])
SHARES = np.array([[9.5, 9.4], [8.0, 8.1], [11.2, 10.9]])
ABOVE = ["statistikkvariabel", "år"]


def imported(
    files: Path | list[Path], folder: Path, chosen: str = "", replace: bool = False
) -> list[str]:
    said: list[str] = []
    listed = files if isinstance(files, list) else [files]
    import_files(listed, folder, said.append, chosen, replace=replace)
    return said


def rows(folder: Path, register: str = "region_population") -> tables.Rows:
    return tables.register_rows(folder, register)


def expected_people(values: np.ndarray = PEOPLE) -> tables.Rows:
    return sorted(
        (year, code, age, int(values[r, age, y]))
        for r, code in enumerate(tables.REGIONS)
        for age in range(values.shape[1])
        for y, year in enumerate(tables.YEARS)
    )


def semicolon(table: Table, file: Path, encoding: str = "cp1252") -> Path:
    layouts.write_wide_csv(table, file, ABOVE, encoding=encoding)
    return file


def edited(file: Path, old: str, new: str, encoding: str = "cp1252") -> Path:
    text = file.read_bytes().decode(encoding)
    assert old in text, f"{old} is not in {file.name}"
    file.write_bytes(text.replace(old, new).encode(encoding))
    return file


def people_file(folder: Path, old: str = "", new: str = "") -> Path:
    file = semicolon(tables.population(PEOPLE), folder / "people.csv")
    return edited(file, old, new) if old else file


def shares_file(folder: Path, old: str = "", new: str = "") -> Path:
    file = folder / "shares.csv"
    layouts.write_wide_csv(tables.shares(SHARES), file, ["År"])
    return edited(file, old, new) if old else file


def firms_file(folder: Path, old: str = "", new: str = "") -> Path:
    file = semicolon(tables.establishments(FIRMS), folder / "firms.csv")
    return edited(file, old, new) if old else file


def workers_file(folder: Path, old: str = "", new: str = "") -> Path:
    file = semicolon(tables.employment(WORKERS), folder / "workers.csv")
    return edited(file, old, new) if old else file


def people_json(folder: Path) -> tuple[Path, dict[str, object]]:
    file = folder / "people.json"
    layouts.write_jsonstat(tables.population(PEOPLE), file)
    return file, json.loads(file.read_text(encoding="utf-8"))


def people_workbook(folder: Path, codes: bool = True) -> Path:
    file = folder / "people.xlsx"
    layouts.write_stacked_workbook(tables.population(PEOPLE), file, ABOVE, codes)
    return file


def sheet_edited(file: Path, cell: str, value: object, shown_as: str = "") -> Path:
    book = load_workbook(file)
    sheet = book.worksheets[0]
    sheet[cell] = value
    if shown_as:
        sheet[cell].number_format = shown_as
    book.save(file)
    return file


def flat_shares(folder: Path) -> Path:
    file = folder / "shares.xlsx"
    layouts.write_flat_workbook(tables.shares(SHARES), file, ["År"], split_region=True)
    return file


# --- files as they are downloaded -----------------------------------------------------


def test_small_files_in_the_real_layouts(tmp_path: Path) -> None:
    said = "\n".join(imported(sorted(DOWNLOADS.iterdir()), tmp_path))
    assert rows(tmp_path, "region_establishment") == [
        (2022, "0301", 81234 - 52011, 81234),
        (2022, "1151", 21 - 15, 21),
        (2022, "5401", 6011 - 3400, 6011),
        (2024, "0301", 84567 - 54321, 84567),
        (2024, "1151", 0, 0),
        (2024, "5501", 6123 - 3456, 6123),
    ]
    # by place of work comes first in the register, and last in the file
    assert rows(tmp_path, "region_employment") == [
        (2021, "1103", 80100, 74000),
        (2021, "1112", 1700, 1500),
        (2021, "4601", 160000, 140000),
        (2023, "1103", 82000, 75500),
        (2023, "1112", 1710, 1490),
        (2023, "4601", 163000, 142000),
    ]
    people = rows(tmp_path)
    of = {(year, code) for year, code, _, _ in people}
    assert of == {
        *((2019, code) for code in ("1201", "1418", "1419", "1420")),
        *((2020, code) for code in ("4601", "4640")),
        *((2024, code) for code in ("030101", "460107")),
    }
    assert sum(int(str(n)) for year, code, _, n in people if code == "4601") == 1860
    assert max(int(str(age)) for _, _, age, _ in people) == 105
    shares = {
        (indicator, code, end): value
        for code, _, end, indicator, value in rows(tmp_path, "region_indicator")
    }
    assert shares["disability_share", "460107", 2023] == 10.9
    assert shares["disability_share", "1151", 2023] is None
    assert shares["disability_share_crude", "1151", 2022] is None
    assert shares["disability_share_crude", "0301", 2023] == 5.6
    # half of it stands beside it, of another limit
    assert shares["low_income_share", "4602", 2022] == 7.25
    assert shares["low_income_share", "0301", 2022] == 11.0
    assert shares["single_parent_share", "4614", 2023] is None
    assert shares["primary_education_share", "4601", 2023] == 15.5
    assert shares["primary_education_share", "4602", 2023] is None
    assert len(shares) == 22
    # what is left out and what stands for missing values is said
    for line in (
        "left out: a county: 2 cell(s) (11 Rogaland, ...)",
        "left out: nobody knows which district: 212 cell(s) (030199 Uoppgitt",
        "`:` (missing): 2 cell(s)",
        "`*` (missing): 2 cell(s)",
        "`-` (zero): 148 cell(s)",
        "it says that its numbers are synthetic, and so will the register",
    ):
        assert line in said, line


def test_what_is_synthetic_says_so(tmp_path: Path) -> None:
    imported(people_file(tmp_path), tmp_path)
    assert marked_synthetic(tmp_path / "region_population" / "imported.parquet")
    log = json.loads((tmp_path / "imported.json").read_text(encoding="utf-8"))
    assert [one["synthetic"] for one in log] == [True]


def test_what_is_not_synthetic_does_not(tmp_path: Path) -> None:
    imported(people_file(tmp_path, layouts.SYNTHETIC, "Noko anna"), tmp_path)
    assert not marked_synthetic(tmp_path / "region_population" / "imported.parquet")


# --- odd downloads that are imported rightly ------------------------------------------


def _long(labels: str, delimiter: str, encoding: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        file = folder / "people.csv"
        table = tables.population(PEOPLE)
        layouts.write_long_csv(table, file, labels, delimiter, encoding)
        return file

    return write


def _wide(
    labels: str, delimiter: str, encoding: str, suffix: str = "csv"
) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        file, table = folder / f"people.{suffix}", tables.population(PEOPLE)
        layouts.write_wide_csv(table, file, ABOVE, labels, delimiter, encoding)
        return file

    return write


def _sexes(folder: Path) -> Path:
    base = tables.population(PEOPLE)
    sexes = Axis("kjønn", "Kjonn", tables.categories({"2": "Kvinner", "1": "Menn"}))
    half = base.values // 2
    values = np.stack([half, base.values - half], axis=1)
    axes = (base.axes[0], sexes, *base.axes[1:])
    file = folder / "people.csv"
    return semicolon(Table("07459", base.title, axes, values, base.source), file)


def _sexes_and_both(folder: Path) -> Path:
    base = tables.population(PEOPLE)
    texts = {"0": "Begge kjønn", "2": "Kvinner", "1": "Menn"}
    sexes = Axis("kjønn", "Kjonn", tables.categories(texts))
    half = base.values // 2
    values = np.stack([base.values, half, base.values - half], axis=1)
    axes = (base.axes[0], sexes, *base.axes[1:])
    file = folder / "people.csv"
    return semicolon(Table("07459", base.title, axes, values, base.source), file)


def _aggregates(folder: Path) -> Path:
    texts = {
        "0": "Hele landet",
        "46": "Vestland",
        "2111": "Spitsbergen",
        "9999": "Uoppgitt",
        **tables.REGIONS,
    }
    region = Axis("region", "Region", tables.categories(texts))
    values = np.concatenate([np.full((4, *PEOPLE.shape[1:]), 999), PEOPLE])
    file = folder / "people.csv"
    return semicolon(tables.population(values, region), file)


def _sparse_json(folder: Path) -> Path:
    file, data = people_json(folder)
    values = data["value"]
    assert isinstance(values, list)
    data["value"] = {str(n): v for n, v in enumerate(values)}
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


def _nameless_json(folder: Path) -> Path:
    """Without number and title, as a service of one's own may give it."""
    file, data = people_json(folder)
    del data["extension"], data["label"]
    file.write_text(json.dumps(data), encoding="utf-8")
    return file


def _english(folder: Path) -> Path:
    base = tables.population(PEOPLE)
    texts = {f"{age:03}": f"{age} years" for age in range(3)}
    texts["3+"] = "3 years or older"
    axes = (
        base.axes[0],
        Axis("age", "Alder", tables.categories(texts)),
        tables.measure("contents", "Personer1", "Persons"),
        Axis("year", "Tid", base.axes[3].categories),
    )
    file = folder / "people.csv"
    table = Table("07459", "Population", axes, base.values, "Statistics Norway")
    layouts.write_wide_csv(table, file, ["contents", "year"], "both", ",", "utf-8")
    return file


def _numeric_codes(folder: Path) -> Path:
    """A workbook in which somebody let codes become numbers: 0301 is 301."""
    file = people_workbook(folder)
    book = load_workbook(file)
    for row in book.worksheets[0].iter_rows(min_col=1, max_col=1):
        if row[0].value and str(row[0].value).isdigit():
            row[0].value = int(row[0].value)
    book.save(file)
    return file


def _two_sheets(folder: Path) -> Path:
    """A year in each sheet, and a hidden one that is none of the table."""
    book = Workbook()
    for place, year in enumerate(tables.YEARS):
        part = tables.population(PEOPLE[:, :, [place]], year=tables.years([year]))
        file = folder / f"{year}.xlsx"
        layouts.write_stacked_workbook(part, file, ABOVE)
        sheet = book.create_sheet(str(year))
        for row in load_workbook(file).worksheets[0].iter_rows(values_only=True):
            sheet.append(row)
    del book["Sheet"]
    book.create_sheet("notes").append(["not", "a", "table"])
    book["notes"].sheet_state = "hidden"
    book.save(folder / "people.xlsx")
    return folder / "people.xlsx"


def _today_codes(folder: Path) -> Path:
    texts = {f"K-{code}": name for code, name in tables.REGIONS.items()}
    region = Axis("region", "Region", tables.categories(texts))
    return semicolon(tables.population(PEOPLE, region), folder / "people.csv")


def _old_codes_beside(folder: Path) -> Path:
    """StatBank lists every code of every time in every year, with a point."""
    values = np.concatenate([PEOPLE.astype(object), np.full((2, 4, 2), ".", object)])
    texts = {**tables.REGIONS, "1201": "Bergen (-2019)", "1141": "Finnøy (-2019)"}
    region = Axis("region", "Region", tables.categories(texts))
    return semicolon(tables.population(values, region), folder / "people.csv")


RIGHTLY = {
    "JSON-stat2": lambda folder: people_json(folder)[0],
    "JSON-stat2, values by place": _sparse_json,
    "JSON-stat2 without number and title": _nameless_json,
    "semicolon, cp1252, code and text": _wide("both", ";", "cp1252"),
    "semicolon, UTF-8 with BOM, texts": _wide("text", ";", "utf-8-sig"),
    "semicolon, UTF-8, codes": _wide("code", ";", "utf-8"),
    "comma, UTF-16": _wide("both", ",", "utf-16"),
    "tabs": _wide("both", "\t", "cp1252", "tsv"),
    "long, comma, texts": _long("text", ",", "utf-8-sig"),
    "long, comma, codes": _long("code", ",", "utf-8"),
    "long, semicolon, both": _long("both", ";", "cp1252"),
    "workbook, stacked head, codes beside texts": people_workbook,
    "workbook, stacked head, texts alone": lambda folder: people_workbook(
        folder, codes=False
    ),
    "workbook, codes as numbers": _numeric_codes,
    "workbook of two sheets and a hidden one": _two_sheets,
    "English": _english,
    "men and women": _sexes,
    "men, women and both": _sexes_and_both,
    "country, county and unknown among the regions": _aggregates,
    "codes of series on today's division": _today_codes,
    "codes that are not in force": _old_codes_beside,
    "columns that are empty at the end": lambda folder: people_file(
        folder, ";11\r\n", ";11;;\r\n"
    ),
    "blanks around and between": lambda folder: people_file(
        folder, '"0301 Oslo"', '" 0301\u00a0 Oslo "'
    ),
    "newlines of Unix": lambda folder: people_file(folder, "\r\n", "\n"),
    "no title": lambda folder: people_file(
        folder,
        '"07459: Befolkning, etter region, alder, statistikkvariabel og år"\r\n\r\n',
        "",
    ),
    "letters large": lambda folder: people_file(
        folder, '"region";"alder"', '"REGION";"Alder"'
    ),
}


@pytest.mark.parametrize("kind", RIGHTLY)
def test_odd_downloads_of_residents_are_imported_rightly(
    kind: str, tmp_path: Path
) -> None:
    folder = tmp_path / "registers"
    imported(RIGHTLY[kind](tmp_path), folder)
    assert rows(folder) == expected_people()


def test_a_blank_between_thousands(tmp_path: Path) -> None:
    imported(people_file(tmp_path, ";11\r\n", ";1\u00a0100\r\n"), tmp_path)
    assert (2024, "0301", 0, 1100) in rows(tmp_path)


def test_a_dash_is_none_in_statbank(tmp_path: Path) -> None:
    said = imported(people_file(tmp_path, ";11\r\n", ';"-"\r\n'), tmp_path)
    assert (2024, "0301", 0, 0) in rows(tmp_path)
    assert "  `-` (zero): 1 cell(s)" in said


@pytest.mark.parametrize("symbol", ["..", ":", "-"])
def test_symbols_of_an_indicator_are_missing_and_not_zero(
    symbol: str, tmp_path: Path
) -> None:
    said = imported(shares_file(tmp_path, ";8,0;", f';"{symbol}";'), tmp_path)
    listed = rows(tmp_path, "region_indicator")
    assert ("1112", 2019, 2021, "disability_share", None) in listed
    assert ("1112", 2021, 2023, "disability_share", 8.1) in listed
    assert f"  `{symbol}` (missing): 1 cell(s)" in said


def test_a_status_of_json_stat_is_not_lost(tmp_path: Path) -> None:
    values = SHARES.astype(object)
    values[1, 0] = ":"
    layouts.write_jsonstat(tables.shares(values), tmp_path / "shares.json")
    said = imported(tmp_path / "shares.json", tmp_path)
    listed = rows(tmp_path, "region_indicator")
    assert ("1112", 2019, 2021, "disability_share", None) in listed
    assert "  `:` (missing): 1 cell(s)" in said


@pytest.mark.parametrize("written", ["2019_2021", "2019\u20132021", "2019 - 2021"])
def test_periods_however_they_are_written(written: str, tmp_path: Path) -> None:
    imported(shares_file(tmp_path, "2019-2021", written), tmp_path)
    periods = {row[1:3] for row in rows(tmp_path, "region_indicator")}
    assert periods == {(2019, 2021), (2021, 2023)}


def test_a_year_is_a_period_of_one_year(tmp_path: Path) -> None:
    imported(shares_file(tmp_path, "2019-2021", "2020"), tmp_path)
    periods = {row[1:3] for row in rows(tmp_path, "region_indicator")}
    assert periods == {(2020, 2020), (2021, 2023)}


def test_with_employees_is_all_less_those_without(tmp_path: Path) -> None:
    imported(firms_file(tmp_path), tmp_path)
    assert rows(tmp_path, "region_establishment")[:2] == [
        (2021, "0301", 18, 30),
        (2021, "1112", 11, 20),
    ]


def test_with_employees_is_the_sum_of_sizes_too(tmp_path: Path) -> None:
    texts = {
        "00": "Ingen ansatte",
        "01": "1-4 ansatte",
        "02": "5-9 ansatte",
        "03": "10-19 ansatte",
        "04": "20-49 ansatte",
        "05": "50-99 ansatte",
        "06": "100-249 ansatte",
        "07": "250 ansatte og over",
    }
    base = tables.establishments(FIRMS)
    sizes = Axis("antall ansatte", "AntAnsatte", tables.categories(texts))
    values = np.arange(3 * 8 * 2).reshape(3, 8, 1, 2)
    axes = (base.axes[0], sizes, *base.axes[2:])
    file = tmp_path / "firms.csv"
    imported(semicolon(Table("07091", "", axes, values, "SSB"), file), tmp_path)
    first = rows(tmp_path, "region_establishment")[0]
    assert first == (2021, "0301", sum(range(2, 16, 2)), sum(range(0, 16, 2)))


def test_each_measure_in_a_file_of_its_own(tmp_path: Path) -> None:
    files = []
    for place, name in enumerate(("Bosted", "Arbeidssted")):
        base = tables.employment(WORKERS)
        one = Axis(
            "statistikkvariabel", "ContentsCode", (base.axes[1].categories[place],)
        )
        axes = (base.axes[0], one, base.axes[2])
        table = Table("07984", "", axes, WORKERS[:, [place], :], "SSB")
        files.append(semicolon(table, tmp_path / f"{name}.csv"))
    imported(files, tmp_path / "apart")
    imported(workers_file(tmp_path), tmp_path / "together")
    apart = rows(tmp_path / "apart", "region_employment")
    assert apart == rows(tmp_path / "together", "region_employment")
    assert apart[0] == (2021, "0301", 99, 90)


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "registers"
    imported(people_file(tmp_path), folder)
    before = (folder / "region_population" / "imported.parquet").read_bytes()
    said = imported(people_file(tmp_path), folder)
    after = (folder / "region_population" / "imported.parquet").read_bytes()
    assert before == after
    assert said[-1] == (
        "region_population: 0 new row(s), 24 as they were, 0 replaced; 24 imported in"
        " all"
    )


def test_a_newer_file_adds_its_rows(tmp_path: Path) -> None:
    folder = tmp_path / "registers"
    for place, year in enumerate(tables.YEARS):
        part = tables.population(PEOPLE[:, :, [place]], year=tables.years([year]))
        imported(semicolon(part, tmp_path / "people.csv"), folder)
    assert rows(folder) == expected_people()


def test_rows_are_replaced_when_that_is_wanted(tmp_path: Path) -> None:
    folder = tmp_path / "registers"
    imported(people_file(tmp_path), folder)
    changed = people_file(tmp_path, ";11\r\n", ";12\r\n")
    with pytest.raises(DownloadError, match=r"1 row\(s\) were imported before"):
        imported(changed, folder)
    assert rows(folder) == expected_people()
    imported(changed, folder, replace=True)
    assert (2024, "0301", 0, 12) in rows(folder)


def test_a_table_of_another_country_needs_a_mapping_and_no_code(tmp_path: Path) -> None:
    mapping = tmp_path / "befolkning_folk1a.yml"
    mapping.write_text(
        """
title: a table of another country's PxWeb, with the codes of this one
register: region_population
titles: ["FOLK1A"]
dimensions:
  - {role: region, names: [område]}
  - role: choice
    names: [civilstand]
    labels: {chosen: [I alt]}
    leave_out: [{pattern: ".*", why: one marital status}]
  - role: age
    names: [alder]
  - {role: year, names: [tid]}
symbols: {zero: ["0"]}
""",
        encoding="utf-8",
    )
    (tmp_path / "folk.csv").write_text(
        "FOLK1A: Folketal\n\nområde;civilstand;alder;tid;folk\n"
        "4601 Bergen;I alt;0 år;2024;5\n4601 Bergen;Gift;0 år;2024;3\n"
        "4601 Bergen;I alt;1 år og over;2024;70\n"
        "4601 Bergen;Gift;1 år og over;2024;30\n",
        encoding="utf-8",
    )
    import_files([tmp_path / "folk.csv"], tmp_path, [].append, "", [mapping])
    assert rows(tmp_path) == [(2024, "4601", 0, 5), (2024, "4601", 1, 70)]


# --- broken downloads that are refused ------------------------------------------------


def _json_with(key: str, value: object) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        file, data = people_json(folder)
        data[key] = value
        file.write_text(json.dumps(data), encoding="utf-8")
        return file

    return write


def _text(name: str, content: str | bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        file = folder / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    return write


def _renamed(write: Callable[[Path], Path], name: str) -> Callable[[Path], Path]:
    return lambda folder: shutil.move(write(folder), folder / name)


def _five_year_ages(folder: Path) -> Path:
    return people_file(folder, '"000 0 år"', '"0-4 år"')


def _twice(folder: Path) -> Path:
    file = people_file(folder)
    lines = file.read_bytes().split(b"\r\n")
    file.write_bytes(b"\r\n".join([*lines[:5], *lines[3:5], *lines[5:]]))
    return file


def _cut(folder: Path) -> Path:
    """A download that broke off in the last region."""
    file = workers_file(folder)
    text = file.read_bytes().decode("cp1252")
    file.write_bytes(text[: text.index('"4601') + 8].encode("cp1252"))
    return file


def _cut_number(folder: Path) -> Path:
    file = workers_file(folder)
    text = file.read_bytes().decode("cp1252")
    file.write_bytes(text[: text.index('"4601') + 17].encode("cp1252"))
    return file


def _cut_first(folder: Path) -> Path:
    """The first region has labels and no numbers; the others are whole."""
    file = workers_file(folder)
    lines = file.read_bytes().decode("cp1252").splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith('"0301'))
    lines[first] = lines[first].split(";")[0] + ";" * lines[first].count(";")
    file.write_bytes("\r\n".join(lines).encode("cp1252"))
    return file


def _formulas(folder: Path) -> Path:
    """Every number is a formula, in a workbook that no spreadsheet program wrote."""
    file = flat_shares(folder)
    book = load_workbook(file)
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if isinstance(cell.value, float):
                cell.value = "=1+1"
    book.save(file)
    return file


def _table_of_shares(values: np.ndarray) -> Table:
    return replace(tables.shares(values), decimals=3)


def _shares_of_one(folder: Path) -> Path:
    file = folder / "shares.csv"
    layouts.write_wide_csv(_table_of_shares(SHARES / 100), file, ["År"])
    return file


def _shares_of_one_in_a_period(folder: Path) -> Path:
    file = folder / "shares.csv"
    values = SHARES / np.array([1, 100])
    layouts.write_wide_csv(_table_of_shares(values), file, ["År"])
    return file


def _two_tables(folder: Path) -> Path:
    file = people_file(folder)
    file.write_bytes(file.read_bytes() * 2)
    return file


def _one_sex(folder: Path) -> Path:
    file = _sexes(folder)
    lines = file.read_bytes().decode("cp1252").split("\r\n")
    kept = [line for line in lines if '"1 Menn"' not in line]
    file.write_bytes("\r\n".join(kept).encode("cp1252"))
    return file


def _country_alone(folder: Path) -> Path:
    region = Axis("region", "Region", tables.categories({"0": "Hele landet"}))
    table = tables.employment(WORKERS[:1], region)
    return semicolon(table, folder / "workers.csv")


REFUSED: dict[str, tuple[Callable[[Path], Path], str]] = {
    "an empty file": (_text("a.csv", ""), "a.csv: the file is empty"),
    "no table": (_text("a.csv", "only words\nand more"), "a.csv: no table"),
    "a page instead of a table": (
        _text("a.csv", "<html>; <body>\nTry again; later\n</body>; </html>\n"),
        "a.csv: not known as a table",
    ),
    "an unknown kind of file": (_text("a.pdf", "%PDF"), "a.pdf: is none of .json"),
    "an old workbook": (_text("a.xls", b"\xd0\xcf\x11\xe0"), "(save it as xlsx)"),
    "a workbook that is none": (
        _text("a.xlsx", b"\xd0\xcf\x11\xe0secret"),
        "a.xlsx: is not a workbook that can be read",
    ),
    "a workbook without anything": (
        lambda folder: (Workbook().save(folder / "a.xlsx"), folder / "a.xlsx")[1],
        "a.xlsx: no sheet has anything in it",
    ),
    "bytes of a picture": (
        _text("a.csv", b"\x89PNG;\x00;\x00\n;\x00;\n"),
        "a.csv: is not a text file",
    ),
    "neither UTF-8 nor cp1252": (
        _text("a.csv", b'"region";"x"\n"\x81\xc3";2\n'),
        "a.csv, row 2: neither UTF-8 nor cp1252",
    ),
    "JSON that breaks off": (
        lambda folder: _text("a.json", people_json(folder)[0].read_text()[:400])(
            folder
        ),
        "a.json, row 1, column ",
    ),
    "JSON that is not JSON-stat": (_text("a.json", '{"a": 1}'), "is not JSON-stat 2.0"),
    "JSON-stat 1": (_json_with("version", "1.2"), "is not JSON-stat 2.0"),
    "JSON-stat of another number of values": (
        _json_with("value", [1, 2, 3]),
        "it has not 24 values, as many as its dimensions give",
    ),
    "JSON-stat of another size": (
        _json_with("size", [3, 4, 1, 3]),
        "dimension Tid has 2 categories, not 3",
    ),
    "JSON-stat with a value and a status": (
        _json_with("status", {"0": ":"}),
        "cell 1 has both a value (10) and a status (:)",
    ),
    "JSON-stat with a null": (
        _json_with("value", {str(n): n for n in range(23)}),
        "people.json, column 24: an empty cell is neither a number nor a symbol",
    ),
    "a table that there is no mapping for": (
        _json_with("extension", {"px": {"tableid": "99999"}}),
        "people.json: not known as a table that bofast has a mapping for",
    ),
    "an unknown symbol": (
        lambda folder: people_file(folder, ";11\r\n", ';"x"\r\n'),
        "people.csv, row 4, column 4: `x` is neither a number nor a symbol",
    ),
    "an empty cell": (
        lambda folder: people_file(folder, ";11\r\n", ";\r\n"),
        "people.csv, row 4, column 4: an empty cell is neither",
    ),
    "a percent sign": (
        lambda folder: shares_file(folder, ";8,0;", ';"8,0 %";'),
        "shares.csv, row 5, column 4: `8,0 %` is neither a number nor a symbol",
    ),
    "a code nobody knows": (
        lambda folder: people_file(folder, '"0301 Oslo"', '"0399 Oslo"'),
        "people.csv, row 4, column 1: `0399 Oslo`: not a code of a municipality",
    ),
    "a name nobody knows": (
        lambda folder: people_file(folder, '"0301 Oslo"', '"Kristiania"'),
        "people.csv, row 4, column 1: `Kristiania`: not a name of a municipality",
    ),
    "a name of two municipalities": (
        lambda folder: people_file(folder, '"0301 Oslo"', '"Herøy"'),
        "people.csv, row 4, column 1: `Herøy`: a name of several (1515, 1818)",
    ),
    "a column nobody knows": (
        lambda folder: people_file(folder, '"alder"', '"sivilstand"'),
        "people.csv, row 3, column 2: `sivilstand` is neither a dimension nor a label",
    ),
    "a column twice": (
        lambda folder: people_file(folder, '"Personer 2024"', '"Personer 2021"'),
        "people.csv, row 3, column 4: the same head as column 3",
    ),
    "a column without a name": (
        lambda folder: people_file(folder, '"Personer 2021"', '""'),
        "people.csv, row 3, column 3: a column without a name",
    ),
    "columns of different heads": (
        lambda folder: people_file(folder, '"Personer 2024"', '"2024"'),
        "people.csv, row 3, column 4: the columns' heads do not have the same parts",
    ),
    "a quarter": (
        lambda folder: people_file(folder, '"Personer 2024"', '"Personer 2024K1"'),
        "people.csv, row 3, column 4: `Personer 2024K1` is neither",
    ),
    "rows twice": (
        _twice,
        "people.csv, row 4, column 3: two cells for 0301, 2021, 0: 8 cell(s)",
    ),
    "one sex of two": (
        _one_sex,
        "people.csv: neither a total nor all parts of kjønn: lacks males",
    ),
    "five-year age groups": (
        _five_year_ages,
        "people.csv, row 4, column 2: `0-4 år`: not an age in single years",
    ),
    "an age that is left out": (
        lambda folder: people_file(folder, '"001 1 år"', '"009 9 år"'),
        "the ages of 0301 in 2021 are not whole",
    ),
    "no open last age": (
        lambda folder: people_file(folder, '"3+ 3 år eller eldre"', '"003 3 år"'),
        "0 of them open at the end",
    ),
    "half a person": (
        lambda folder: people_file(folder, ";11\r\n", ";11,5\r\n"),
        "people.csv, row 4, column 4: 11.5: not a whole number, as persons is",
    ),
    "fewer than none": (
        lambda folder: people_file(folder, ";11\r\n", ";-11\r\n"),
        "people.csv, row 4, column 4: -11: below 0, the least of persons",
    ),
    "more than fit": (
        lambda folder: people_file(folder, ";11\r\n", ";11000000000\r\n"),
        "people.csv, row 4, column 4: 1.1e+10: too large for persons",
    ),
    "a sign between thousands": (
        lambda folder: people_file(folder, ";11\r\n", ";11.000\r\n"),
        "people.csv, row 4, column 4: `11.000` may be in thousands or have decimals",
    ),
    "more than all percent": (
        lambda folder: shares_file(folder, ";8,0;", ";801;"),
        "shares.csv, row 5, column 4: 801: above 100, the most of value",
    ),
    "residents that are secret": (
        lambda folder: people_file(folder, ";11\r\n", ';":"\r\n'),
        "people.csv, row 4, column 4: persons is missing (a symbol stands for it)",
    ),
    "a not applicable part": (
        lambda folder: firms_file(folder, ";12;", ';"..";'),
        "a municipality has establishments_with_employees",
    ),
    "more without employees than in all": (
        lambda folder: firms_file(folder, ";12;", ";31;"),
        "firms.csv: more establishments without employees than in all: 0301 in 2021",
    ),
    "two tables below one another": (
        _two_tables,
        "people.csv, row 21: numbers after the end of the table, which is row 15",
    ),
    "a row that breaks off": (
        _cut,
        "workers.csv, row 6: `4601 Be` begins a row of the table that is not whole",
    ),
    "a row that lacks a number": (
        _cut_number,
        "workers.csv, row 6, column 4: an empty cell is neither",
    ),
    "text beside the table": (
        lambda folder: people_file(folder, ";11\r\n", ';11;"look here"\r\n'),
        "people.csv, row 4, column 5: `look here` stands outside the columns",
    ),
    "a row without a label": (
        lambda folder: people_file(folder, '"0301 Oslo";"001 1 år"', '"";"001 1 år"'),
        "people.csv, row 5, column 1: no label, where the rows above have one",
    ),
    "a quote that is not closed": (
        lambda folder: people_file(folder, '"001 1 år"', '"001 1 år'),
        "people.csv, row 5",
    ),
    "a first row that breaks off": (
        _cut_first,
        "workers.csv, row 4: `0301 Oslo` begins a row of the table that is not whole",
    ),
    "shares where percent are held": (
        _shares_of_one,
        "shares.csv, row 4, column 4: 0.095: no value of 2019-2021 is above 1"
        " (0.095, 0.08, 0.112), and value is in percent",
    ),
    "shares in one period, percent in the other": (
        _shares_of_one_in_a_period,
        "shares.csv, row 4, column 5: 0.094: no value of 2021-2023 is above 1"
        " (0.094, 0.081, 0.109), and value is in percent",
    ),
    "a head alone": (
        _text("07459.csv", '"07459: x"\n\n"region";"alder";"Personer 2024"\n'),
        "07459.csv, row 3: the table has no rows",
    ),
    "no head": (
        _text("07459.csv", '"0301 Oslo";"0 år";5\n"0301 Oslo";"1 år";5\n'),
        "07459.csv: no head of a table of 07459",
    ),
    "the country alone": (
        _country_alone,
        "workers.csv: nothing is left to import: the whole country",
    ),
    "another age than the register's": (
        lambda folder: shares_file(folder, "18-66 år", "45-66 år"),
        "shares.csv: none of `18-66, 18_66, 18-66 år, 18-66 years`, which disability",
    ),
    "another measure": (
        lambda folder: shares_file(
            folder, "MEIS prosent, standardisert", "RATE antall"
        ),
        "`RATE antall`: not a measure of this table, which has `meis`, `standardisert",
    ),
    "one of two columns": (
        lambda folder: workers_file(
            folder, "Sysselsatte etter arbeidssted", "Arbeidsledige"
        ),
        "workers.csv",
    ),
    "a period where a year belongs": (
        lambda folder: people_file(folder, "Personer 2024", "Personer 2022-2024"),
        "a period, where a year is expected",
    ),
    "a period that ends before it begins": (
        lambda folder: shares_file(folder, "2019-2021", "2021-2019"),
        "a period that ends before it begins",
    ),
    "a date": (
        lambda folder: sheet_edited(flat_shares(folder), "E6", date(2021, 1, 1)),
        "shares.xlsx, sheet Data, row 6, column 5: `2021-01-01 00:00:00` is stored as",
    ),
    "a share that is shown as percent": (
        lambda folder: sheet_edited(flat_shares(folder), "E6", 0.095, "0.0 %"),
        "shares.xlsx, sheet Data, row 6, column 5: `0.095` is shown as 0.095 times 100",
    ),
    "a formula nobody has calculated": (
        lambda folder: sheet_edited(flat_shares(folder), "E6", "=1+1"),
        "row 6, column 5: `=1+1 (a formula without a stored value)` is neither",
    ),
    "formulas nobody has calculated": (
        _formulas,
        "row 6, column 5: `=1+1 (a formula without a stored value)` is neither",
    ),
    "text that is true": (
        lambda folder: sheet_edited(flat_shares(folder), "E6", True),
        "shares.xlsx, sheet Data, row 6, column 5: `True` is neither",
    ),
    "labels that fit nothing": (
        lambda folder: sheet_edited(
            people_workbook(folder, codes=False), "A6", "Nowhere"
        ),
        "people.xlsx, sheet 07459, row 5, column 1: labels that fit no dimension",
    ),
}


def test_percentages_below_one_are_taken_where_a_mapping_says_so(
    tmp_path: Path,
) -> None:
    """And where they are whole, or one of the same period is above."""
    values = SHARES.copy()
    values[0], values[1] = 0.5, 1.0
    for name, table in (("whole", np.ones((3, 2))), ("some_above", values)):
        file = tmp_path / f"{name}.csv"
        layouts.write_wide_csv(_table_of_shares(table), file, ["År"])
        imported(file, tmp_path / name)
    mapping = tmp_path / "disability_share.yml"
    own = (mappings.TABLES / mapping.name).read_text(encoding="utf-8")
    mapping.write_text(f"{own}may_be_below_one: true\n", encoding="utf-8")
    import_files(
        [_shares_of_one(tmp_path)], tmp_path / "r", [].append, mappings=[mapping]
    )
    found = rows(tmp_path / "r", "region_indicator")
    assert sorted(row[-1] for row in found) == sorted((SHARES / 100).round(3).flat)


@pytest.mark.parametrize("kind", REFUSED)
def test_broken_downloads_are_refused_and_write_nothing(
    kind: str, tmp_path: Path
) -> None:
    write, message = REFUSED[kind]
    folder = tmp_path / "registers"
    file = write(tmp_path)
    with pytest.raises(DownloadError) as refused:
        imported(file, folder)
    assert message in str(refused.value), str(refused.value)
    # whole files beside a broken one are not imported either
    whole = tmp_path / "whole"
    whole.mkdir()
    with pytest.raises(DownloadError):
        imported([shares_file(whole), file], folder)
    left = (
        [path for path in folder.rglob("*") if path.is_file()]
        if folder.exists()
        else []
    )
    assert not left


def test_two_files_that_say_different_things(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    files = [people_file(tmp_path), people_file(other, ";11\r\n", ";12\r\n")]
    with pytest.raises(DownloadError, match="another file says otherwise of persons"):
        imported(files, tmp_path / "registers")


def test_a_register_that_says_something_else(tmp_path: Path) -> None:
    folder = tmp_path / "registers"
    imported(people_file(tmp_path), folder)
    register = folder / "region_population"
    (register / "imported.parquet").rename(register / "2024.parquet")
    before = (register / "2024.parquet").read_bytes()
    with pytest.raises(DownloadError, match="are there already with other values"):
        imported(people_file(tmp_path, ";11\r\n", ";12\r\n"), folder, replace=True)
    assert [file.name for file in register.iterdir()] == ["2024.parquet"]
    assert (register / "2024.parquet").read_bytes() == before


def test_what_is_imported_beside_folders_of_years_is_in_its_place(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "registers"
    year = folder / "region_population" / "year=2020"
    year.mkdir(parents=True)
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select 2020 as year, '0301' as region_code, 0 as age, 5 as persons)"
            f" to '{year / 'all.parquet'}'"
        )
    imported(people_file(tmp_path), folder)
    found = examine_register(folder, "region_population").findings
    assert not [one for one in found if one.kind == Kind.FOLDER]


def test_rows_that_lie_beside_are_not_imported_twice(tmp_path: Path) -> None:
    folder = tmp_path / "registers"
    imported(people_file(tmp_path), folder)
    register = folder / "region_population"
    (register / "imported.parquet").rename(register / "2024.parquet")
    imported(people_file(tmp_path), folder)
    assert rows(folder) == expected_people()


def test_a_register_of_csv_files(tmp_path: Path) -> None:
    folder = tmp_path / "registers"
    (folder / "region_population").mkdir(parents=True)
    (folder / "region_population" / "own.csv").write_text(
        "year,region_code,age,persons\n2010,0301,0,5\n"
    )
    with pytest.raises(DownloadError, match="holds CSV files"):
        imported(people_file(tmp_path), folder)


def test_a_table_that_fits_two_mappings(tmp_path: Path) -> None:
    base = tables.shares(SHARES)
    axes = (base.axes[0], base.axes[3])
    title = "Eneforsørgere og utdanningsnivå, lavinntekt"
    table = Table("", title, axes, SHARES[:, :], base.source, 1)
    file = tmp_path / "shares.csv"
    layouts.write_wide_csv(table, file, ["År"])
    with pytest.raises(DownloadError, match="it may be of more than one table"):
        imported(file, tmp_path / "registers")
    imported(file, tmp_path / "registers", chosen="single_parent_share")
    assert len(rows(tmp_path / "registers", "region_indicator")) == 6


def test_a_register_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="--as nowhere: neither a register"):
        imported(people_file(tmp_path), tmp_path / "registers", chosen="nowhere")


MAPPING_FAULTS = {
    "title: x\nregister: region_population": "has a dimension of the role region",
    "title: x": "the key register is missing",
    "title: x\nregister: nowhere": "register nowhere is not in the contract",
    "title: x\nregister: region_population\ncolour: red": "unknown key(s) colour",
    "- a\n- b": "a mapping is a list of keys and values",
    "title: [": "is not YAML",
    "title: x\nregister: region_population\ndimensions: [{role: colour}]": (
        "role colour is none of region"
    ),
    "title: x\nregister: region_population\ndimensions: [{like: colour}]": (
        "like colour is none of region"
    ),
    "title: x\nregister: region_population\ntitles: ['(']": "( is no pattern",
    "title: x\nregister: region_population\nsymbols: {none: ['x']}": (
        "a symbol means zero, not_applicable, missing, not none"
    ),
}


@pytest.mark.parametrize("text", MAPPING_FAULTS)
def test_mappings_with_faults_are_refused(text: str, tmp_path: Path) -> None:
    file = tmp_path / "own.yml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DownloadError) as refused:
        read_mappings([file])
    assert "own.yml: " in str(refused.value)
    assert MAPPING_FAULTS[text] in str(refused.value), str(refused.value)


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOFAST_REGISTERS", str(tmp_path / "registers"))
    done = CliRunner().invoke(main, ["import", str(people_file(tmp_path))])
    assert done.exit_code == 0, done.output
    assert "24 row(s) of region_population, 3 region(s), 2021-2024" in done.output
    broken = people_file(tmp_path, ";11\r\n", ';"x"\r\n')
    refused = CliRunner().invoke(main, ["import", str(broken)])
    assert refused.exit_code != 0
    assert rows(tmp_path / "registers") == expected_people()


# --- any register, in any layout ------------------------------------------------------

# in force in all years that are drawn
CODES = ("0301", "1103", "1112", "1151", "1507", "3001", "4601", "4651", "5001", "5401")
TABLES = {
    "region_population": tables.population,
    "region_establishment": tables.establishments,
    "region_employment": tables.employment,
    "region_indicator": tables.shares,
}


def _jsonstat(table: Table, file: Path, above: list[str]) -> Path:
    layouts.write_jsonstat(table, file.with_suffix(".json"))
    return file.with_suffix(".json")


def _wide_csv(labels: str, delimiter: str, encoding: str) -> Callable[..., Path]:
    def write(table: Table, file: Path, above: list[str]) -> Path:
        out = file.with_suffix(".csv")
        layouts.write_wide_csv(table, out, above, labels, delimiter, encoding)
        return out

    return write


def _long_csv(labels: str, delimiter: str, encoding: str) -> Callable[..., Path]:
    def write(table: Table, file: Path, above: list[str]) -> Path:
        out = file.with_suffix(".csv")
        layouts.write_long_csv(table, out, labels, delimiter, encoding)
        return out

    return write


def _stacked(codes: bool) -> Callable[..., Path]:
    def write(table: Table, file: Path, above: list[str]) -> Path:
        out = file.with_suffix(".xlsx")
        layouts.write_stacked_workbook(table, out, above, codes)
        return out

    return write


def _flat(split: bool) -> Callable[..., Path]:
    def write(table: Table, file: Path, above: list[str]) -> Path:
        out = file.with_suffix(".xlsx")
        layouts.write_flat_workbook(table, out, above, split)
        return out

    return write


LABELS = ("text", "code", "both")
CODED = [(";", "cp1252"), (";", "utf-8-sig"), (",", "utf-8"), ("\t", "utf-16")]
LAYOUTS: dict[str, Callable[..., Path]] = {
    "jsonstat": _jsonstat,
    "stacked": _stacked(True),
    "stacked without codes": _stacked(False),
    "flat": _flat(False),
    "flat, code and name apart": _flat(True),
    **{
        f"{name}, {labels}, {delimiter!r}, {encoding}": write(
            labels, delimiter, encoding
        )
        for name, write in (("wide", _wide_csv), ("long", _long_csv))
        for labels in LABELS
        for delimiter, encoding in CODED
    },
}


@st.composite
def registers(draw: st.DrawFn) -> tuple[str, Table, list[str], tables.Rows]:
    """Draw a register's rows and the table that its publisher would have."""
    register = draw(st.sampled_from(sorted(TABLES)))
    codes = draw(st.lists(st.sampled_from(CODES), min_size=1, max_size=4, unique=True))
    listed = draw(
        st.lists(st.sampled_from([2021, 2022, 2023]), min_size=1, unique=True)
    )
    region = tables.regions(codes)
    if register == "region_indicator":
        # fractions with nothing above 1 are refused as shares
        numbers = (st.just(0) | st.integers(11, 1000)).map(lambda n: n / 10)
        cell = numbers | st.sampled_from([":", ".."])
        shape = (len(codes), len(listed))
        values = np.array(
            draw(
                st.lists(
                    cell, min_size=shape[0] * shape[1], max_size=shape[0] * shape[1]
                )
            ),
            dtype=object,
        ).reshape(shape)
        periods = [f"{year - 2}-{year}" for year in listed]
        rows = [
            (
                code,
                year - 2,
                year,
                "disability_share",
                None if isinstance(values[r, y], str) else values[r, y],
            )
            for r, code in enumerate(codes)
            for y, year in enumerate(listed)
        ]
        # missing values come last when rows are put in order
        in_order = sorted(rows, key=lambda row: row[:4])
        return register, tables.shares(values, region, periods), ["År"], in_order
    middle = draw(st.integers(2, 5)) if register == "region_population" else 2
    shape_of = (len(codes), middle, len(listed))
    counts = draw(arrays.arrays(np.int64, shape_of, elements=st.integers(0, 9_999_999)))
    if register == "region_establishment":
        # those without employees are some of all
        counts = np.sort(counts, axis=1)[:, ::-1, :].copy()
    table = TABLES[register](counts, region, tables.years(listed))
    rows = []
    for r, code in enumerate(codes):
        for y, year in enumerate(listed):
            of = [int(n) for n in counts[r, :, y]]
            if register == "region_population":
                rows += [(year, code, age, n) for age, n in enumerate(of)]
            elif register == "region_establishment":
                rows.append((year, code, of[0] - of[1], of[0]))
            else:
                rows.append((year, code, of[1], of[0]))
    return register, table, ABOVE, sorted(rows)


# a hundred and fifty files are written and read
@pytest.mark.slow
@hypothesis_settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(drawn=registers(), layout=st.sampled_from(sorted(LAYOUTS)))
def test_any_register_comes_back_from_any_layout(
    drawn: tuple[str, Table, list[str], tables.Rows],
    layout: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    register, table, above, expected = drawn
    folder = tmp_path_factory.mktemp("any")
    file = LAYOUTS[layout](table, folder / "table", above)
    # a table without titles and texts is what the user says it is
    chosen = "disability_share" if register == "region_indicator" else register
    imported(file, folder / "registers", chosen)
    assert rows(folder / "registers", register) == expected
