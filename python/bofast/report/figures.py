"""Pages of figures and tables as figures.yml describes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import yaml

from bofast.report.chapter import Figure
from bofast.report.codes import Codes
from bofast.report.figure_charts import (
    FEWEST,
    Drawing,
    draw,
    drawn_values,
    empty_panels,
    legend,
    too_few,
)
from bofast.report.language import TEMPLATES, Language
from bofast.report.published import Query, records
from bofast.report.tables import (
    Cell,
    Column,
    Group,
    Heading,
    Table,
    View,
    write_table,
)

Texts = Mapping[str, str]
CODES = "mobility_code"
# what stands in a family table under each of its groups
MEASURES = ("emigration", "out_migration")
# differences beyond this many standard errors are hardly chance
FAR = 2
COMPARED = [
    Column("background", "label_head"),
    Column("family_size_group", "label"),
    Column("family_composition", "label"),
    Column("measure", "label"),
    Column("published", decimals=1),
    Column("estimate", decimals=1),
    Column("difference", decimals=1),
    Column("std_error", decimals=1),
    Column("z", decimals=1),
]
# what rows that have probably been swapped in print are compared with besides
SWAPPED = [Column("published_swapped", decimals=1), Column("z_swapped", decimals=1)]


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
        them with the published ones, and names of figures and tables without rows.
    """
    codes = Codes(queries[CODES].table, language)
    full = [one for one in page.figures if _has_values(one, queries)]
    return {
        "title": page.heading(language),
        "text": page.text[language.code],
        "synthetic": page.synthetic.get(language.code, ""),
        "figures": [_figure(one, queries, codes, language) for one in full],
        "tables": [
            _table(one, queries, codes, language)
            for one in page.tables
            if not queries[one.query].table.empty
        ],
        "without_rows": [
            _numbered("figure", one, language)
            for one in page.figures
            if one not in full
        ],
    }


def _has_values(entry: FigureEntry, queries: Mapping[str, Query]) -> bool:
    """Tell whether a figure has anything to draw: values can all be withheld."""
    frame = _shown(entry, queries)
    return bool(drawn_values(frame, entry.drawing).notna().any())


def _shown(entry: FigureEntry, queries: Mapping[str, Query]) -> pd.DataFrame:
    """Return the rows that a figure shows."""
    frame = queries[entry.query].table
    if entry.last_year_only:
        last: pd.DataFrame = frame[frame["outcome_year"] == frame["outcome_year"].max()]
        return last
    return frame


def _numbered(kind: str, entry: FigureEntry | TableEntry, language: Language) -> str:
    title = entry.title[language.code]
    if not entry.number:
        return title
    return language.text(f"{kind}.numbered", number=entry.number, title=title)


def _figure(
    entry: FigureEntry, queries: Mapping[str, Query], codes: Codes, language: Language
) -> Figure:
    frame = _shown(entry, queries)
    drawing = entry.drawing
    caption = _numbered("figure", entry, language)
    if entry.last_year_only:
        caption = caption.format(year=frame["outcome_year"].max())
    note = entry.note.get(language.code) or language.text(f"units.{drawing.unit}") + "."
    if drawing.own_axes:
        note = f"{note} {language.text('figure.own_axes')}"
    few = too_few(frame, drawing)
    if few.any():
        left_out = language.text(
            "figure.too_few", rates=language.number(few.sum()), fewest=FEWEST
        )
        note = f"{note} {left_out}"
    if empty := empty_panels(frame, drawing, codes):
        names = ", ".join(codes.label(drawing.panel, code) for code in empty)
        note = f"{note} {language.text('figure.withheld', panels=names)}"
    specs = draw(frame, drawing, codes, language)
    return Figure(
        entry.query,
        caption,
        note,
        language.text(f"figure.{drawing.chart}", caption=caption),
        specs,
        entry.query,
        legend(frame, drawing, codes, language),
        is_wide=len(specs) > 1 or drawing.chart == "matrix",
    )


@dataclass(frozen=True)
class Compared:
    """A table, and where its published values are known, how it agrees with them."""

    table: Table
    comparison: Table | None
    agreement: str


def _table(
    entry: TableEntry, queries: Mapping[str, Query], codes: Codes, language: Language
) -> Compared:
    frame = queries[entry.query].table
    years = set(frame["outcome_year"])
    year = entry.year if entry.year in years else max(years)
    shown = frame[frame["outcome_year"] == year]
    caption = _numbered("table", entry, language).format(year=year)
    compared = queries[entry.published].table
    compared = compared[compared["table_id"] == entry.number]
    # the published values are of the study's year
    known = compared if year == entry.year else compared.head(0)
    tested = int(known["z"].notna().sum())
    table = Table(
        entry.query,
        caption,
        _headings(entry, language),
        _rows(entry, shown, known, codes, language),
        groups=_groups(entry, language),
    )
    if known.empty:
        return Compared(table, None, "")
    far = int((known["z"].abs() > FAR).sum())
    return Compared(
        table,
        _comparison(entry, known, codes, language),
        language.text(
            "table.agreement",
            near=language.number(tested - far),
            cells=language.number(tested),
        )
        if tested
        else "",
    )


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
    columns = [f"{measure}_{code}" for code in entry.groups for measure in MEASURES]
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
            for column in columns
        ]
        written.append(cells)
        before = row[first]
    return written


def _rate(value: float, published: float | None, language: Language) -> Cell:
    note = "" if published is None else language.number(published, 1)
    return Cell(language.number(value, 1), "number", note=note)


def _comparison(
    entry: TableEntry, known: pd.DataFrame, codes: Codes, language: Language
) -> Table:
    frame = known.copy()
    for name in ("background", "family_size_group", "family_composition", "measure"):
        frame[f"{name}_{language.code}"] = [
            codes.label(name, str(code)) for code in frame[name]
        ]
    caption = language.text("table.compared", number=entry.number)
    # several tables share the query, so it is no anchor
    view = View(language, "", {}, {})
    swapped = SWAPPED if frame["published_swapped"].notna().any() else []
    return write_table(view, entry.published, frame, COMPARED + swapped, caption)
