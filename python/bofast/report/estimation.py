"""Pages on the estimated models, as estimation.yml describes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import yaml

from bofast.estimation.codes import NOBODY_IN_MODEL
from bofast.report.chapter import Figure
from bofast.report.codes import CODES, Codes
from bofast.report.estimation_charts import Plot, draw, legend
from bofast.report.estimation_tables import (
    LAYOUTS,
    Layout,
    PrintedCells,
    average_table,
    coefficient_table,
    difference_reasons,
    fit_reasons,
    fit_table,
    is_estimated,
    is_penalised,
    linear_reasons,
    logit_reasons,
    printed_key,
    words,
)
from bofast.report.figure_charts import series
from bofast.report.language import MISSING, TEMPLATES, Language, Texts, is_missing
from bofast.report.missing import Empty, PlacesByReason, once, reasons_of, told, undrawn
from bofast.report.published import Query, records
from bofast.report.tables import Table, TableColumn, View, write_table

CONTENT = "estimation_content"
# the printed values are of this outcome year
STUDY_YEAR = 2013
# what a person compared with is like, in the order it is told
PROFILE = [
    "sex",
    "age",
    "centrality_level",
    "botid_group",
    "labour_status",
    "education_level_6",
    "background",
    "family_size",
    "family_immigrants",
]
# a row without one of these is about nothing
KEYS = ("table_id", "term", "contrast", "outcome")
# a t-value to show by what errors clustered by family do to it
EXAMPLE_T = 3.0
ERRORS = [
    TableColumn("model", "label_head"),
    TableColumn("quantity", "code"),
    TableColumn("outcome", "label"),
    TableColumn("estimates"),
    TableColumn("smallest_ratio", decimals=2),
    TableColumn("median_ratio", decimals=2),
    TableColumn("largest_ratio", decimals=2),
]
AGREEMENT = [
    TableColumn("table_id", "text"),
    TableColumn("cells"),
    TableColumn("cells_with_estimate"),
    TableColumn("cells_within_two_errors"),
    TableColumn("median_difference", decimals=4),
]


@dataclass(frozen=True)
class EstimateFigure:
    """A plot as described.

    Attributes:
        query: the query it shows.
        axis: what its values are, a key of the texts under `estimation.axes`.
        title: language -> title, with `{year}` in it.
        number: the study's number, empty for plots it does not have.
        rows: column of codes on the vertical axis; else what names the rows of tables.
        panel: column of codes with a panel each.
        value: column drawn; without `values` its limits are `low_clustered` and
            `high_clustered`, where the query has them.
        values: columns drawn with a panel each, for plots without `panel`; limits of
            all but `estimate` begin with the column's name.
        tables: the tables whose rows are drawn; else those of the block.
    """

    query: str
    axis: str
    title: Texts
    number: str = ""
    rows: str = ""
    panel: str = ""
    value: str = "estimate"
    values: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Block:
    """Tables of one layout with their plots.

    Attributes:
        layout: a key of `estimation_tables.LAYOUTS`.
        tables: the study's numbers.
        heading: language -> heading of the block.
        title: language -> title of each table; words in braces are the columns of
            `estimation_content` and `year`.
        figures: plots, shown before the tables.
        note: language -> what stands under the heading.
    """

    layout: str
    tables: list[str]
    heading: Texts
    title: Texts
    figures: list[EstimateFigure]
    note: Texts = field(default_factory=dict)


@dataclass(frozen=True)
class EstimatePage:
    """A page of the report.

    Attributes:
        name: its file, without suffix.
        section: the study's section.
        title: language -> title.
        text: language -> what it is about.
        blocks: its blocks, in order.
    """

    name: str
    section: str
    title: Texts
    text: Texts
    blocks: list[Block]

    @property
    def tables(self) -> list[str]:
        """Return the numbers of its tables."""
        return [number for block in self.blocks for number in block.tables]

    def heading(self, language: Language) -> str:
        """Return its title, with the study's section before it."""
        return f"{self.section} {self.title[language.code]}"


