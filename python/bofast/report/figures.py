"""Pages of figures and tables as figures.yml describes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import yaml

from bofast.report.chapter import Figure
from bofast.report.codes import CODES, Codes
from bofast.report.figure_charts import COUNTS, Drawing, draw, legend
from bofast.report.figure_gaps import PERIOD, Shown, completed, shown
from bofast.report.language import TEMPLATES, Language, Texts, is_missing
from bofast.report.missing import (
    NOBODY_IN_GROUP,
    UNSAID,
    Empty,
    once,
    said,
    told,
    undrawn,
)
from bofast.report.published import Query, records
from bofast.report.tables import (
    Cell,
    Group,
    Heading,
    Table,
    TableColumn,
    View,
    write_table,
)

YEARS, PERIODS = "mobility_year", "mobility_period"
# what stands in a family table under each of its groups
MEASURES = ("emigration", "out_migration")
# what a breakdown that is not made has for a code
EVERY = "all"
# columns that say which figure, and where in words of the marts
WHICH = {"figure_id", "geography_type", "geography_code"}
# differences beyond this many standard errors are hardly chance
FAR = 2
COMPARED = [
    TableColumn("background", "label_head"),
    TableColumn("family_size_group", "label"),
    TableColumn("family_composition", "label"),
    TableColumn("measure", "label"),
    TableColumn("published", decimals=1),
    TableColumn("estimate", decimals=1),
    TableColumn("difference", decimals=1),
    TableColumn("std_error", decimals=1),
    TableColumn("z", decimals=1),
    TableColumn("note", "reason"),
]
# what rows that have probably been swapped in print are compared with besides
SWAPPED = [
    TableColumn("published_swapped", decimals=1),
    TableColumn("z_swapped", decimals=1),
]


@dataclass(frozen=True)
class FigureEntry:
    """A figure as described.

    Attributes:
        query: the query it shows, and its anchor.
        title: language -> title, with `{year}` in it where only the last is shown.
        drawing: which columns do what.
        number: the study's number, empty for figures it does not have.
        note: language -> what stands under it, else what its unit says.
        last_year_only: whether only the last outcome year is drawn.
    """

    query: str
    title: Texts
    drawing: Drawing
    number: str = ""
    note: Texts = field(default_factory=dict)
    last_year_only: bool = False


@dataclass(frozen=True)
class TableEntry:
    """A table as described: rates in groups of columns, one per measure.

    Attributes:
        query: the query it shows, and its anchor.
        number: the study's number.
        year: the study's outcome year, shown when it is there, else the last one.
        rows: columns of codes that name a row.
        groups: code in the columns' names -> language -> heading.
        published: query with the published values beside the warehouse's.
        title: language -> title, with `{year}` in it.
    """

    query: str
    number: str
    year: int
    rows: list[str]
    groups: Mapping[str, Texts]
    published: str
    title: Texts

    @property
    def columns(self) -> list[str]:
        """Return the query's columns of rates, in order."""
        return [f"{measure}_{code}" for code in self.groups for measure in MEASURES]


@dataclass(frozen=True)
class Page:
    """A page of the report.

    Attributes:
        name: its file, without suffix.
        title: language -> title.
        text: language -> what it is about.
        synthetic: language -> what to know of it when the registers are synthetic.
        section: the study's section, empty for pages it does not have.
        figures: its figures, in order.
        tables: its tables, in order.
    """

    name: str
    title: Texts
    text: Texts
    synthetic: Texts = field(default_factory=dict)
    section: str = ""
    figures: list[FigureEntry] = field(default_factory=list)
    tables: list[TableEntry] = field(default_factory=list)

    @property
    def queries(self) -> list[str]:
        """Return the queries it shows."""
        return [one.query for one in self.figures] + [one.query for one in self.tables]

    def heading(self, language: Language) -> str:
        """Return its title, with the study's section before it."""
        return f"{self.section} {self.title[language.code]}".strip()


