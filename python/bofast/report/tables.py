"""Tables for reading: cells written in a language, shaded and linked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from bofast.report.colours import ink, shade
from bofast.report.language import MISSING, Language, is_missing
from bofast.report.published import records

Row = Mapping[str, Any]
# where a total is in no band
PLAIN = "#ffffff"


@dataclass(frozen=True)
class TableColumn:
    """A column of a table on a page.

    Attributes:
        name: column of the query, and key of its heading.
        kind: how its cells are written, a key of `WRITERS`.
        decimals: of numbers; None writes nine significant digits.
        note: text under the heading.
    """

    name: str
    kind: str = "number"
    decimals: int | None = 0
    note: str = ""


@dataclass(frozen=True)
class Cell:
    """A written cell.

    Attributes:
        text: what it says.
        kind: its style sheet class.
        href: where it leads.
        fill: background colour.
        ink: colour of letters on that background.
        lang: language, where it is not the page's.
        marks: places of what is drawn in the cell, percent of its width.
        note: what stands in small letters after the text.
        rows: how many rows a head is for; those after the first lack the cell.
    """

    text: str
    kind: str = "text"
    href: str = ""
    fill: str = ""
    ink: str = ""
    lang: str = ""
    marks: Mapping[str, float] = field(default_factory=dict)
    note: str = ""
    rows: int = 1


@dataclass(frozen=True)
class Heading:
    """A column's heading, with a smaller note under it."""

    text: str
    kind: str
    note: str = ""


@dataclass(frozen=True)
class Group:
    """A heading over several columns; empty over those that need none."""

    text: str
    columns: int


@dataclass(frozen=True)
class Table:
    """A table on a page; `name` is the query it shows, and its anchor."""

    name: str
    caption: str
    headings: list[Heading]
    rows: list[list[Cell]]
    marked: int | None = None
    groups: list[Group] = field(default_factory=list)


@dataclass(frozen=True)
class View:
    """What cells need to know besides their row.

    Attributes:
        language: language of the page.
        unit_root: path from the page to the units' pages.
        bands: region code -> risk band (empty without a place), for units with a page.
        colours: risk band -> colour.
        ranked: how many units have a place.
    """

    language: Language
    unit_root: str
    bands: Mapping[str, str]
    colours: Mapping[str, str]
    ranked: int = 0


# kinds of columns that are left out where nothing stands in them
REMARKS = {"english", "reason"}


def write_table(
    view: View,
    name: str,
    frame: pd.DataFrame,
    columns: list[TableColumn],
    caption: str,
    marked: int | None = None,
    headings: Mapping[str, str] | None = None,
) -> Table:
    """Write a query's result as a table.

    Args:
        view: language, links and colours.
        name: the query.
        frame: its rows, in the order to be shown.
        columns: which of its columns, and how.
        caption: what the table is.
        marked: number of a row to set apart.
        headings: texts of headings that are no names of columns.

    Returns:
        The table, ready for the page.
    """
    # remarks that nobody made take no room
    columns = [
        c for c in columns if c.kind not in REMARKS or frame[c.name].notna().any()
    ]
    units = view.ranked
    own = headings or {}
    heads = [
        Heading(
            own.get(column.name) or _heading(view.language, column, units),
            column.kind,
            column.note,
        )
        for column in columns
    ]
    rows = [
        [_write(view, column, row, frame) for column in columns]
        for row in records(frame)
    ]
    return Table(name, caption, heads, rows, marked)


def _heading(language: Language, column: TableColumn, units: int) -> str:
    key = f"columns.{column.name}"
    if language.has(key):
        return language.text(key, units=units)
    return language.variable(column.name.removeprefix("sub_"))


def _write(view: View, column: TableColumn, row: Row, frame: pd.DataFrame) -> Cell:
    labelled = f"{column.name}_{view.language.code}"
    name = column.name if column.name in row else labelled
    # drawn cells are made of several columns, and none bears their own name
    if name in row and is_missing(row[name]):
        return Cell("" if column.kind == "reason" else MISSING, column.kind)
    return WRITERS[column.kind](view, column, row, frame)


