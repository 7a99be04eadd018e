"""The page on the studies' findings, and their lines at figures and tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from bofast.report.language import Language
from bofast.report.published import Query, records
from bofast.report.tables import Table, TableColumn, View, write_table

FINDINGS, SUMMARY = "finding_overview", "finding_status"
COLUMNS = [
    TableColumn("statement", "label_head"),
    TableColumn("source_line"),
    TableColumn("finding_status", "label"),
    TableColumn("outcome_year", "text"),
    TableColumn("stated", decimals=None),
    TableColumn("limit_low", decimals=None),
    TableColumn("limit_high", decimals=None),
    TableColumn("estimate", decimals=None),
    TableColumn("std_error", decimals=None),
    TableColumn("years_holding"),
    TableColumn("years_checked"),
    TableColumn("finding_note", "reason"),
]
STATUSES = (
    *("findings", "holds", "too_uncertain", "does_not_hold"),
    *("contradicted_in_print", "not_available"),
)
SUMMARY_COLUMNS = [
    TableColumn("topic", "label_head"),
    *(TableColumn(name) for name in STATUSES),
]


@dataclass(frozen=True)
class Topic:
    """Findings of one topic.

    Attributes:
        code: its code, and the anchor of its section.
        title: what it is called.
        table: the findings.
    """

    code: str
    title: str
    table: Table


@dataclass(frozen=True)
class StatedLine:
    """A finding as it stands under a figure or a table.

    Attributes:
        statement: what the study states.
        status: how it turns out.
        topic: where the page on findings has it.
    """

    statement: str
    status: str
    topic: str


def findings_context(
    queries: Mapping[str, Query], language: Language
) -> dict[str, Any]:
    """Return everything the page shows.

    Args:
        queries: all analysis queries by name.
        language: language of the page.

    Returns:
        Context of `findings.html`: a summary and a table per topic, none without
        findings.
    """
    view = View(language, "", {}, {})
    frame = queries[FINDINGS].table
    topics = [
        Topic(
            str(code),
            str(of_topic[f"topic_{language.code}"].iloc[0]),
            _table(view, of_topic, str(of_topic[f"topic_{language.code}"].iloc[0])),
        )
        for code, of_topic in frame.groupby("topic", sort=False)
    ]
    caption = language.text("findings.summary_caption")
    summary = queries[SUMMARY].table
    return {
        "summary": write_table(view, SUMMARY, summary, SUMMARY_COLUMNS, caption),
        "topics": topics,
    }


def _table(view: View, frame: pd.DataFrame, title: str) -> Table:
    shown = frame.assign(
        finding_note=frame[f"finding_note_{view.language.code}"],
    )
    return write_table(view, FINDINGS, shown, COLUMNS, title)


def stated_lines(
    queries: Mapping[str, Query], language: Language
) -> dict[str, list[StatedLine]]:
    """Return the findings by the query of the figure or table that they speak of."""
    found: dict[str, list[StatedLine]] = {}
    for row in records(queries[FINDINGS].table.dropna(subset=["shown_at"])):
        line = StatedLine(
            str(row[f"statement_{language.code}"]),
            str(row[f"finding_status_{language.code}"]),
            str(row["topic"]),
        )
        found.setdefault(str(row["shown_at"]), []).append(line)
    return found
