"""Charts as Vega-Lite specifications, with their data in them."""

import textwrap
from typing import Any

import altair as alt
import pandas as pd

from bofast.report.language import Language
from bofast.report.published import records

# the study's colours; shape and fill tell the groups apart without them
GROUPS = {
    "national": ("#2166ac", "#ffffff00", "circle"),
    "in_index": ("#a50f15", "#e34a33", "circle"),
    "excluded": ("#5c4400", "#ffd92f", "diamond"),
}
LINE = "#1a7837"
HEIGHT = 400
# letters of a line of a row's name: half of a narrow screen is left to the plot
NAME_LETTERS = 23
# letters of a line of the title below such a plot
TITLE_LETTERS = 30
# gap between labels of an axis, pixels; nearer ones are left out
LABEL_GAP = 6


def scatter(
    figure: pd.DataFrame, variable: str, outcome: str, region: str, language: Language
) -> dict[str, Any]:
    """Draw the outcome against a variable, with the regression line.

    Args:
        figure: rows of the query of figures, one per national unit: value, outcome.
        variable: the variable on the horizontal axis.
        outcome: the one on the vertical axis.
        region: what the ranked region is called.
        language: language of axes, legend and tooltips.

    Returns:
        Vega-Lite specification, as wide as its container.
    """
    titles = [language.measure(variable), language.measure(outcome)]
    names = [language.text(f"codes.group.{group}", region=region) for group in GROUPS]
    stroke, fill, shape = zip(*GROUPS.values(), strict=True)
    legend = alt.Legend(title=None, orient="top", columns=1, symbolSize=70)
    points = (
        alt.Chart(alt.Data(values=_points(figure, region, language)))
        .mark_point(size=34, strokeWidth=1.1)
        .encode(
            x=alt.X("x:Q", title=titles[0], scale=alt.Scale(zero=False, nice=True)),
            y=alt.Y("y:Q", title=titles[1], scale=alt.Scale(zero=False, nice=True)),
            stroke=alt.Stroke(
                "group:N", legend=legend, scale=alt.Scale(domain=names, range=stroke)
            ),
            fill=alt.Fill(
                "group:N", legend=legend, scale=alt.Scale(domain=names, range=fill)
            ),
            shape=alt.Shape(
                "group:N", legend=legend, scale=alt.Scale(domain=names, range=shape)
            ),
            tooltip=[
                alt.Tooltip("name:N", title=language.text("columns.region_name")),
                alt.Tooltip("group:N", title=" "),
                alt.Tooltip("x:Q", title=titles[0], format=".1f"),
                alt.Tooltip("y:Q", title=titles[1], format=".1f"),
            ],
        )
    )
    line = (
        alt.Chart(alt.Data(values=_line(figure)))
        .mark_line(color=LINE, strokeWidth=2.5)
        .encode(x="x:Q", y="y:Q")
    )
    chart = (points + line).properties(width="container", height=HEIGHT)
    return specification(chart)


def in_lines(name: str) -> str:
    """Return a row's name broken into lines, as `row_axis` writes them."""
    return "\n".join(textwrap.wrap(name, NAME_LETTERS))


def title_lines(title: str) -> list[str]:
    """Return the title of a horizontal axis, broken to fit a narrow screen."""
    return textwrap.wrap(title, TITLE_LETTERS)


def row_axis(padding: int = 8) -> alt.Axis:
    """Return the axis of named rows, without a line of its own."""
    return alt.Axis(
        labelExpr="split(datum.label, '\\n')",
        labelLimit=0,
        labelLineHeight=13,
        labelOverlap=False,
        labelPadding=padding,
        ticks=False,
        domain=False,
    )


def specification(chart: alt.LayerChart | alt.VConcatChart) -> dict[str, Any]:
    """Return a chart's specification with the report's letters, without addresses."""
    styled = chart.configure(
        font="system-ui, sans-serif",
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            gridColor="#e7e7e2",
            labelFontSize=12,
            labelSeparation=LABEL_GAP,
            titleFontSize=12,
            titleFontWeight=400,
        ),
        legend=alt.LegendConfig(labelFontSize=12, labelLimit=300),
    )
    spec: dict[str, Any] = styled.to_dict(validate=False)
    # the schema's address is for editors; the report names no network addresses
    spec.pop("$schema")
    return spec


def _points(
    figure: pd.DataFrame, region: str, language: Language
) -> list[dict[str, Any]]:
    """Return the points, those to be drawn on top last."""
    excluded = figure["exclusion_reason"].notna()
    group = pd.Series("national", index=figure.index)
    group[figure["in_index"].eq(True)] = "in_index"
    group[excluded] = "excluded"
    order = group.map(list(GROUPS).index).sort_values(kind="stable").index
    return [
        {
            "name": row["region_name"],
            "x": round(row["value"], 3),
            "y": round(row["outcome"], 3),
            "group": language.text(f"codes.group.{row['group']}", region=region),
        }
        for row in records(figure.assign(group=group).loc[order])
    ]


def _line(figure: pd.DataFrame) -> list[dict[str, float]]:
    """Return the line's ends over the units it is estimated on; none without it."""
    used = figure[figure["exclusion_reason"].isna()].dropna(
        subset=["intercept", "slope"]
    )
    ends = [used["value"].min(), used["value"].max()] if len(used) else []
    return [
        {
            "x": float(x),
            "y": float(used["intercept"].iloc[0] + used["slope"].iloc[0] * x),
        }
        for x in ends
    ]
