"""Writes a table in the layouts of StatBank, Kommunehelsa and NAV.

As PxWeb and the publishers write them, with titles above and sources below, so that
the import can be tried on files like those that people download.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from openpyxl import Workbook

SYNTHETIC = "Synthetic figures made by bofast (syntetiske tall): not from any office."
BOM = "utf-8-sig"
NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")


@dataclass(frozen=True)
class Category:
    """A label of a dimension: code and text."""

    code: str
    text: str


@dataclass(frozen=True)
class Axis:
    """A dimension: what files call it, its identifier in JSON-stat, its labels."""

    name: str
    identifier: str
    categories: tuple[Category, ...]


@dataclass(frozen=True)
class Table:
    """A table to be written.

    Attributes:
        number: of the publisher; empty where it has none.
        title: what it is about.
        axes: dimensions, the slowest first.
        values: array of their shape: numbers, or text for a symbol.
        source: who publishes such tables.
        decimals: of the numbers.
    """

    number: str
    title: str
    axes: tuple[Axis, ...]
    values: np.ndarray
    source: str
    decimals: int = 0

    @property
    def heading(self) -> str:
        """The line above the table: number and title."""
        return f"{self.number}: {self.title}" if self.number else self.title


def write_jsonstat(table: Table, file: Path) -> None:
    """Write JSON-stat 2.0, symbols as status."""
    flat = table.values.reshape(-1).tolist()
    dimension = {
        axis.identifier: {
            "label": axis.name,
            "category": {
                "index": {c.code: n for n, c in enumerate(axis.categories)},
                "label": {c.code: c.text for c in axis.categories},
            },
        }
        for axis in table.axes
    }
    data: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": table.heading,
        "source": table.source,
        "updated": "2024-11-01T07:00:00Z",
        "note": [SYNTHETIC],
        "id": [axis.identifier for axis in table.axes],
        "size": [len(axis.categories) for axis in table.axes],
        "dimension": dimension,
        "value": [None if isinstance(v, str) else _rounded(table, v) for v in flat],
        "status": {str(n): v for n, v in enumerate(flat) if isinstance(v, str)},
    }
    if table.number:
        data["extension"] = {"px": {"tableid": table.number, "language": "no"}}
    file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")


def write_wide_csv(
    table: Table,
    file: Path,
    head: Sequence[str],
    labels: str = "both",
    delimiter: str = ";",
    encoding: str = "cp1252",
) -> None:
    """Write PxWeb's CSV with a heading: some dimensions above the numbers.

    Args:
        table: the table.
        file: the file.
        head: names of the dimensions above the numbers.
        labels: `text`, `code` or `both` (one cell with both).
        delimiter: between cells.
        encoding: of the file.
    """
    side, above = _split(table, head)
    columns = [*product(*(range(len(a.categories)) for a in above))]
    lines: list[list[str]] = [[table.heading], []]
    names = [
        " ".join(a.categories[n].text for a, n in zip(above, place, strict=True))
        for place in columns
    ]
    lines.append([*(a.name for a in side), *names])
    for at_side, values in _rows(table, side, above):
        lines.append(
            [
                *(_label(a.categories[n], labels) for a, n in at_side),
                *(_number(table, v, delimiter) for v in values),
            ]
        )
    # PxWeb has no source in such a file; without it nobody would see what this is
    lines += [[], [f"Kilde: {table.source}. {SYNTHETIC}"]]
    _write_csv(file, lines, delimiter, encoding)


def write_long_csv(
    table: Table,
    file: Path,
    labels: str = "text",
    delimiter: str = ",",
    encoding: str = BOM,
) -> None:
    """Write one line per cell, the value in the last column."""
    lines = [[*(a.name for a in table.axes), table.heading]]
    for place in product(*(range(len(a.categories)) for a in table.axes)):
        lines.append(
            [
                *(
                    _label(a.categories[n], labels)
                    for a, n in zip(table.axes, place, strict=True)
                ),
                _number(table, table.values[place], delimiter),
            ]
        )
    lines += [[], [SYNTHETIC]]
    _write_csv(file, lines, delimiter, encoding)


def write_stacked_workbook(
    table: Table, file: Path, head: Sequence[str], codes: bool = True
) -> None:
    """Write PxWeb's workbook: labels stacked above the numbers, the side not named.

    Args:
        table: the table.
        file: the file.
        head: names of the dimensions above the numbers.
        codes: whether codes stand in columns of their own beside the texts.
    """
    side, above = _split(table, head)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = table.number or "Tabell"
    sheet.append([table.heading])
    sheet.append([])
    width = len(side) * (2 if codes else 1)
    columns = [*product(*(range(len(a.categories)) for a in above))]
    for depth, axis in enumerate(above):
        row: list[object] = [None] * width
        before: tuple[int, ...] | None = None
        for place in columns:
            same = before is not None and before[: depth + 1] == place[: depth + 1]
            row.append(None if same else axis.categories[place[depth]].text)
            before = place
        sheet.append(row)
    last: list[int | None] = [None] * len(side)
    for at_side, values in _rows(table, side, above):
        labels: list[object] = []
        places = [n for _, n in at_side]
        for depth, (axis, n) in enumerate(at_side):
            repeated = places[: depth + 1] == last[: depth + 1]
            category = axis.categories[n]
            shown: list[object] = [category.code] if codes else []
            shown.append(category.text if codes else _label(category, "both"))
            labels += [None] * len(shown) if repeated else shown
        last = list(places)
        sheet.append([*labels, *(_of_workbook(table, v) for v in values)])
    for line in ([], ["Kilde:"], [table.source], [SYNTHETIC], ["Sist oppdatert:"]):
        sheet.append(line)
    book.save(file)


def write_flat_workbook(
    table: Table, file: Path, head: Sequence[str], split_region: bool = False
) -> None:
    """Write an export as Kommunehelsa and NAV make it: titles, then a named head.

    Args:
        table: the table.
        file: the file.
        head: names of the dimensions above the numbers.
        split_region: whether the region's code and name stand in two columns.
    """
    side, above = _split(table, head)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Data"
    for line in ([table.heading], [f"Kilde: {table.source}"], [SYNTHETIC], []):
        sheet.append(line)
    names: list[object] = []
    for depth, axis in enumerate(side):
        names += (
            ["Kommunenr", "Kommune"] if split_region and depth == 0 else [axis.name]
        )
    columns = [*product(*(range(len(a.categories)) for a in above))]
    names += [
        " ".join(a.categories[n].text for a, n in zip(above, place, strict=True))
        for place in columns
    ]
    sheet.append(names)
    for at_side, values in _rows(table, side, above):
        labels: list[object] = []
        for depth, (axis, n) in enumerate(at_side):
            category = axis.categories[n]
            if split_region and depth == 0:
                labels += [category.code, category.text]
            else:
                labels.append(_label(category, "both" if depth == 0 else "text"))
        sheet.append([*labels, *(_of_workbook(table, v) for v in values)])
    book.save(file)


def _split(
    table: Table, head: Sequence[str]
) -> tuple[tuple[Axis, ...], tuple[Axis, ...]]:
    side = tuple(a for a in table.axes if a.name not in head)
    return side, tuple(a for a in table.axes if a.name in head)


def _rows(
    table: Table, side: tuple[Axis, ...], above: tuple[Axis, ...]
) -> Iterator[tuple[list[tuple[Axis, int]], list[Any]]]:
    """Yield the labels at the side and the values of each row."""
    order = [table.axes.index(axis) for axis in (*side, *above)]
    moved = np.transpose(table.values, order)
    for place in product(*(range(len(a.categories)) for a in side)):
        values = moved[place].reshape(-1).tolist() if above else [moved[place]]
        yield list(zip(side, place, strict=True)), values


def _label(category: Category, labels: str) -> str:
    if labels == "both" and category.code != category.text:
        return f"{category.code} {category.text}".strip()
    return category.code if labels == "code" else category.text


def _rounded(table: Table, value: float) -> float | int:
    return round(float(value), table.decimals) if table.decimals else round(value)


def _number(table: Table, value: Any, delimiter: str) -> str:
    if isinstance(value, str):
        return value
    text = f"{_rounded(table, value):.{table.decimals}f}"
    return text if delimiter == "," else text.replace(".", ",")


def _of_workbook(table: Table, value: Any) -> str | float | int:
    return value if isinstance(value, str) else _rounded(table, value)


def _write_csv(
    file: Path, lines: list[list[str]], delimiter: str, encoding: str
) -> None:
    # labels in quotes and numbers without, as PxWeb does
    text = "".join(
        delimiter.join(
            cell if NUMBER.fullmatch(cell) else '"' + cell.replace('"', '""') + '"'
            for cell in line
        )
        + "\r\n"
        for line in lines
    )
    file.write_bytes(text.encode(encoding))