def read_pages() -> list[Page]:
    """Read figures.yml.

    Raises:
        TypeError: an entry has a key that is not known, or lacks one.
    """
    text = (TEMPLATES / "figures.yml").read_text(encoding="utf-8")
    return [_page(**entry) for entry in yaml.safe_load(text)["pages"]]


def _page(
    drawn: Mapping[str, Any] | None = None,
    figures: list[dict[str, Any]] | None = None,
    tables: list[dict[str, Any]] | None = None,
    **texts: Any,
) -> Page:
    return Page(
        figures=[_figure_entry(drawn or {}, **entry) for entry in figures or []],
        tables=[TableEntry(**entry) for entry in tables or []],
        **texts,
    )


def _figure_entry(
    page_drawn: Mapping[str, Any], drawn: Mapping[str, Any] | None = None, **rest: Any
) -> FigureEntry:
    return FigureEntry(drawing=Drawing(**{**page_drawn, **(drawn or {})}), **rest)


def has_rows(page: Page, queries: Mapping[str, Query]) -> bool:
    """Tell whether any query of a page has rows to show."""
    return any(not queries[name].table.empty for name in page.queries)


def page_context(
    page: Page, queries: Mapping[str, Query], language: Language
) -> dict[str, Any]:
    """Return everything a page shows.

    Args:
        page: which one.
        queries: all analysis queries by name.
        language: language of the page.

    Returns:
        Context of `figures.html`: title and text, figures, tables with what compares
        them with the published ones, what cannot be drawn, and the reason why values
        are missing where it is one for the whole page.
    """
    codes = Codes(queries[CODES].table, language)
    writer = _Writer(queries, codes, language)
    figures = [(one, writer.drawn(one)) for one in page.figures]
    tables = [(one, writer.rows(one)) for one in page.tables]
    # what is not shown at all is listed with its reason
    missing = [drawn.reasons for _, drawn in figures if len(drawn.frame)]
    missing += [rows.reasons for _, rows in tables if len(rows.frame)]
    reasons = list(dict.fromkeys(code for codes in missing for code in codes))
    one_reason = reasons[0] if len(reasons) == 1 else None
    empty = [
        *(writer.empty("table", t, r.reasons) for t, r in tables if r.frame.empty),
        *(writer.empty("figure", f, d.reasons) for f, d in figures if d.frame.empty),
    ]
    return {
        "title": page.heading(language),
        "text": page.text[language.code],
        "synthetic": page.synthetic.get(language.code, ""),
        "missing": ""
        if one_reason is None
        else language.text("missing.once", reason=once([one_reason], codes, language)),
        "figures": [
            writer.figure(one, drawn, says_why=one_reason is None)
            for one, drawn in figures
            if not drawn.frame.empty
        ],
        "tables": [
            writer.table(one, rows, says_why=one_reason is None)
            for one, rows in tables
            if not rows.frame.empty
        ],
        "undrawn": undrawn(empty),
    }


@dataclass(frozen=True)
class Compared:
    """A table, and where its published values are known, how it agrees with them.

    Attributes:
        table: the table.
        missing: what its dashes stand for, empty without any.
        comparison: the printed values to compare with.
        agreement: a sentence on them.
    """

    table: Table
    missing: str
    comparison: Table | None
    agreement: str


@dataclass(frozen=True)
class Rows:
    """The rows of a table that are shown, their year and why values are missing."""

    frame: pd.DataFrame
    year: int | None
    reasons: list[str]


def _telling(frame: pd.DataFrame, drawing: Drawing) -> pd.DataFrame:
    """Return a figure's rows without the columns that it is not broken down by."""
    kept = {*vars(drawing).values(), *COUNTS, "outcome_year", "period", "note"}
    idle = [
        name
        for name in map(str, frame)
        if name not in kept
        and not name.endswith("_percent")
        and (name in WHICH or frame[name].dropna().astype(str).eq(EVERY).all())
    ]
    return frame.drop(columns=idle)


