"""Reads CSV files and workbooks as grids of cells, without guessing what they mean."""

import csv
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from bofast.errors import DownloadError
from bofast.importing.cells import Place

CSV_SUFFIXES = (".csv", ".txt", ".tsv")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm")
DELIMITERS = (";", ",", "\t")
# Norwegian letters in what Windows programs write without saying so
FALLBACK = "cp1252"
FORMULA = re.compile(rb"<f[ />]")
BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}

Value = str | int | float | None


@dataclass(frozen=True)
class Grid:
    """A sheet, cell by cell.

    Attributes:
        place: file and sheet.
        rows: cells of each row, text without blanks around it; None where empty. Rows
            end with their last cell that is not empty.
    """

    place: Place
    rows: tuple[tuple[Value, ...], ...]


def read_grids(file: Path) -> Iterator[Grid]:
    """Read the sheets of a file.

    Args:
        file: a CSV file or a workbook.

    Yields:
        One grid per sheet that is not empty and not hidden; one of a CSV file.

    Raises:
        DownloadError: the file cannot be read, or nothing in it is a table.
    """
    if file.suffix.lower() in WORKBOOK_SUFFIXES:
        yield from _sheets(file)
    else:
        yield _csv(file)


def _csv(file: Path) -> Grid:
    place = Place(file)
    text = _decoded(file)
    if "\x00" in text:
        raise DownloadError(f"{place}: is not a text file")
    lines = text.splitlines()
    tables = {
        delimiter: _parsed(place, lines, delimiter)
        for delimiter in DELIMITERS
        if delimiter in text
    }
    best = max(tables, key=lambda d: _regularity(tables[d]), default=None)
    if best is None or _regularity(tables[best]) == (0, 0):
        raise DownloadError(
            f"{place}: no table with columns divided by semicolon, comma or tab"
        )
    rows = tuple(_trimmed([_clean(cell) for cell in row]) for row in tables[best])
    return Grid(place, rows)


def _decoded(file: Path) -> str:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise DownloadError(f"{file.name}: cannot be read: {error.strerror}") from error
    if not content.strip():
        raise DownloadError(f"{file.name}: the file is empty")
    encoding = next((e for bom, e in BOMS.items() if content.startswith(bom)), "utf-8")
    for attempt in (encoding, FALLBACK):
        try:
            return content.decode(attempt)
        except UnicodeDecodeError as error:
            place = content[: error.start].count(b"\n") + 1
    raise DownloadError(
        f"{Place(file, row=place)}: neither UTF-8 nor {FALLBACK}: save it as UTF-8"
    )


def _parsed(place: Place, lines: list[str], delimiter: str) -> list[list[str]]:
    reader = csv.reader(
        io.StringIO("\n".join(lines)), delimiter=delimiter, strict=False
    )
    try:
        return list(reader)
    except csv.Error as error:
        raise DownloadError(f"{place.at(reader.line_num)}: {error}") from error


def _regularity(rows: list[list[str]]) -> tuple[int, int]:
    """Return how many rows have the commonest number of cells, and how many cells."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return 0, 0
    width, rows_of_it = max(widths.items(), key=lambda item: (item[1], item[0]))
    return rows_of_it, width


def _sheets(file: Path) -> Iterator[Grid]:
    try:
        workbook = load_workbook(file, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise DownloadError(
            f"{file.name}: is not a workbook that can be read ({error}); save it as"
            " xlsx, without a password"
        ) from error
    except OSError as error:
        raise DownloadError(f"{file.name}: cannot be read: {error.strerror}") from error
    found = False
    formulas = _formulas(file)
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            continue
        place = Place(file, sheet.title)
        uncalculated = formulas.get(sheet.title, {})
        rows = [
            _trimmed(
                [
                    uncalculated.get((r, c))
                    if one.value is None
                    else _of_workbook(place.at(r, c), one.value, str(one.number_format))
                    for c, one in enumerate(row, 1)
                ]
            )
            for r, row in enumerate(sheet.iter_rows(), 1)
        ]
        if any(rows):
            found = True
            yield Grid(place, tuple(rows))
    workbook.close()
    if not found:
        raise DownloadError(f"{file.name}: no sheet has anything in it")


def _formulas(file: Path) -> dict[str, dict[tuple[int, int], str]]:
    """Return what stands for formulas without a value: sheet -> row, column -> text.

    A program that only writes workbooks stores the formula and no value.
    """
    with zipfile.ZipFile(file) as archive:
        parts = [n for n in archive.namelist() if n.startswith("xl/worksheets/")]
        if not any(FORMULA.search(archive.read(part)) for part in parts):
            return {}
    workbook = load_workbook(file, read_only=True)
    found = {
        sheet.title: {
            (r, c): f"{cell.value} (a formula without a stored value)"
            for r, row in enumerate(sheet.iter_rows(), 1)
            for c, cell in enumerate(row, 1)
            if cell.data_type == "f"
        }
        for sheet in workbook.worksheets
    }
    workbook.close()
    return found


def _of_workbook(place: Place, value: object, shown_as: str) -> Value:
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, bool):
        return str(value)
    if not isinstance(value, int | float):
        raise DownloadError(
            f"{place}: `{value}` is stored as a date or time; a period must be text or"
            " a year"
        )
    # 0.12 that is shown as 12 % would be read as 0.12 percent
    if "%" in shown_as:
        raise DownloadError(
            f"{place}: `{value}` is shown as {value:.4g} times 100 with a percent sign:"
            " store the number of percent itself"
        )
    return value


def _clean(text: str) -> str | None:
    return " ".join(text.replace("\u00a0", " ").split()) or None


def _trimmed(row: list[Value]) -> tuple[Value, ...]:
    while row and row[-1] is None:
        row.pop()
    return tuple(row)
