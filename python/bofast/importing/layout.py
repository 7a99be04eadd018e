"""Lays a sheet out as one line per cell, whatever the table looks like.

Two kinds of heads are known. A named one has the names of dimensions, as CSV files and
exports have it; further columns stand for years, measures or both, or hold the values.
A stacked one, of PxWeb's workbooks, has labels above the numbers only, several rows of
them, and the dimensions at the side are known by their labels.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from bofast.errors import DownloadError
from bofast.importing.cells import COLUMN, ROW, VALUE, FileCells, Label
from bofast.importing.grid import Grid, Value
from bofast.importing.labels import TIME, is_number, meaning
from bofast.importing.mapping import (
    PERIOD,
    REGION,
    YEAR,
    Dimension,
    TableMapping,
    plain,
)
from bofast.importing.regions import RegionBook

NO_LABEL = "\x00"


@dataclass(frozen=True)
class _Head:
    """Where the parts of a table are.

    Attributes:
        stub: column of the sheet (from 0) -> place of its dimension in the mapping.
        data: column -> labels of dimensions above it: place -> label.
        first_row: first row (from 0) under the head.
        repeats: whether a blank at the side stands for the label above it.
    """

    stub: dict[int, int]
    data: dict[int, dict[int, Label]]
    first_row: int
    repeats: bool


def lay_out(grid: Grid, mapping: TableMapping, book: RegionBook) -> FileCells:
    """Lay a sheet out as the table of a mapping.

    Args:
        grid: the sheet.
        mapping: what table it is.
        book: the regions.

    Returns:
        The table, cell by cell.

    Raises:
        DownloadError: something in it is not understood.
    """
    named = _named_row(grid, mapping)
    head = (
        _stacked_head(grid, mapping, book)
        if named is None
        else _named_head(grid, mapping, named)
    )
    rows, after = _body(grid, head)
    _check_after(grid, mapping, book, head, after)
    if not rows:
        raise DownloadError(f"{grid.place.at(head.first_row)}: the table has no rows")
    titles = _titles(grid, named if named is not None else head.first_row, after)
    lines: list[dict[str, object]] = []
    labels: dict[str, dict[str, Label]] = {}
    above: dict[int, Label] = {}

    def key(place: int, label: Label) -> str:
        found = labels.setdefault(str(place), {})
        return _key(found, label)

    for number in rows:
        row = grid.rows[number]
        side = _side(grid, mapping, head, number, above)
        above = side
        at_side = {str(place): key(place, label) for place, label in side.items()}
        for column, heads in head.data.items():
            value = row[column] if column < len(row) else None
            at_head = {str(place): key(place, label) for place, label in heads.items()}
            lines.append(
                {
                    **at_side,
                    **at_head,
                    VALUE: value,
                    ROW: number + 1,
                    COLUMN: column + 1,
                }
            )
    frame = pd.DataFrame(lines)
    return FileCells(grid.place, titles, frame, labels)


def _key(found: dict[str, Label], label: Label) -> str:
    name = f"{label.code}\t{label.text}"
    found.setdefault(name, label)
    return name


def _named_row(grid: Grid, mapping: TableMapping) -> int | None:
    """Return the row that names a region and another dimension, or a year."""
    for number, row in enumerate(grid.rows):
        found = {_dimension_named(mapping, cell) for cell in row} - {None}
        roles = {mapping.dimensions[place].role for place in found if place is not None}
        others = len(found) > 1 or any(TIME.search(str(cell)) for cell in row if cell)
        if REGION in roles and others:
            return number
    return None


def _dimension_named(mapping: TableMapping, cell: Value) -> int | None:
    name = plain(cell)
    for place, dimension in enumerate(mapping.dimensions):
        if cell is not None and name in dimension.names:
            return place
    return None


def _named_head(grid: Grid, mapping: TableMapping, number: int) -> _Head:
    row = grid.rows[number]
    named = {column: _dimension_named(mapping, cell) for column, cell in enumerate(row)}
    stub = {column: place for column, place in named.items() if place is not None}
    if holes := [c for c, cell in enumerate(row) if cell is None]:
        where = grid.place.at(number + 1, holes[0] + 1)
        raise DownloadError(f"{where}: a column without a name")
    others = [column for column in range(len(row)) if column not in stub]
    missing = [
        place for place in range(len(mapping.dimensions)) if place not in stub.values()
    ]
    data: dict[int, dict[int, Label]] = {}
    unread: list[int] = []
    for column in others:
        heads = _read_head(str(row[column]), mapping, missing, (number, column))
        if heads is None:
            unread.append(column)
        else:
            data[column] = heads
    has_time = any(mapping.dimensions[p].role in (YEAR, PERIOD) for p in stub.values())
    if not data and len(unread) == 1 and has_time:
        # one column with all the values, whatever it is called
        data, unread = {unread[0]: {}}, []
    if unread:
        where = grid.place.at(number + 1, unread[0] + 1)
        raise DownloadError(
            f"{where}: `{row[unread[0]]}` is neither a dimension nor a label of the"
            f" table {mapping.name}"
        )
    if not data:
        raise DownloadError(f"{grid.place.at(number + 1)}: no column has values")
    _check_heads(grid, mapping, data, number)
    return _Head(stub, data, number + 1, repeats=False)


def _check_heads(
    grid: Grid, mapping: TableMapping, data: dict[int, dict[int, Label]], number: int
) -> None:
    """Refuse columns of which some have a label that others lack, or the same ones."""
    kinds = {frozenset(heads) for heads in data.values()}
    if len(kinds) > 1:
        column = min(data, key=lambda c: len(data[c]))
        raise DownloadError(
            f"{grid.place.at(number + 1, column + 1)}: the columns' heads do not have"
            " the same parts"
        )
    seen: dict[frozenset[tuple[int, str]], int] = {}
    for column, heads in data.items():
        what = frozenset((place, str(label)) for place, label in heads.items())
        if what in seen:
            raise DownloadError(
                f"{grid.place.at(number + 1, column + 1)}: the same head as column"
                f" {seen[what] + 1}"
            )
        seen[what] = column


def _read_head(
    text: str, mapping: TableMapping, missing: Sequence[int], at: tuple[int, int]
) -> dict[int, Label] | None:
    """Take a column's head apart into labels of dimensions that have no column.

    Returns:
        Place of the dimension -> label; None when something is left over.
    """
    row, column = at[0] + 1, at[1] + 1
    left, found = text.strip(), {}
    while left:
        for place in (p for p in missing if p not in found):
            part = _part(left, mapping.dimensions[place])
            if part:
                found[place] = Label("", part, row, column)
                start = left.casefold().find(part.casefold())
                left = (left[:start] + left[start + len(part) :]).strip(" ,:-")
                break
        else:
            return None
    return found or None


def _part(text: str, dimension: Dimension) -> str:
    """Return the label of a dimension that a text begins or ends with, if any."""
    if dimension.role in (YEAR, PERIOD):
        match = TIME.search(text)
        return match[0] if match else ""
    known = plain(text)
    for label in sorted(dimension.labels, key=len, reverse=True):
        if known == label or known.startswith(f"{label} "):
            return text[: len(label)]
        if known.endswith(f" {label}"):
            return text[-len(label) :]
    for omission in dimension.omissions:
        # what would leave out any label says nothing about this one
        if omission.pattern.match(text) and not omission.pattern.match(NO_LABEL):
            return text
    return ""


def _stacked_head(grid: Grid, mapping: TableMapping, book: RegionBook) -> _Head:
    start = next(
        (
            n
            for n, row in enumerate(grid.rows)
            if len(row) > 1 and row[0] is None and any(c is not None for c in row)
        ),
        None,
    )
    if start is None:
        raise DownloadError(
            f"{grid.place}: no head of a table of {mapping.name}: neither names of its"
            " dimensions nor labels above numbers"
        )
    end = start
    while end < len(grid.rows) and grid.rows[end] and grid.rows[end][0] is None:
        end += 1
    heads = grid.rows[start:end]
    first = min(
        next(c for c, cell in enumerate(row) if cell is not None) for row in heads
    )
    if end == len(grid.rows):
        raise DownloadError(f"{grid.place.at(end)}: a head without a table under it")
    width = max(len(row) for row in grid.rows[start : end + 1])
    stub = _known_by_labels(grid, mapping, book, range(first), end)
    missing = [p for p in range(len(mapping.dimensions)) if p not in stub.values()]
    data: dict[int, dict[int, Label]] = {}
    for depth, row in enumerate(heads):
        label: Value = None
        for column in range(first, width):
            cell = row[column] if column < len(row) else None
            label = label if cell is None else cell
            at = (start + depth, column)
            found = _read_head(str(label), mapping, missing, at)
            if label is None or found is None:
                raise DownloadError(
                    f"{grid.place.at(at[0] + 1, column + 1)}: `{label}` is not a label"
                    f" of the table {mapping.name}"
                )
            data.setdefault(column, {}).update(found)
    _check_heads(grid, mapping, data, end - 1)
    return _Head(stub, data, end, repeats=True)


def _known_by_labels(
    grid: Grid, mapping: TableMapping, book: RegionBook, columns: range, start: int
) -> dict[int, int]:
    """Tell the dimensions at the side apart by their labels."""
    stub: dict[int, int] = {}
    codes: set[int] = set()
    for column in columns:
        labels = []
        for row in grid.rows[start:]:
            if len(row) <= columns.stop - 1:
                break
            if row[column] is not None:
                labels.append(row[column])
        distinct = list(dict.fromkeys(labels))
        fitting = [
            place
            for place, dimension in enumerate(mapping.dimensions)
            if distinct
            and all(_fits(dimension, cell, book) for cell in distinct[:1] + distinct)
        ]
        taken = [p for p in fitting if p not in stub.values()] or fitting
        if not taken and column - 1 in codes:
            # texts beside their codes, some of which bofast does not know
            taken = [stub[column - 1]]
        if all(_is_code(_text(cell)) for cell in distinct):
            codes.add(column)
        if len(taken) != 1:
            shown = ", ".join(f"`{cell}`" for cell in distinct[:3])
            what = "more than one dimension" if taken else "no dimension"
            raise DownloadError(
                f"{grid.place.at(start + 1, column + 1)}: labels that fit {what} of the"
                f" table {mapping.name}: {shown}; download it with codes and texts"
            )
        stub[column] = taken[0]
    return stub


def _fits(dimension: Dimension, cell: Value, book: RegionBook) -> bool:
    found = meaning(dimension, Label("", _text(cell)), book)
    # what would leave out any label says nothing about this one
    leaves_out_all = any(o.pattern.match(NO_LABEL) for o in dimension.omissions)
    return bool(found.value or (found.is_known and not leaves_out_all))


def _side(
    grid: Grid,
    mapping: TableMapping,
    head: _Head,
    number: int,
    above: dict[int, Label],
) -> dict[int, Label]:
    """Return the labels at the side of a row; code and text make one label."""
    row = grid.rows[number]
    found: dict[int, Label] = {}
    for column, place in head.stub.items():
        cell = row[column] if column < len(row) else None
        if cell is None and head.repeats and place in above:
            found.setdefault(place, above[place])
            continue
        if cell is None and place in found:
            continue
        if cell is None:
            raise DownloadError(
                f"{grid.place.at(number + 1, column + 1)}: no label, where the rows"
                " above have one"
            )
        text, at = _text(cell), (number + 1, column + 1)
        if place in found and found[place] is not above.get(place):
            first = found[place]
            found[place] = Label(first.text, text, first.row, first.column)
            # whichever column holds the codes
            if not _is_code(first.text) and _is_code(text):
                found[place] = Label(text, first.text, *at)
        else:
            found[place] = Label("", text, *at)
    return found


def _is_code(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9A-ZÆØÅ+.-]{1,8}", text))


def _text(cell: Value) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _body(grid: Grid, head: _Head) -> tuple[list[int], int]:
    """Return the rows (from 0) of the table, and the first one after it."""
    first_value = min(head.data)
    rows: list[int] = []
    for number in range(head.first_row, len(grid.rows)):
        row = grid.rows[number]
        if len(row) <= first_value:
            after = number
            break
        if len(row) > max(head.data) + 1:
            raise DownloadError(
                f"{grid.place.at(number + 1, len(row))}: `{row[-1]}` stands outside the"
                " columns of the table"
            )
        rows.append(number)
    else:
        after = len(grid.rows)
    return rows, after


def _check_after(
    grid: Grid, mapping: TableMapping, book: RegionBook, head: _Head, after: int
) -> None:
    """Refuse what stands under a table and is more than notes."""
    side = mapping.dimensions[head.stub[min(head.stub)]] if head.stub else None
    for number in range(after, len(grid.rows)):
        row = grid.rows[number]
        if any(is_number(cell) for cell in row[min(head.data) :]):
            raise DownloadError(
                f"{grid.place.at(number + 1)}: numbers after the end of the table,"
                f" which is row {after}: is it one table?"
            )
        if row and side is not None and _fits(side, row[0], book):
            raise DownloadError(
                f"{grid.place.at(number + 1)}: `{row[0]}` begins a row of the table"
                " that is not whole"
            )


def _titles(grid: Grid, first: int, after: int) -> tuple[str, ...]:
    around = (*grid.rows[:first], *grid.rows[after:])
    return tuple(str(cell) for row in around for cell in row if cell is not None)