class _Writer:
    """Writes the parts of one page."""

    def __init__(
        self, queries: Mapping[str, Query], codes: Codes, language: Language
    ) -> None:
        self._queries = queries
        self._codes = codes
        self._language = language
        self._years = queries[YEARS].table

    def drawn(self, entry: FigureEntry) -> Shown:
        """Return what of a figure is drawn and what is not."""
        frame = _telling(self._queries[entry.query].table, entry.drawing)
        if entry.last_year_only:
            frame = frame[frame["outcome_year"] == frame["outcome_year"].max()]
        return shown(frame, entry.drawing, self._codes, self._years)

    def figure(self, entry: FigureEntry, drawn: Shown, *, says_why: bool) -> Figure:
        """Return a figure, with what it lacks in its note."""
        language, drawing = self._language, entry.drawing
        year = _year(drawn.frame) if entry.last_year_only else None
        caption = _caption("figure", entry, language, year)
        unit = language.text(f"units.{drawing.unit}")
        note = [entry.note.get(language.code) or f"{unit}."]
        if drawing.own_axes:
            note.append(language.text("figure.own_axes"))
        if drawn.left_out:
            names = [name for names in drawn.left_out.values() for name in names]
            lines = told(drawn.left_out, self._codes, language)
            what = "; ".join(lines) if says_why else ", ".join(dict.fromkeys(names))
            note.append(language.text("missing.left_out", what=what))
        if drawn.gaps and says_why:
            reasons = once(drawn.gaps, self._codes, language)
            note.append(language.text("missing.gaps", reasons=reasons))
        panels = draw(drawn.frame, drawing, self._codes, language)
        return Figure(
            entry.query,
            caption,
            " ".join(note),
            language.text(f"figure.{drawing.chart}", caption=caption),
            panels,
            entry.query,
            legend(drawn.frame, drawing, self._codes, language),
            is_wide=len(panels) > 1 or drawing.chart == "matrix",
            is_broad=drawing.chart == "matrix",
            in_pairs=bool(drawing.category) and len(panels) > 2,
        )

    def rows(self, entry: TableEntry) -> Rows:
        """Return the rows of a table, of the study's year or else of the last.

        There are none where no row has a value.
        """
        frame = self._queries[entry.query].table.dropna(subset=["outcome_year"])
        years = {int(year) for year in frame["outcome_year"]}
        if not years:
            return Rows(frame, None, [NOBODY_IN_GROUP])
        year = entry.year if entry.year in years else max(years)
        frame = frame[frame["outcome_year"] == year]
        frame = completed(frame, entry.rows, self._codes, self._years).sort_values(
            entry.rows, key=lambda codes: self._places(str(codes.name), codes)
        )
        missing = frame[frame[entry.columns].isna().any(axis=1)]
        codes = [UNSAID if is_missing(code) else code for code in missing["note"]]
        has_values = frame[entry.columns].notna().any(axis=None)
        return Rows(
            frame if has_values else frame.head(0), year, list(dict.fromkeys(codes))
        )

    def _places(self, name: str, codes: "pd.Series[str]") -> "pd.Series[int]":
        """Return the places of codes in their list."""
        ordered = self._codes.ordered(name, codes)
        return codes.map(ordered.index)

    def table(self, entry: TableEntry, rows: Rows, *, says_why: bool) -> Compared:
        """Return a table with the printed values to compare with."""
        language = self._language
        caption = _caption("table", entry, language, rows.year)
        compared = self._queries[entry.published].table
        compared = compared[compared["table_id"] == entry.number]
        # the published values are of the study's year
        known = compared if rows.year == entry.year else compared.head(0)
        table = Table(
            entry.query,
            caption,
            _headings(entry, language),
            _rows(entry, rows.frame, known, self._codes, language),
            groups=_groups(entry, language),
        )
        missing = once(rows.reasons, self._codes, language)
        dashes = language.text("missing.dash", reasons=missing) if missing else ""
        tested = int(known["z"].notna().sum())
        far = int((known["z"].abs() > FAR).sum())
        agreement = language.text(
            "table.agreement",
            near=language.number(tested - far),
            cells=language.number(tested),
        )
        return Compared(
            table,
            dashes if says_why else "",
            None if known.empty else self._comparison(entry, known),
            agreement if tested else "",
        )

    def _comparison(self, entry: TableEntry, known: pd.DataFrame) -> Table:
        language, frame = self._language, known.copy()
        for name in (
            *("background", "family_size_group", "family_composition", "measure"),
        ):
            frame[f"{name}_{language.code}"] = [
                self._codes.label(name, str(code)) for code in frame[name]
            ]
        frame[f"note_{language.code}"] = [
            "" if is_missing(code) else said(code, self._codes, language)
            for code in frame["note"]
        ]
        caption = language.text("table.compared", number=entry.number)
        # several tables share the query, so it is no anchor
        view = View(language, "", {}, {})
        swapped = SWAPPED if frame["published_swapped"].notna().any() else []
        # what is the same in every row takes no room
        columns = [
            one
            for one in COMPARED[:-1] + swapped + COMPARED[-1:]
            if one.kind != "label" or frame[one.name].nunique() > 1
        ]
        return write_table(view, entry.published, frame, columns, caption)

    def empty(
        self, kind: str, entry: FigureEntry | TableEntry, reasons: list[str]
    ) -> Empty:
        """Return a figure or table that has nothing to show."""
        caption = _caption(kind, entry, self._language, None)
        periods = self._queries[PERIODS].table
        by_period = PERIOD in self._queries[entry.query].table
        if by_period and not periods["panel_years"].any():
            listed = ", ".join(periods[PERIOD])
            reason = self._language.text("missing.no_period", periods=listed)
        else:
            reason = once(reasons, self._codes, self._language)
        return Empty(entry.query, entry.query, caption, reason)


