"""What the page about disclosure control shows: what it does and what it costs."""

from collections.abc import Mapping
from typing import Any

import altair as alt
import pandas as pd

from bofast.report.chapter import Figure, Key, Panel
from bofast.report.charts import in_lines, row_axis, specification
from bofast.report.colours import PLAIN
from bofast.report.language import Language
from bofast.report.published import Query, records
from bofast.report.tables import Cell, Column, Heading, Table, View, write_table

SUMMARY, UTILITY = "disclosure_summary", "disclosure_utility"
REASONS = "missing_reason"
ROW_HEIGHT = 30
# decimals of the columns of numbers
DECIMALS = {
    "counts": 0,
    "share_changed_percent": 1,
    "mean_difference": 2,
    "largest_difference": 0,
    "hellinger_utility": 3,
}
REASON_COLUMNS = [Column("missing_reason", "label_head"), Column("reason_code", "note")]


def disclosure_context(
    queries: Mapping[str, Query], language: Language
) -> dict[str, Any]:
    """Return everything the page shows.

    Args:
        queries: all analysis queries by name.
        language: language of the page.

    Returns:
        Context of `disclosure.html`: facts over all counts, a figure and a table of
        what rounding costs, and the reasons with their codes; no figure without counts.
    """
    summary = queries[SUMMARY].table
    summary = summary[summary["counts"] > 0].dropna(subset=["mean_difference"])
    by_table = summary.dropna(subset=["table_name"])
    utility = queries[UTILITY].table.dropna(subset=["table_name", "column_name"])
    reasons = queries[REASONS].table.rename(columns={"code": "reason_code"})
    label = f"label_{language.code}"
    return {
        "facts": _facts(summary[summary["table_name"].isna()], language),
        "figure": _figure(by_table, language) if len(by_table) else None,
        "utility": _utility(utility, language),
        "reasons": write_table(
            View(language, "", {}, {}),
            REASONS,
            reasons.assign(missing_reason=reasons[label]).rename(
                columns={label: f"missing_reason_{language.code}"}
            ),
            REASON_COLUMNS,
            language.text("disclosure.reasons.caption"),
        ),
    }


def _facts(total: pd.DataFrame, language: Language) -> list[tuple[str, str]]:
    """Return what rounding costs over all counts; nothing without any."""
    return [
        (number, language.text(f"disclosure.facts.{name}"))
        for row in records(total)
        for name, number in {
            "counts": language.number(row["counts"]),
            "changed": language.percent(row["share_changed_percent"]),
            "mean": language.number(row["mean_difference"], 2),
            "largest": language.number(row["largest_difference"]),
        }.items()
    ]


def _named(kind: str, code: str, language: Language) -> str:
    """Return what a table or a column is called, else its name in the file."""
    key = f"{kind}.{code}"
    return language.text(key) if language.has(key) else code


def _figure(by_table: pd.DataFrame, language: Language) -> Figure:
    titles = {
        name: language.text(f"columns.{name}_difference")
        for name in ("mean", "largest")
    }
    ends = [
        {
            "table": in_lines(_named("disclosure.tables", row["table_name"], language)),
            "what": title,
            "difference": round(float(row[f"{name}_difference"]), 2),
        }
        for row in records(by_table.dropna(subset=["largest_difference"]))
        for name, title in titles.items()
    ]
    names = list(dict.fromkeys(end["table"] for end in ends))
    base = alt.Chart(alt.Data(values=ends)).encode(
        x=alt.X("difference:Q", title=language.text("disclosure.cost.axis")),
        y=alt.Y("table:N", title=None, sort=names, axis=row_axis(10)),
    )
    ways = base.mark_line(color=PLAIN, opacity=0.5, strokeWidth=1.5).encode(
        detail="table:N"
    )
    fill = alt.Scale(domain=list(titles.values()), range=[PLAIN, "#ffffff"])
    dots = base.mark_point(stroke=PLAIN, size=60, strokeWidth=1.8, opacity=1).encode(
        fill=alt.Fill("what:N", legend=None, scale=fill),
        tooltip=[
            alt.Tooltip("table:N", title=language.text("columns.table_name")),
            alt.Tooltip("what:N", title=" "),
            alt.Tooltip("difference:Q", title=" ", format=".2f"),
        ],
    )
    chart = alt.layer(ways, dots).properties(
        width="container", height=ROW_HEIGHT * len(names)
    )
    return Figure(
        SUMMARY,
        language.text("disclosure.cost.figure"),
        language.text("disclosure.cost.note"),
        language.text("disclosure.cost.described"),
        [Panel("", specification(chart))],
        SUMMARY,
        [Key(titles["mean"], PLAIN, "●"), Key(titles["largest"], PLAIN, "○")],
        is_wide=True,
    )


def _utility(utility: pd.DataFrame, language: Language) -> Table:
    """Write a row per table and column of counts; the table stands once."""
    rows: list[list[Cell]] = []
    for name, of_table in utility.groupby("table_name", sort=False):
        table = _named("disclosure.tables", str(name), language)
        first = Cell(table, "head", rows=len(of_table))
        for place, row in enumerate(records(of_table)):
            column = _named("columns", row["column_name"], language)
            cells = [Cell(column, "word")]
            cells += [
                Cell(language.number(row[value], decimals), "number")
                for value, decimals in DECIMALS.items()
            ]
            rows.append(cells if place else [first, *cells])
    headings = [Heading(language.text("columns.table_name"), "head")]
    headings.append(Heading(language.text("columns.column_name"), "word"))
    headings += [
        Heading(language.text(f"columns.{value}"), "number") for value in DECIMALS
    ]
    return Table(UTILITY, language.text("disclosure.cost.caption"), headings, rows)