@dataclass(frozen=True)
class Chapter:
    """Pages on one kind of model.

    Attributes:
        name: its anchor on the first page.
        section: the study's sections.
        title: language -> title.
        text: language -> what it is about.
        synthetic: language -> what to know of it when the registers are synthetic.
        pages: its pages, in order.
    """

    name: str
    section: str
    title: Texts
    text: Texts
    synthetic: Texts
    pages: list[EstimatePage]

    def heading(self, language: Language) -> str:
        """Return its title, with the study's sections before it."""
        return f"{self.section} {self.title[language.code]}"


@dataclass(frozen=True)
class ShownModel:
    """A table on a page.

    Attributes:
        anchor: its query.
        table: the table.
        notes: sentences under it.
        reasons: why estimates are missing, or penalised.
        reasons_title: what the reasons are of.
    """

    anchor: str
    table: Table
    notes: list[str]
    reasons: list[str]
    reasons_title: str


def read_chapters() -> list[Chapter]:
    """Read estimation.yml.

    Raises:
        TypeError: an entry has a key that is not known, or lacks one.
    """
    text = (TEMPLATES / "estimation.yml").read_text(encoding="utf-8")
    return [_chapter(**entry) for entry in yaml.safe_load(text)["chapters"]]


def _chapter(pages: list[dict[str, Any]], **texts: Any) -> Chapter:
    return Chapter(pages=[_page(**page) for page in pages], **texts)


def _page(blocks: list[dict[str, Any]], **texts: Any) -> EstimatePage:
    return EstimatePage(blocks=[_block(**block) for block in blocks], **texts)


def _block(figures: list[dict[str, Any]], **rest: Any) -> Block:
    return Block(figures=[EstimateFigure(**figure) for figure in figures], **rest)


def table_query(number: str) -> str:
    """Return the query of a table of the study, by its number."""
    return f"table_{number.replace('.', '_').lower()}"


def has_rows(page: EstimatePage, queries: Mapping[str, Query]) -> bool:
    """Tell whether any table of a page has rows to show."""
    return bool(_years(page, queries))


def page_context(
    chapter: Chapter,
    page: EstimatePage,
    queries: Mapping[str, Query],
    language: Language,
) -> dict[str, Any]:
    """Return everything a page shows.

    Args:
        chapter: the chapter it is in.
        page: which one, with rows to show.
        queries: all analysis queries by name.
        language: language of the page.

    Returns:
        Context of `estimation.html`: titles and texts, blocks with their plots and
        tables, what errors by family are like, agreement with the printed numbers.
    """
    writer = _EstimateWriter(queries, language, page)
    blocks = [writer.block(block) for block in page.blocks]
    empty = [one for block in blocks for one in block["empty"]]
    return {
        "chapter": chapter,
        "title": page.heading(language),
        "text": page.text[language.code],
        "synthetic": chapter.synthetic[language.code],
        "blocks": [b for b in blocks if b["tables"] or b["figures"] or b["fit"]],
        "undrawn": undrawn(empty),
        "has_averages": any(block["averages"] for block in blocks),
        "errors": writer.errors(page),
        "agreement": writer.agreement(page),
        "with_stars": any(LAYOUTS[block.layout].stars for block in page.blocks),
        "has_penalised": any(block["has_penalised"] for block in blocks),
    }


def _years(page: EstimatePage, queries: Mapping[str, Query]) -> set[int]:
    """Return the outcome years that a page has tables of."""
    return {
        int(year)
        for number in page.tables
        for year in queries[table_query(number)].table["outcome_year"].dropna()
    }


def _year(page: EstimatePage, queries: Mapping[str, Query]) -> int:
    """Return the study's year where the page has it, else the last."""
    years = _years(page, queries)
    return STUDY_YEAR if STUDY_YEAR in years else max(years)


