"""Plots of coefficients: points with their intervals, a row per term."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import pandas as pd

from bofast.report.chapter import Key, Panel
from bofast.report.charts import in_lines, row_axis, specification
from bofast.report.colours import INK
from bofast.report.estimation_tables import PENALISED_MARK
from bofast.report.figure_charts import MARKS, Series
from bofast.report.language import Language, is_missing
from bofast.report.published import records

# pixels of a mark and between rows
MARK_HEIGHT, ROW_GAP = 8, 11
# what specifications call the values of a panel
DATA = "points"
# t-values beyond this are hardly chance
SIGNIFICANT = 1.96


@dataclass(frozen=True)
class Plot:
    """What the panels of a plot have in common.

    Attributes:
        axis: title of the value axis.
        row_title: what a row is.
        labels: code of a row -> what it says.
        outcomes: what is told apart by colour and shape.
        is_t_value: whether values are t-values, which have lines where chance ends.
    """

    axis: str
    row_title: str
    labels: Mapping[str, str]
    outcomes: Sequence[Series]
    is_t_value: bool = False


def draw(points: pd.DataFrame, plot: Plot, language: Language) -> list[Panel]:
    """Draw a plot.

    Args:
        points: columns row, outcome, panel, value, low, high, published and
            is_penalised; rows and panels in the order to be shown.
        plot: what the panels have in common.
        language: language of tooltips.

    Returns:
        The panels, all with one axis.
    """
    spec = _specification(points, plot, language)
    panels = dict.fromkeys(points["panel"])
    values = {one: _values(points[points["panel"] == one], plot) for one in panels}
    return [Panel(str(one), spec | {"datasets": {DATA: values[one]}}) for one in panels]


def legend(points: pd.DataFrame, plot: Plot, language: Language) -> list[Key]:
    """Return what colours and marks of a plot stand for."""
    keys = [
        Key(outcome.label, outcome.colour, MARKS[outcome.shape])
        for outcome in plot.outcomes
    ]
    if points["low"].notna().any():
        keys.append(Key(language.text("estimation.interval"), INK, "", "solid"))
    if points["is_penalised"].any():
        text = language.text("estimation.penalised.key")
        keys.append(Key(text, INK, PENALISED_MARK))
    if points["published"].notna().any():
        keys.append(Key(language.text("estimation.printed"), INK, "○"))
    return keys


def _domain(points: pd.DataFrame) -> list[float]:
    """Return the ends of the axis; intervals much wider than the rest are cut."""
    drawn = pd.concat([points["value"], points["published"]]).dropna()
    least, most = min(0.0, drawn.min()), max(0.0, drawn.max())
    room = most - least
    ends = pd.concat([points["low"], points["high"], drawn]).dropna()
    return [
        float(max(ends.min(), least - room / 2)),
        float(min(ends.max(), most + room / 2)),
    ]


def _values(points: pd.DataFrame, plot: Plot) -> list[dict[str, Any]]:
    numbers = ["value", "low", "high", "published"]
    labels = {outcome.code: outcome.label for outcome in plot.outcomes}
    return [
        {
            "row": in_lines(plot.labels[row["row"]]),
            "outcome": labels[row["outcome"]],
        }
        | {name: round(row[name], 4) for name in numbers if not is_missing(row[name])}
        | ({"penalised": True} if row["is_penalised"] else {})
        for row in records(points)
    ]


def _specification(
    points: pd.DataFrame, plot: Plot, language: Language
) -> dict[str, Any]:
    """Return what all panels of a plot share: everything but data and title."""
    rows = [in_lines(plot.labels[code]) for code in dict.fromkeys(points["row"])]
    names = [outcome.label for outcome in plot.outcomes]
    scale = alt.Scale(domain=_domain(points), nice=True)
    x_axis = alt.Axis(tickCount=5, labelOverlap=True)
    colours = [outcome.colour for outcome in plot.outcomes]
    shapes = [outcome.shape for outcome in plot.outcomes]
    shape = alt.Shape(
        "outcome:N", legend=None, scale=alt.Scale(domain=names, range=shapes)
    )

    def layer(name: str) -> alt.Chart:
        data = alt.NamedData(DATA)
        return alt.Chart(data).transform_filter(f"isValid(datum.{name})")

    def x(name: str) -> alt.X:
        return alt.X(f"{name}:Q", title=plot.axis, scale=scale, axis=x_axis)

    ends = [0.0, -SIGNIFICANT, SIGNIFICANT] if plot.is_t_value else [0.0]
    lines = [
        # a row of their own, else they are drawn once per value
        alt.Chart(alt.Data(values=[{}]))
        .mark_rule(color=INK, strokeWidth=0.8, strokeDash=[4, 3] if end else [1, 0])
        .encode(x=alt.X(datum=end))
        for end in ends
    ]
    intervals = (
        layer("low")
        .mark_rule(strokeWidth=1.6, clip=True)
        .encode(x=x("low"), x2="high:Q")
    )
    ours = (
        layer("value")
        .mark_point(filled=True, size=28, opacity=1)
        .encode(x=x("value"), shape=shape, tooltip=_tooltip(plot, language))
    )
    # beside the mark, which it must not hide
    penalised = (
        layer("penalised")
        .mark_text(text=PENALISED_MARK, dx=7, fontSize=10)
        .encode(x=x("value"))
    )
    printed = (
        layer("published")
        .mark_point(filled=False, size=75, strokeWidth=1)
        .encode(x=x("published"), shape=shape)
    )
    marks = alt.layer(intervals, ours, penalised, printed).encode(
        y=alt.Y("row:N", sort=rows, title=None, axis=row_axis()),
        yOffset=alt.YOffset("outcome:N", sort=names),
        color=alt.Color(
            "outcome:N", legend=None, scale=alt.Scale(domain=names, range=colours)
        ),
    )
    chart = alt.layer(*lines, marks).properties(
        width="container",
        height=len(rows) * (len(names) * MARK_HEIGHT + ROW_GAP),
    )
    return specification(chart)


def _tooltip(plot: Plot, language: Language) -> list[alt.Tooltip]:
    numbers = {
        "value": plot.axis,
        "low": language.text("estimation.from"),
        "high": language.text("estimation.to"),
        "published": language.text("estimation.printed"),
    }
    return [
        alt.Tooltip("row:N", title=plot.row_title),
        alt.Tooltip("outcome:N", title=language.text("columns.outcome")),
        *(
            alt.Tooltip(f"{name}:Q", title=title, format=".3f")
            for name, title in numbers.items()
        ),
    ]
