"""Tables of estimated models: one renderer for every layout of the study."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bofast.estimation.codes import OTHER_COEFFICIENTS, PENALISED_LIKELIHOOD
from bofast.report.codes import Codes
from bofast.report.language import MISSING, Language, is_missing
from bofast.report.missing import UNSAID, Places
from bofast.report.published import records
from bofast.report.tables import Cell, Group, Heading, Table

Row = Mapping[str, Any]
# table, centrality level, row, outcome, column -> printed number
Key = tuple[str, ...]
Printed = Mapping[Key, float]
# names that keep their capital letter inside a sentence
NAMES = {"county_code"}
# stands after what is estimated by penalised likelihood, with a footnote
PENALISED_MARK = "†"


@dataclass(frozen=True)
class Layout:
    """How a kind of table is laid out.

    Attributes:
        row: column of codes that name a row.
        labels: code list of those codes.
        outcomes: groups of columns.
        t_decimals: decimals of t-values; estimates have three.
        stars: whether stars stand beside estimates.
        has_profiles: whether rows compare with a person, per centrality level.
    """

    row: str
    labels: str
    outcomes: list[str]
    t_decimals: int
    stars: bool = False
    has_profiles: bool = False


LAYOUTS = {
    "lpm": Layout(
        "term", "lpm_term", ["stay", "out_migration", "emigration"], 2, stars=True
    ),
    "logit": Layout("term", "logit_term", ["out_migration", "emigration"], 3),
    "logit_difference": Layout(
        "contrast",
        "logit_contrast",
        ["stay", "out_migration", "emigration"],
        3,
        has_profiles=True,
    ),
}
FIT = {
    "n_observations": 0,
    "n_families": 0,
    "scaled_r2": 3,
    "schwarz_bic": 1,
    "log_likelihood": 1,
}


def printed_key(row: Mapping[str, Any]) -> Key:
    """Return what tells printed numbers apart.

    Args:
        row: of `estimation_published`, or of a query with `table_id`, one of
            `row_code`, `term` and `contrast`, and where they apply `centrality_level`
            and `outcome`.

    Returns:
        Table, centrality level, row, outcome and column; empty where they do not
        apply. Only tables of differences have levels within them.
    """
    code = next((row[n] for n in ("row_code", "term", "contrast") if n in row), None)
    level = row.get("centrality_level") if "term" not in row else None
    return (
        str(row["table_id"]),
        _text(level),
        _text(code),
        _text(row.get("outcome")),
        str(row["column_name"]),
    )


def _text(code: Any) -> str:
    return "" if is_missing(code) else str(code)


def words(column: str, value: Any, codes: Codes) -> str:
    """Return what a code stands for as words inside a sentence."""
    if is_missing(value):
        return ""
    label = codes.label(column, str(value))
    return label if column in NAMES else f"{label[:1].lower()}{label[1:]}"


def is_estimated(frame: pd.DataFrame, layout: Layout) -> "pd.Series[bool]":
    """Tell which rows of a table have an estimate."""
    columns = [f"{outcome}_estimate" for outcome in layout.outcomes]
    estimated: pd.Series[bool] = frame[columns].notna().any(axis=1)
    return estimated


def is_penalised(frame: pd.DataFrame) -> "pd.Series[bool]":
    """Tell which rows are estimated by penalised likelihood."""
    if "estimator" not in frame:
        return pd.Series(data=False, index=frame.index)
    penalised: pd.Series[bool] = frame["estimator"].eq(PENALISED_LIKELIHOOD)
    return penalised


def _mark(row: Row) -> str:
    return PENALISED_MARK if row.get("estimator") == PENALISED_LIKELIHOOD else ""


def coefficient_table(
    query: str,
    number: str,
    caption: str,
    frame: pd.DataFrame,
    layout: Layout,
    printed: Printed,
    codes: Codes,
    language: Language,
) -> Table:
    """Write a table of the study: estimates and t-values side by side by outcome.

    Args:
        query: its query.
        number: its number in the study.
        caption: what it is.
        frame: its rows, in order.
        layout: what is in its columns.
        printed: the study's numbers, shown small beside ours.
        codes: labels of codes.
        language: language of the page.

    Returns:
        The table; a head repeated over centrality levels stands once for all, and
        penalised estimates have a mark.
    """
    by_level = layout.has_profiles and "centrality_level" in frame
    heads = [layout.row, *(["centrality_level"] if by_level else [])]
    measures = [("estimate", 3), ("t_value", layout.t_decimals)]

    def numbers(row: Row) -> list[Cell]:
        level = str(row["centrality_level"]) if by_level else ""
        return [
            number_cell(
                row[f"{outcome}_{measure}"],
                decimals,
                language,
                after=_text(row.get(f"{outcome}_stars")) + _mark(row)
                if measure == "estimate"
                else "",
                published=printed.get(
                    (number, level, row[layout.row], outcome, measure)
                ),
            )
            for outcome in layout.outcomes
            for measure, decimals in measures
        ]

    return Table(
        query,
        caption,
        [
            *(Heading(language.text(f"columns.{name}"), "head") for name in heads),
            *(
                Heading(language.text(f"estimation.heads.{measure}"), "number")
                for _ in layout.outcomes
                for measure, _ in measures
            ),
        ],
        _headed(frame, layout, numbers, codes, by_level=by_level),
        groups=_groups(layout.outcomes, len(heads), len(measures), codes),
    )


def average_table(
    frame: pd.DataFrame, caption: str, codes: Codes, language: Language
) -> Table:
    """Write differences at a profile with their averages over the sample beside them.

    Args:
        frame: rows of `average_differences` with estimates, in order.
        caption: what it is.
        codes: labels of codes.
        language: language of the page.

    Returns:
        A row per table, contrast and centrality level.
    """
    layout = LAYOUTS["logit_difference"]
    measures = ["estimate", "average"]
    by_level = bool(frame["centrality_level"].notna().any())
    heads = ["table_id", layout.row, *(["centrality_level"] if by_level else [])]

    def numbers(row: Row) -> list[Cell]:
        return [
            number_cell(row[f"{outcome}_{measure}"], 3, language, after=_mark(row))
            for outcome in layout.outcomes
            for measure in measures
        ]

    rows: list[list[Cell]] = []
    for number in dict.fromkeys(frame["table_id"]):
        of_table = frame[frame["table_id"] == number]
        written = _headed(of_table, layout, numbers, codes, by_level=by_level)
        first = Cell(str(number), "head", rows=len(written))
        rows += [[first, *written[0]], *written[1:]]
    return Table(
        "average_differences",
        caption,
        [
            *(Heading(language.text(f"columns.{name}"), "head") for name in heads),
            *(
                Heading(language.text(f"estimation.measures.{measure}"), "number")
                for _ in layout.outcomes
                for measure in measures
            ),
        ],
        rows,
        groups=_groups(layout.outcomes, len(heads), len(measures), codes),
    )


def fit_table(
    frame: pd.DataFrame,
    printed: Printed,
    caption: str,
    codes: Codes,
    language: Language,
) -> Table:
    """Write what stands under the study's tables of trinomial logits.

    Args:
        frame: rows of `logit_fit`, in order.
        printed: the study's numbers, shown small beside ours.
        caption: what it is.
        codes: labels of codes.
        language: language of the page.

    Returns:
        A row per model; a penalised log-likelihood has a mark.
    """
    places = [n for n in ("centrality_level", "sex") if frame[n].notna().any()]
    rows = []
    for row in records(frame):
        number = str(row["table_id"])
        cells = [Cell(number, "head")]
        cells += [Cell(_place(name, row[name], codes), "word") for name in places]
        cells += [
            number_cell(
                row[name],
                decimals,
                language,
                after=_mark(row) if name == "log_likelihood" else "",
                published=printed.get((number, "", "", "", name)),
            )
            for name, decimals in FIT.items()
        ]
        rows.append(cells)
    headings = [Heading(language.text("columns.table_id"), "head")]
    headings += [Heading(language.text(f"columns.{name}"), "word") for name in places]
    headings += [Heading(language.text(f"columns.{name}"), "number") for name in FIT]
    return Table("logit_fit", caption, headings, rows)


def linear_reasons(frame: pd.DataFrame, layout: Layout, codes: Codes) -> Places:
    """Return why estimates or t-values of a linear probability model are missing.

    Args:
        frame: its rows.
        layout: what is in its columns.
        codes: labels of codes.

    Returns:
        Code of a reason -> the rows or outcomes that it holds for.
    """
    places: dict[str, list[str]] = {}
    for row in records(frame):
        for outcome in layout.outcomes:
            missing = is_missing(row[f"{outcome}_estimate"])
            note = row[f"{outcome}_note"]
            if not is_missing(note) or is_missing(row[f"{outcome}_t_value"]):
                place = (
                    codes.label(layout.labels, row[layout.row])
                    if missing
                    else codes.label("outcome", outcome)
                )
                places.setdefault(_code(note), []).append(place)
    return _places(places, len(frame) * len(layout.outcomes))


def logit_reasons(frame: pd.DataFrame, layout: Layout, codes: Codes) -> Places:
    """Return why the likelihood of a trinomial logit has no maximum.

    Args:
        frame: its rows.
        layout: what is in its columns.
        codes: labels of codes.

    Returns:
        Code of a reason -> the terms that it holds for.
    """
    places: dict[str, list[str]] = {}
    for row in records(frame):
        term = codes.label(layout.labels, row[layout.row])
        notes = [row[f"{outcome}_note"] for outcome in layout.outcomes]
        for outcome, note in zip(layout.outcomes, notes, strict=True):
            unsaid = is_missing(note) and is_missing(row[f"{outcome}_estimate"])
            if unsaid or not (is_missing(note) or note == OTHER_COEFFICIENTS):
                same = all(other == note for other in notes)
                of_outcome = "" if same else f" ({codes.label('outcome', outcome)})"
                places.setdefault(_code(note), []).append(f"{term}{of_outcome}")
    return _places(places, len(frame) * len(layout.outcomes))


def difference_reasons(frame: pd.DataFrame, layout: Layout, codes: Codes) -> Places:
    """Return why differences in probability are missing.

    Args:
        frame: the table's rows.
        layout: what is in its columns.
        codes: labels of codes.

    Returns:
        Code of a reason -> the rows that it holds for, or the levels if for all rows.
    """
    missing = frame[~is_estimated(frame, layout)]
    lost: dict[tuple[str, str], list[str]] = {}
    for row in records(missing):
        level = row.get("centrality_level")
        place = "" if is_missing(level) else codes.label("centrality_level", str(level))
        contrast = codes.label(layout.labels, row[layout.row])
        lost.setdefault((_code(row["note"]), place), []).append(contrast)
    places: dict[str, list[str]] = {}
    everywhere = frame[layout.row].nunique()
    for (code, place), names in lost.items():
        of_level = f" ({place})" if place else ""
        whole = [place] if place and len(names) == everywhere else []
        places.setdefault(code, []).extend(
            whole or [f"{name}{of_level}" for name in names]
        )
    # what holds everywhere needs no places
    return {
        code: [] if missing["note"].eq(code).sum() == len(frame) else names
        for code, names in places.items()
    }


def fit_reasons(frame: pd.DataFrame) -> Places:
    """Return why numbers of a table of fits are missing: code -> tables of the study.

    Args:
        frame: rows of `logit_fit`.
    """
    places: dict[str, list[str]] = {}
    for row in records(frame[frame[list(FIT)].isna().any(axis=1)]):
        places.setdefault(_code(row["note"]), []).append(str(row["table_id"]))
    return _places(places, len(frame))


def _code(note: Any) -> str:
    return UNSAID if is_missing(note) else str(note)


def _places(found: Mapping[str, list[str]], everywhere: int) -> Places:
    """Return places each once; what holds everywhere needs none."""
    return {
        code: [] if len(names) == everywhere else list(dict.fromkeys(names))
        for code, names in found.items()
    }


def number_cell(
    value: Any,
    decimals: int,
    language: Language,
    *,
    after: str = "",
    published: float | None = None,
) -> Cell:
    """Write a number, stars or a mark after it, and the printed one small beside it."""
    text = language.number(value, decimals)
    note = "" if published is None else language.number(published, decimals)
    mark = "" if is_missing(value) else after
    return Cell(f"{text}{mark}", "number", note=note)


def _headed(
    frame: pd.DataFrame,
    layout: Layout,
    numbers: Callable[[Row], list[Cell]],
    codes: Codes,
    *,
    by_level: bool,
) -> list[list[Cell]]:
    """Return rows with their heads; one repeated over levels stands once for all."""
    repeated = frame[layout.row].value_counts()
    rows: list[list[Cell]] = []
    before = None
    for row in records(frame):
        code = row[layout.row]
        cells = []
        if code != before:
            label = codes.label(layout.labels, code)
            cells.append(Cell(label, "head", rows=int(repeated[code])))
        if by_level:
            level = _place("centrality_level", row["centrality_level"], codes)
            cells.append(Cell(level, "word"))
        rows.append(cells + numbers(row))
        before = code
    return rows


def _groups(
    outcomes: list[str], heads: int, measures: int, codes: Codes
) -> list[Group]:
    return [
        Group("", heads),
        *(Group(codes.label("outcome", outcome), measures) for outcome in outcomes),
    ]


def _place(column: str, code: Any, codes: Codes) -> str:
    """Return a level's number, as the study's tables have it, or what a code says."""
    if is_missing(code):
        return MISSING
    return str(code) if column == "centrality_level" else codes.label(column, str(code))