class _EstimateWriter:
    """Writes the parts of one page."""

    def __init__(
        self, queries: Mapping[str, Query], language: Language, page: EstimatePage
    ) -> None:
        self._queries = queries
        self._language = language
        self._year = _year(page, queries)
        self.codes = Codes(queries[CODES].table, language)
        content = queries[CONTENT].table
        self._content = {row["table_id"]: row for row in records(content)}
        self._printed: PrintedCells = {}
        if self._year == STUDY_YEAR:
            printed = queries["estimation_published"].table
            of_page = printed[printed["table_id"].isin(page.tables)]
            self._printed = {
                printed_key(row): row["published"] for row in records(of_page)
            }

    def _rows(self, query: str) -> pd.DataFrame:
        """Return a query's rows of the page's year."""
        frame = self._queries[query].table
        keys = [name for name in KEYS if name in frame]
        shown: pd.DataFrame = frame[frame["outcome_year"] == self._year].dropna(
            subset=keys
        )
        return shown

    def _words(self, number: str) -> dict[str, str]:
        """Return what a table is about, as words for its title."""
        row = self._content[number]
        told = {
            name: words(name, row[name], self.codes)
            for name in ("centrality_level", "county_code", "contrast_group")
        }
        if not is_missing(row["sex"]):
            told["sex"] = self._language.text(f"estimation.people.{row['sex']}")
        return told

    def block(self, block: Block) -> dict[str, Any]:
        """Return a block's heading, plots and tables, and what has nothing to show."""
        code = self._language.code
        layout = LAYOUTS[block.layout]
        fit = _of_tables(self._rows("logit_fit"), block.tables)
        text = self._language.text
        averages = _of_tables(self._rows("average_differences"), block.tables)
        averages = averages[averages["stay_estimate"].notna()]
        frames = {n: self._rows(table_query(n)) for n in block.tables}
        shown = {n: f for n, f in frames.items() if is_estimated(f, layout).any()}
        plots = [self._figure(entry, block) for entry in block.figures]
        return {
            "has_penalised": any(is_penalised(f).any() for f in frames.values()),
            "anchor": f"{table_query(block.tables[0])}_block",
            "heading": block.heading[code],
            "note": block.note.get(code, ""),
            "reference": ""
            if layout.has_profiles
            else self._reference(self._content[block.tables[0]]["model"]),
            "figures": [plot for plot in plots if isinstance(plot, Figure)],
            "tables": [self._table(block, n, frame) for n, frame in shown.items()],
            "empty": [
                *(plot for plot in plots if isinstance(plot, Empty)),
                *(
                    self._empty(block, number, frame)
                    for number, frame in frames.items()
                    if number not in shown
                ),
            ],
            "fit": fit_table(
                fit,
                self._printed,
                text("estimation.fit_caption", tables=_span(block.tables)),
                self.codes,
                self._language,
            )
            if len(fit)
            else None,
            "fit_reasons": told(fit_reasons(fit), self.codes, self._language),
            "averages": average_table(
                averages,
                text("estimation.average_caption", tables=_span(block.tables)),
                self.codes,
                self._language,
            )
            if len(averages)
            else None,
            "averages_missing": self._dashes(averages),
        }

    def _caption(self, block: Block, number: str) -> str:
        title = block.title[self._language.code].format(
            year=self._year, **self._words(number)
        )
        return self._language.text("table.numbered", number=number, title=title)

    def _table(self, block: Block, number: str, frame: pd.DataFrame) -> ShownModel:
        layout = LAYOUTS[block.layout]
        query = table_query(number)
        table = coefficient_table(
            query,
            number,
            self._caption(block, number),
            frame[is_estimated(frame, layout)] if layout.has_profiles else frame,
            layout,
            self._printed,
            self.codes,
            self._language,
        )
        return ShownModel(
            query,
            table,
            self._notes(number, frame, block),
            told(self._reasons(number, frame, layout), self.codes, self._language),
            self._language.text(f"estimation.reasons.{block.layout}"),
        )

    def _empty(self, block: Block, number: str, frame: pd.DataFrame) -> Empty:
        """Return a table without any estimate, and why."""
        reasons = [NOBODY_IN_MODEL]
        if len(frame):
            reasons = list(self._reasons(number, frame, LAYOUTS[block.layout]))
        query = table_query(number)
        reason = once(reasons, self.codes, self._language)
        return Empty(query, query, self._caption(block, number), reason)

    def _dashes(self, averages: pd.DataFrame) -> str:
        """Return what dashes in a table of averages stand for."""
        found = [
            code
            for outcome in LAYOUTS["logit_difference"].outcomes
            for measure in ("estimate", "average")
            for code in reasons_of(averages, f"{outcome}_{measure}")
        ]
        reasons = once(found, self.codes, self._language)
        return self._language.text("missing.dash", reasons=reasons) if found else ""

    def _reasons(
        self, number: str, frame: pd.DataFrame, layout: Layout
    ) -> PlacesByReason:
        """Return why estimates are missing, or why they are penalised."""
        if layout.stars:
            return linear_reasons(frame, layout, self.codes)
        if layout.has_profiles:
            return difference_reasons(frame, layout, self.codes)
        return logit_reasons(frame, layout, self.codes)

    def _notes(self, number: str, frame: pd.DataFrame, block: Block) -> list[str]:
        """Return how many persons a table is from, or whom it compares with.

        What the mark of penalised estimates stands for comes first.
        """
        language = self._language
        marked = [language.text("estimation.penalised.mark")]
        marked = marked if is_penalised(frame).any() else []
        if LAYOUTS[block.layout].has_profiles:
            about = self._content[number]
            traits = [(n, about[n]) for n in PROFILE if not is_missing(about[n])]
            return [*marked, self._pairs("estimation.compared_with", traits)]
        if "n_observations" not in frame or frame["n_observations"].isna().all():
            return marked
        persons = language.number(frame["n_observations"].max())
        published = self._printed.get((number, "", "", "", "n_observations"))
        if published is None:
            return [language.text("estimation.persons", persons=persons)]
        printed = language.number(published)
        return [
            language.text(
                "estimation.persons_printed", persons=persons, printed=printed
            )
        ]

    def _reference(self, model: str) -> str:
        table = self._queries["estimation_reference"].table
        of_model = records(table[table["model"] == model])
        return self._pairs(
            "estimation.reference",
            [(row["variable"], row["category"]) for row in of_model],
        )

    def _pairs(self, key: str, traits: Iterable[tuple[str, Any]]) -> str:
        told = [
            f"{self._language.text(f'columns.{name}').lower()}: "
            f"{words(name, value, self.codes)}"
            for name, value in traits
        ]
        return self._language.text(key, traits="; ".join(told))

    def _figure(self, entry: EstimateFigure, block: Block) -> Figure | Empty:
        """Return a plot of the panels that have estimates, or why none has any."""
        layout = LAYOUTS[block.layout]
        tables = entry.tables or block.tables
        frame = _of_tables(self._rows(entry.query), tables)
        title = entry.title[self._language.code].format(year=self._year)
        numbered = self._language.text(
            "figure.numbered", number=entry.number, title=title
        )
        caption = numbered if entry.number else title
        row = entry.rows or layout.row
        plot = Plot(
            axis=self._language.text(f"estimation.axes.{entry.axis}"),
            row_title=self._language.text(f"columns.{row}"),
            labels={
                code: self.codes.label(entry.rows or layout.labels, code)
                for code in frame[row]
            },
            outcomes=series(self.codes, "outcome", layout.outcomes),
            is_t_value=entry.axis == "t_value",
        )
        name = (
            entry.query
            if entry.number
            else f"plot_{table_query(tables[0]).removeprefix('table_')}"
        )
        points = self._points(entry, frame, row)
        points = points[points["outcome"].isin(layout.outcomes)]
        has_values = points.groupby("panel")["value"].transform("count") > 0
        left_out: dict[str, list[str]] = {}
        for panel, missing in points[~has_values].groupby("panel", sort=False):
            for reason in reasons_of(missing, "value").unique():
                left_out.setdefault(reason, []).append(str(panel))
        points = points[has_values]
        if points.empty:
            reasons = list(left_out) or [NOBODY_IN_MODEL]
            reason = once(reasons, self.codes, self._language)
            return Empty(name, entry.query, caption, reason)
        note = [self._language.text(f"estimation.notes.{entry.axis}")]
        if points["is_penalised"].any():
            note.append(self._language.text("estimation.notes.penalised"))
        if self._printed:
            note.append(self._language.text("estimation.notes.printed"))
        if left_out:
            what = "; ".join(told(left_out, self.codes, self._language))
            note.append(self._language.text("missing.left_out", what=what))
        return Figure(
            name,
            caption,
            " ".join(note),
            self._language.text("figure.coefficients", caption=caption),
            draw(points, plot, self._language),
            entry.query,
            legend(points, plot, self._language),
            is_wide=True,
            in_pairs=True,
        )

    def _points(
        self, entry: EstimateFigure, frame: pd.DataFrame, row: str
    ) -> pd.DataFrame:
        """Return what is drawn: the columns that `draw` asks for."""
        parts = []
        for column in entry.values or [entry.value]:
            own = "" if column == entry.value else f"{column}_"
            part = pd.DataFrame(
                {
                    "row": frame[row],
                    "outcome": frame["outcome"],
                    "panel": self._panels(entry, frame, column),
                    "value": frame[column].astype(float),
                    "low": frame.get(f"{own}low_clustered", float("nan")),
                    "high": frame.get(f"{own}high_clustered", float("nan")),
                    "is_penalised": is_penalised(frame),
                    "note": frame["note"],
                    # averages are not in the report
                    "published": float("nan")
                    if own
                    else self._published(frame, entry.value),
                }
            )
            parts.append(part)
        return pd.concat(parts)

    def _panels(self, entry: EstimateFigure, frame: pd.DataFrame, value: str) -> Any:
        if entry.values:
            return self._language.text(f"estimation.panels.{value}")
        if not entry.panel:
            return ""
        if entry.panel in frame:
            codes = frame[entry.panel]
        else:
            codes = frame["table_id"].map(
                lambda number: self._content[number][entry.panel]
            )
        return [
            MISSING if is_missing(code) else self.codes.label(entry.panel, str(code))
            for code in codes
        ]

    def _published(self, frame: pd.DataFrame, column: str) -> list[float]:
        return [
            self._printed.get(printed_key({**row, "column_name": column}), float("nan"))
            for row in records(frame)
        ]

    def errors(self, page: EstimatePage) -> dict[str, Any] | None:
        """Return a sentence and a table on errors clustered by family."""
        models = {self._content[number]["model"] for number in page.tables}
        frame = self._rows("clustered_errors")
        frame = frame[frame["model"].isin(models)].dropna()
        if frame.empty:
            return None
        language = self._language
        ends = [frame["median_ratio"].min(), frame["median_ratio"].max()]
        low, high = (language.number(end, 2) for end in ends)
        largest, smallest = (language.number(EXAMPLE_T / end, 2) for end in ends)
        labelled = frame.assign(
            **{
                f"{name}_{language.code}": [
                    self.codes.label(name, code) for code in frame[name]
                ]
                for name in ("model", "outcome")
            }
        )
        return {
            "text": language.text(
                "estimation.errors.text",
                low=low,
                high=high,
                t=language.number(EXAMPLE_T, 2),
                smallest=smallest,
                largest=largest,
            ),
            "table": write_table(
                View(language, "", {}, {}),
                "clustered_errors",
                labelled,
                ERRORS,
                language.text("estimation.errors.caption", year=self._year),
            ),
        }

    def agreement(self, page: EstimatePage) -> dict[str, Any] | None:
        """Return a sentence and a table that compare with the printed numbers."""
        frame = _of_tables(self._queries["estimation_agreement"].table, page.tables)
        if frame.empty or not self._printed:
            return None
        language = self._language
        totals = {
            name: language.number(int(frame[name].sum()))
            for name in ("cells", "cells_with_estimate", "cells_within_two_errors")
        }
        return {
            "text": language.text("estimation.agreement.text", **totals),
            "table": write_table(
                View(language, "", {}, {}),
                "estimation_agreement",
                frame,
                AGREEMENT,
                language.text("estimation.agreement.caption"),
            ),
        }


def _of_tables(frame: pd.DataFrame, numbers: list[str]) -> pd.DataFrame:
    """Return the rows of some tables, in the tables' order and else in their own."""
    places = {number: place for place, number in enumerate(numbers)}
    shown: pd.DataFrame = frame[frame["table_id"].isin(numbers)].sort_values(
        "table_id", key=lambda ids: ids.map(places), kind="stable"
    )
    return shown


def _span(numbers: list[str]) -> str:
    return numbers[0] if len(numbers) == 1 else f"{numbers[0]}-{numbers[-1]}"