def _year(frame: pd.DataFrame) -> int:
    return int(frame["outcome_year"].max())


def _caption(
    kind: str, entry: FigureEntry | TableEntry, language: Language, year: int | None
) -> str:
    """Return a caption; without a year the words that need one are left out."""
    title = entry.title[language.code]
    title = title.partition(", {year}")[0] if year is None else title.format(year=year)
    if not entry.number:
        return title
    return language.text(f"{kind}.numbered", number=entry.number, title=title)


def _headings(entry: TableEntry, language: Language) -> list[Heading]:
    rows = [Heading(language.text(f"columns.{name}"), "head") for name in entry.rows]
    rates = [
        Heading(language.text(f"codes.measure.{measure}"), "number")
        for measure in MEASURES
    ]
    return rows + rates * len(entry.groups)


def _groups(entry: TableEntry, language: Language) -> list[Group]:
    texts = [texts[language.code] for texts in entry.groups.values()]
    return [
        Group("", len(entry.rows)),
        *(Group(text, len(MEASURES)) for text in texts),
    ]


def _rows(
    entry: TableEntry,
    shown: pd.DataFrame,
    known: pd.DataFrame,
    codes: Codes,
    language: Language,
) -> list[list[Cell]]:
    """Return the written rows; a head that is repeated stands once, for all of them."""
    published = {
        (*(row[name] for name in entry.rows), row["column_name"]): row["published"]
        for row in records(known)
    }
    first, *others = entry.rows
    repeated = shown[first].value_counts()
    written: list[list[Cell]] = []
    before = None
    for row in records(shown):
        head = Cell(
            codes.label(first, row[first]), "head", rows=int(repeated[row[first]])
        )
        cells = [] if row[first] == before else [head]
        cells += [Cell(codes.label(name, row[name]), "word") for name in others]
        key = [row[name] for name in entry.rows]
        cells += [
            _rate(row[column], published.get((*key, column)), language)
            for column in entry.columns
        ]
        written.append(cells)
        before = row[first]
    return written


def _rate(value: float, published: float | None, language: Language) -> Cell:
    note = "" if published is None else language.number(published, 1)
    return Cell(language.number(value, 1), "number", note=note)