def _number(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    value = view.language.number(row[column.name], column.decimals)
    return Cell(value, "number")


def _text(_: View, column: TableColumn, row: Row, __: pd.DataFrame) -> Cell:
    return Cell(str(row[column.name]))


def _english(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    lang = "" if view.language.code == "en" else "en"
    return Cell(str(row[column.name]), lang=lang)


def _label(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    return Cell(str(row[f"{column.name}_{view.language.code}"]))


def _label_head(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    return Cell(str(row[f"{column.name}_{view.language.code}"]), "head")


def _code(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    return Cell(view.language.code_of(column.name, row[column.name]))


def _note(_: View, column: TableColumn, row: Row, __: pd.DataFrame) -> Cell:
    return Cell(str(row[column.name]), "code")


def _flag(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    answer = "yes" if row[column.name] else "no"
    return Cell(view.language.text(f"codes.{column.name}.{answer}"), answer)


def _unit(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    code = row["region_code"]
    href = f"{view.unit_root}{code}.html" if code in view.bands else ""
    return Cell(str(row[column.name]), "head", href)


def _variable(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    return Cell(view.language.variable(row[column.name]), "head")


def _measure(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    return Cell(view.language.measure(row[column.name]), "head")


def _variable_word(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    return Cell(view.language.variable(row[column.name]), "word")


def _variables(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    codes = str(row[column.name]).split(", ")
    return Cell(", ".join(view.language.variable(code) for code in codes))


def _definition(view: View, column: TableColumn, row: Row, frame: pd.DataFrame) -> Cell:
    key = f"definitions.{row['variable']}"
    if view.language.has(key):
        return Cell(view.language.text(key))
    return _english(view, column, row, frame)


def _sub_index(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    fill = shade(row[column.name] / 100)
    text = view.language.number(row[column.name], column.decimals)
    return Cell(text, "number", fill=fill, ink=ink(fill))


def _shaded(view: View, column: TableColumn, row: Row, frame: pd.DataFrame) -> Cell:
    values = frame[column.name]
    fill = shade((row[column.name] - values.min()) / (values.max() - values.min() or 1))
    text = view.language.number(row[column.name], column.decimals)
    return Cell(text, "number", fill=fill, ink=ink(fill))


def _total(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    fill = view.colours.get(view.bands.get(row["region_code"], ""), PLAIN)
    text = view.language.number(row[column.name], column.decimals)
    return Cell(text, "number", fill=fill, ink=ink(fill) if fill else "")


def _band(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    return Cell(view.language.label(row[column.name]), "word")


def _interval(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    ends = ["", "_leave_one_out"][column.name == "leave_one_out"]
    low, high = row[f"rank_low{ends}"], row[f"rank_high{ends}"]
    if is_missing(low) or is_missing(high):
        return Cell(MISSING)
    numbers = [view.language.number(value) for value in (low, high)]
    return Cell(numbers[0] if low == high else MISSING.join(numbers), "range")


def _signed(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    text = view.language.number(row[column.name], column.decimals)
    return Cell(f"+{text}" if row[column.name] > 0 else text, "number")


def _difference_interval(
    view: View, column: TableColumn, row: Row, _: pd.DataFrame
) -> Cell:
    ends = (row["difference_low"], row["difference_high"])
    if is_missing(ends[0]):
        return Cell(MISSING)
    low, high = (view.language.number(end, column.decimals) for end in ends)
    return Cell(view.language.text("unit.span", low=low, high=high), "range")


def _alternative(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    left_out = row["variable_left_out"]
    name = "" if is_missing(left_out) else view.language.variable(left_out)
    key = f"codes.alternative.{row[column.name]}"
    return Cell(view.language.text(key, variable=name.lower()), "head")


def _rank_picture(view: View, _: TableColumn, row: Row, __: pd.DataFrame) -> Cell:
    units = view.ranked
    needed = ["rank", "rank_low", "rank_high"]
    needed += ["rank_low_leave_one_out", "rank_high_leave_one_out"]
    if any(is_missing(row[name]) for name in needed):
        return Cell(MISSING)
    marks = {"dot": 100 * (row["rank"] - 0.5) / units}
    for name, ends in (("bar", ""), ("line", "_leave_one_out")):
        low, high = row[f"rank_low{ends}"], row[f"rank_high{ends}"]
        marks[name] = 100 * (low - 1) / units
        marks[f"{name}_width"] = 100 * (high - low + 1) / units
    fill = view.colours.get(row["risk_band"], PLAIN)
    return Cell("", "rank-picture", fill=fill, marks=marks)


def _points(view: View, column: TableColumn, row: Row, frame: pd.DataFrame) -> Cell:
    most = frame["weight_percent"].max()
    text = view.language.text(
        "unit.of_points",
        points=view.language.number(row[column.name], column.decimals),
        most=view.language.number(row["weight_percent"], column.decimals),
    )
    if is_missing(row["weight_percent"]) or is_missing(row["sub_index"]):
        return Cell(text)
    marks = {
        "frame": 100 * row["weight_percent"] / most,
        "bar": 100 * row[column.name] / most,
    }
    return Cell(text, "points", fill=shade(row["sub_index"] / 100), marks=marks)


def _run(view: View, _: TableColumn, row: Row, __: pd.DataFrame) -> Cell:
    number = str(row["run"]).rsplit("_", 1)[-1].lstrip("0")
    key = f"codes.run_type.{row['run_type']}"
    text = view.language.text(key, city=row["municipality_name"], number=number)
    return Cell(text, "head")


def _printed_in(view: View, column: TableColumn, row: Row, _: pd.DataFrame) -> Cell:
    return Cell(view.language.printed_in(row[column.name]), "head")


def _cell_name(_: View, __: TableColumn, row: Row, ___: pd.DataFrame) -> Cell:
    return Cell(f"{row['row_key']}.{row['column_name']}", "code")


WRITERS: dict[str, Callable[[View, TableColumn, Row, pd.DataFrame], Cell]] = {
    "number": _number,
    "text": _text,
    "english": _english,
    "label": _label,
    "reason": _label,
    "label_head": _label_head,
    "code": _code,
    "flag": _flag,
    "note": _note,
    "unit": _unit,
    "variable": _variable,
    "measure": _measure,
    "variable_word": _variable_word,
    "variables": _variables,
    "definition": _definition,
    "sub_index": _sub_index,
    "shaded": _shaded,
    "total": _total,
    "band": _band,
    "interval": _interval,
    "rank_picture": _rank_picture,
    "signed": _signed,
    "difference_interval": _difference_interval,
    "alternative": _alternative,
    "points": _points,
    "run": _run,
    "printed_in": _printed_in,
    "cell_name": _cell_name,
}
